import Accounts
import Design
import HTTP
import Jobs
import Postgres
import Site

extension Catalog {
  /// Products whose pictures look alike; with `?import=`, those that an import has brought.
  package static func showDuplicates(_ member: Member) throws -> Response {
    let run = member.request.query["import"].flatMap { ImportID(pathText: $0) }
    return duplicatesPage(try member.read(.duplicates(of: run)), member)
  }

  /// Does what was ticked: products go into the bin, pairs are kept and not told again.
  package static func cleanUp(_ editor: Editor) throws -> Response {
    let form = editor.request.form
    let thrown = Set(form.all("bin").prefix(100).compactMap { ProductID(pathText: $0) })
    let kept = form.all("keep").prefix(100).map { pair in
      pair.split(separator: "/").compactMap { ProductID(pathText: String($0)) }
    }
    try editor.transaction {
      for pair in kept where pair.count == 2 {
        try editor.db.run(.keepBoth(pair[0], pair[1], by: editor.person))
      }
      for id in thrown where try editor.db.run(.throwAway(id)) > 0 {
        try editor.audit("product deleted", ["product": .string(id.pathText)])
      }
    }
    let note =
      thrown.isEmpty ? "Done." : "\(count(thrown.count, "product")) in the bin now, for 30 days."
    return .see(Site.duplicates()).flash(note)
  }

  /// Looks through all pictures of the account once more.
  package static func searchDuplicates(_ editor: Editor) throws -> Response {
    try editor.transaction {
      _ = try editor.db.enqueue(FindLookAlikes(), for: editor.client.uuid)
    }
    return .see(Site.duplicates())
      .flash("All pictures are being looked through. Come back in a few minutes.", .info)
  }

  /// Says at a product that another one is no duplicate of it.
  package static func dismissLookAlike(_ editor: Editor, _ id: ProductID) throws -> Response {
    try editor.transaction {
      guard try editor.db.first(.product(id)) != nil else { throw Problem.missing }
      guard let other = editor.request.form["other"].flatMap({ ProductID(pathText: $0) }) else {
        throw Problem(.invalid, "Say which product it is.")
      }
      try editor.db.run(.keepBoth(id, other, by: editor.person))
    }
    return .see(Site.product(id))
  }
}
