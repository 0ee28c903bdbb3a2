import Accounts
import Billing
import Design
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site
import Stores

extension Importing {
  /// The page that starts an import.
  package static func show(_ member: Member) throws -> Response {
    guard let store = try member.read(.active).first else { return noStorePage(member) }
    let (runs, rooms) = try member.read(.underWay(store.id), .productRoom)
    if let run = runs.first { return .see(Site.importRun(run)) }
    return try startPage(
      member, store, Form(), rooms.first, try member.read(.latestPreview(store.id)))
  }

  /// Looks at what was asked for; nothing is written before it is confirmed.
  package static func start(_ editor: Editor) throws -> Response {
    var form = Form(editor.request)
    do {
      return .see(Site.importRun(try begin(editor, try choice(form), atOnce: false)))
    } catch let problem as Problem where !problem.fields.isEmpty {
      for (field, sentence) in problem.fields { form.fail(field, sentence) }
      guard let store = try editor.read(.active).first else { throw problem }
      let rooms = try editor.read(.productRoom)
      return try startPage(editor.member, store, form, rooms.first, [], status: 422)
    }
  }

  private static func choice(_ form: Form) throws -> ImportChoice {
    switch form.value("scope") {
    case "list": return try .typed(form.value("entries"))
    case "categories":
      let ids = form.all("category").filter { !$0.isEmpty && $0.utf8.count <= 100 }.prefix(2000)
      guard !ids.isEmpty else {
        throw Problem(
          .invalid, "Choose a category.", fields: ["category": "Choose at least one category."])
      }
      return .categories(ids: Array(ids))
    default: return .all
    }
  }

  /// Imports all products for a program, which does not look first.
  package static func startJSON(_ editor: Editor) throws -> Response {
    let run = try begin(editor, .all, atOnce: true)
    let progress = try editor.read(.run(run)).first
    return .json(progress?.json ?? .null, status: 202)
      .adding("Location", Site.apiImport(run))
  }

  /// Starts a look; an import that is under way already is shown instead.
  private static func begin(_ editor: Editor, _ choice: ImportChoice, atOnce: Bool) throws
    -> ImportID
  {
    let text = String(decoding: try JSONEncoder().encode(choice), as: UTF8.self)
    return try editor.transaction {
      guard let store = try editor.db.first(.active) else {
        throw Problem(.conflict, "No store is connected. Connect one first.")
      }
      try editor.db.run(.dropPreview(store.id))
      let run = ImportID()
      let started = try editor.db.first(
        .start(
          run, editor.client, store.id, by: editor.person, choice: text, atOnce: atOnce))
      guard let started else {
        guard let other = try editor.db.first(.underWay(store.id)) else {
          throw Problem(.conflict, "Another import has just ended. Please try again.")
        }
        return other
      }
      let job = try editor.db.enqueue(
        LookAtStore(run: started, store: store.id), for: editor.client.uuid)
      try editor.db.run(.job(job, of: started))
      return started
    }
  }
}

extension Query<ImportID> {
  /// A selection that was not confirmed yet.
  fileprivate static func latestPreview(_ store: StoreID) -> Self {
    """
    SELECT id FROM import_run WHERE client_id = current_client() AND store_id = \(store)
      AND state = 'preview'
    """
  }
}
