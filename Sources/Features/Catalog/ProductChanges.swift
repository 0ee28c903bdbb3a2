import Accounts
import Billing
import Blobs
import Design
import FoundationEssentials
import HTML
import HTTP
import Jobs
import Postgres
import Site

extension Catalog {
  /// Makes a product by hand, with its pictures: all of it or nothing.
  package static func create(_ editor: Editor) throws -> Response {
    let parts = editor.request.parts
    var form = uploadForm(editor.request, parts)
    let draft = ProductDraft(&form, currency: editor.currency)
    var uploads: [Upload] = []
    do {
      uploads = try Upload.all(in: parts)
    } catch let problem as Problem {
      form.fail("pictures", problem.sentence)
    }
    guard form.isValid else {
      return productForm(form, of: nil, try editor.read(.categories), editor)
    }
    let id = ProductID()
    let files = try keep(uploads)
    try editor.transaction {
      try Billing.require(1, .products, editor.db)
      try Billing.require(files.count, .pictures, editor.db)
      try editor.db.run(.add(draft, as: id, to: editor.client, in: editor.currency))
      try editor.db.run(.sort(id, into: form))
      try addPictures(files, to: id, editor)
      try editor.audit("product added", ["product": .string(id.pathText)])
    }
    return .see(Site.product(id)).flash("\(draft.name) is there.")
  }

  /// Keeps what the merchant changed; those fields are the merchant's from now on.
  package static func save(_ editor: Editor, _ id: ProductID) throws -> Response {
    var form = Form(editor.request)
    let product = try editor.read(.product(id)).first
    guard let product else { throw Problem.missing }
    let draft = ProductDraft(&form, currency: product.currency)
    guard form.isValid else {
      return productForm(form, of: product, try editor.read(.choices(for: product)), editor)
    }
    let changes = draft.changes(from: ProductDraft(product))
    if form.value("categories") == "1" {
      _ = try editor.transaction { try editor.db.run(.sort(id, into: form)) }
    }
    if !changes.isEmpty {
      try editor.transaction {
        try editor.db.run(.save(draft, changing: changes, of: id))
        try editor.audit(
          "product changed",
          ["product": .string(id.pathText), "fields": .array(changes.map { .string($0.rawValue) })])
      }
    }
    return .see(Site.product(id)).flash("Saved.")
  }

  /// Adds pictures to a product; each appears as soon as it is prepared.
  package static func addPictures(_ editor: Editor, _ id: ProductID) throws -> Response {
    let uploads: [Upload]
    do {
      uploads = try Upload.all(in: editor.request.parts)
    } catch let problem as Problem where !problem.fields.isEmpty {
      let view = try find(id, editor.member)
      return productPage(view, editor.member, problem: problem.sentence)
    }
    guard let product = try editor.read(.product(id)).first, !product.isDeleted else {
      throw Problem.missing
    }
    guard !uploads.isEmpty else {
      return .see(Site.product(id)).flash("Choose at least one picture first.", .warning)
    }
    let files = try keep(uploads)
    try editor.transaction {
      try Billing.require(files.count, .pictures, editor.db)
      try addPictures(files, to: id, editor)
    }
    let note = "\(count(files.count, "picture")) on the way."
    guard let twin = try editor.read(Query<LookAlike>.same(as: files, besides: id)).first else {
      return .see(Site.product(id)).flash(note, .info)
    }
    return .see(Site.product(id))
      .flash("\(note) The same picture is already at “\(twin.name)”.", .warning)
  }

  /// Puts a product into the bin, where it stays for thirty days.
  package static func throwAway(_ editor: Editor, _ id: ProductID) throws -> Response {
    try change(editor, id, "product deleted") { try editor.db.run(.throwAway(id)) }
    return .see(Site.product(id)).flash("It is in the bin now and can be restored for 30 days.")
  }

  /// Takes a product out of the bin.
  package static func restore(_ editor: Editor, _ id: ProductID) throws -> Response {
    try change(editor, id, "product restored") {
      try Billing.require(1, .products, editor.db)
      return try editor.db.run(.restore(id))
    }
    return .see(Site.product(id)).flash("It is back.")
  }

  private static func change(
    _ editor: Editor, _ id: ProductID, _ action: String, _ body: () throws -> Int
  ) throws {
    try editor.transaction {
      guard try editor.db.first(.product(id)) != nil else { throw Problem.missing }
      if try body() > 0 { try editor.audit(action, ["product": .string(id.pathText)]) }
    }
  }

  /// The plain fields of a form with files in it.
  private static func uploadForm(_ request: Request, _ parts: [Part]) -> Form {
    if parts.isEmpty { return Form(request) }
    return Form(
      parts.filter { $0.fileName == nil && $0.count <= 100_000 }
        .map { ($0.name, String(decoding: $0.bytes, as: UTF8.self)) })
  }

  /// Files are kept before the transaction: one that fails afterwards leaves a file that nobody
  /// names, and no row without a file.
  private static func keep(_ uploads: [Upload]) throws -> [String] {
    try uploads.map { try Configuration.current.blobs.put($0.bytes, $0.kind.ending) }
  }

  private static func addPictures(_ files: [String], to id: ProductID, _ editor: Editor) throws {
    for file in files {
      let picture = PictureID()
      try editor.db.run(.addPicture(picture, to: id, of: editor.client))
      try editor.db.enqueue(
        PreparePicture(picture: picture, file: file), for: editor.client.uuid)
    }
  }
}
