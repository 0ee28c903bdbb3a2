import Accounts
import Billing
import Catalog
import Design
import HTML
import HTTP
import Jobs
import Postgres
import Site

/// The editor: every use of a tool makes a new version, and the picture before it stays.
extension Studio {
  /// The editor of a generated picture.
  package static func showEditor(_ editor: Editor, _ id: AssetID) throws -> Response {
    editorPage(try find(id, editor), editor.member)
  }

  /// The editor of a product's own photo.
  package static func showPhotoEditor(_ editor: Editor, _ id: PictureID) throws -> Response {
    editorPage(try find(id, editor), editor.member)
  }

  /// The part of the editor that follows the server, while a version is being made.
  package static func editorLive(_ editor: Editor, _ id: AssetID) throws -> Response {
    let view = try find(id, editor)
    let isDone = view.subject.state != "pending"
    return .fragment(
      editorParts(view, editor.member), for: editor.request, isDone: isDone,
      announce: isDone ? view.outcome : nil)
  }

  /// Takes an edit of a generated picture; the same form twice is one edit.
  package static func edit(_ editor: Editor, _ id: AssetID) throws -> Response {
    let view = try find(id, editor)
    let (order, new, form) = try editOrder(editor, of: view.subject)
    guard form.isValid else { return try show(form, view, editor) }
    return try paying(order, new, back: Site.assetEdit(id), editor) {
      try take(order, as: new, of: id, editor)
    }
  }

  /// Adds a version to a picture, pays for it and has it made, once for each key; within a
  /// transaction.
  static func take(
    _ order: EditOrder, as new: AssetID, of id: AssetID, _ editor: Editor
  ) throws {
    let db = editor.db
    guard let flow = try db.first(Query<FlowID>.editable(id)),
      try db.first(.lock(flow)) != nil
    else { throw Problem.missing }
    guard try db.run(.addEdit(new, of: id, order)) == 1 else { return }
    try begin(new, flow, order, editor)
  }

  /// Takes an edit of a product's photo: it becomes a picture to review, the photo stays.
  package static func editPhoto(_ editor: Editor, _ id: PictureID) throws -> Response {
    let view = try find(id, editor)
    let (order, new, form) = try editOrder(editor, of: view.subject)
    guard form.isValid else { return try show(form, view, editor) }
    // The flow has the key of its first version, so that the same form twice is one flow.
    let flow = FlowID(new.uuid)
    return try paying(order, new, back: Site.photoEdit(id), editor) {
      let db = editor.db
      guard try db.first(Query<EditSubject>.subject(id)) != nil else { throw Problem.missing }
      try db.run(.beginEdits(flow, of: id, by: editor.person))
      guard try db.run(.addEdit(new, in: flow, order)) == 1 else { return }
      try begin(new, flow, order, editor)
    }
  }

  /// Starts an edit in a transaction of its own, or says what is missing to pay it.
  private static func paying(
    _ order: EditOrder, _ new: AssetID, back: String, _ editor: Editor, _ begin: () throws -> Void
  ) throws -> Response {
    let work = PaidWork(each: order.cost, action: back, back: back)
    return try Billing.paying(editor.member, for: work) {
      try editor.transaction {
        try Billing.require(1, .pictures, editor.db)
        try begin()
      }
      return .see(Site.assetEdit(new))
    }
  }

  /// Throws a version away; it can be brought back from the list of versions.
  package static func discardEdit(_ editor: Editor, _ id: AssetID) throws -> Response {
    let view = try find(id, editor)
    let gone = try editor.transaction { try editor.db.run(.discard(id)) }
    guard gone == 1 else {
      throw Problem(
        .conflict, "Only a finished edit that is not approved can be discarded. Undo the approval.")
    }
    return .see(view.subject.linkBefore).flash("Discarded. It stays in the list of versions.")
  }

  /// Brings a version back.
  package static func restoreEdit(_ editor: Editor, _ id: AssetID) throws -> Response {
    try editor.transaction { _ = try editor.db.run(.restoreEdit(id)) }
    _ = try find(id, editor)
    return .see(Site.assetEdit(id)).flash("This version is back.")
  }

  private static func begin(
    _ new: AssetID, _ flow: FlowID, _ order: EditOrder, _ editor: Editor
  ) throws {
    let job = EditPicture(asset: new)
    try Billing.reserve(order.cost, for: [job.cause], editor.db)
    try editor.db.run(.runAgain(flow))
    try editor.db.enqueue(job, for: editor.client.uuid)
  }

  /// What the form asks for, the key of the version that comes of it, and what is wrong with it.
  private static func editOrder(
    _ editor: Editor, of subject: EditSubject
  ) throws -> (EditOrder, AssetID, Form) {
    let (form, mask) = try Catalog.formWithPicture(editor.request, "mask")
    var fields = EditFields(form, of: subject)
    let new = AssetID(pathText: form.value("edit")) ?? AssetID()
    guard let tool = fields.tool else { throw Problem(.invalid, "Choose one of the tools.") }
    let order = EditOrder(tool, &fields, mask: mask, seed: FlowID(new.uuid).seed)
    return (order, new, fields.form)
  }

  /// The form again, with what is wrong in it.
  private static func show(_ form: Form, _ view: EditorView, _ editor: Editor) throws -> Response {
    var view = view
    view.tool = EditTool(rawValue: form.value("tool")) ?? view.tool
    return editorPage(view, editor.member, form, status: 422)
  }

  private static func find(_ id: AssetID, _ editor: Editor) throws -> EditorView {
    let (subjects, versions) = try editor.read(
      Query<EditSubject>.subject(id), Query<EditVersion>.versions(of: id))
    guard let subject = subjects.first else { throw Problem.missing }
    return EditorView(subject: subject, versions: versions, tool: editor.tool)
  }

  private static func find(_ id: PictureID, _ editor: Editor) throws -> EditorView {
    guard let subject = try editor.read(Query<EditSubject>.subject(id)).first else {
      throw Problem.missing
    }
    return EditorView(subject: subject, versions: [], tool: editor.tool)
  }
}

extension Editor {
  fileprivate var tool: EditTool { member.request.query["tool"].flatMap(EditTool.init) ?? .crop }
}

/// What the editor shows.
struct EditorView: Sendable {
  let subject: EditSubject
  let versions: [EditVersion]
  var tool: EditTool

  /// How the edit went, in words.
  var outcome: String {
    subject.state == "failed" ? "The edit could not be made." : "The new version is there."
  }
}
