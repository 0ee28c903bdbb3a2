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
  /// Keeps which products are wanted, and starts the import when that is asked for.
  package static func choose(_ editor: Editor, _ id: ImportID) throws -> Response {
    let form = editor.request.form
    let shown = form.all("shown").compactMap { Int($0) }
    let kept = form.all("keep").compactMap { Int($0) }
    let outcome = form["outcome"] ?? ""
    return try editor.transaction {
      guard try editor.db.first(.run(id)) != nil else { throw Problem.missing }
      guard let run = try editor.db.first(.previewed(id)) else { throw notWaiting }
      switch form["action"] ?? "" {
      case "all": try editor.db.run(.chooseAll(true, outcome: outcome, id))
      case "none": try editor.db.run(.chooseAll(false, outcome: outcome, id))
      case "import":
        try editor.db.run(.choose(kept, among: shown, id))
        try editor.db.run(.sendsMail(form["mail"] != nil, id))
        let count = try confirm(id, store: run.store, client: editor.client.uuid, editor.db)
        let link = Site.importRun(id)
        return count > 0 ? .see(link) : .see(link).flash("Nothing is chosen. Tick a product first.")
      default: try editor.db.run(.choose(kept, among: shown, id))
      }
      return .see("\(Site.importRun(id))?\(Parameters([("show", outcome)]).urlEncoded)")
        .flash("Your choice is kept.")
    }
  }

  private static let notWaiting = Problem(
    .conflict, "This selection is not open any more. Start a new import.")

  /// Starts the import of what is chosen, as far as the plan goes; in the caller's transaction.
  /// - Returns: how many products will come.
  static func confirm(_ run: ImportID, store: StoreID, client: UUID, _ db: Database) throws -> Int {
    if let left = try Billing.productsLeft(db) { try db.run(.fit(run, into: left)) }
    let chosen = try db.one(.begin(run))
    guard chosen > 0 else { return 0 }
    let job = try db.enqueue(ImportProducts(run: run, store: store), for: client)
    try db.run(.job(job, of: run))
    return chosen
  }
}

/// A look that waits for a decision.
struct PreviewedImport: RowReadable {
  let store: StoreID
  init(_ row: Row) throws { store = try row[0] }
}

extension Query<PreviewedImport> {
  fileprivate static func previewed(_ run: ImportID) -> Self {
    """
    SELECT store_id FROM import_run WHERE client_id = current_client() AND id = \(run)
      AND state = 'preview' FOR UPDATE
    """
  }
}

extension Query<Int> {
  /// The look becomes an import, unless nothing is chosen.
  fileprivate static func begin(_ run: ImportID) -> Self {
    """
    WITH wanted AS (
      SELECT count(*) AS n FROM import_item
      WHERE client_id = current_client() AND run_id = \(run) AND chosen
    ), begun AS (
      UPDATE import_run SET state = 'running', confirmed_at = now(), total = wanted.n FROM wanted
      WHERE client_id = current_client() AND id = \(run) AND state = 'preview' AND wanted.n > 0)
    SELECT n FROM wanted
    """
  }
}

extension Statement {
  /// Leaves out the last of the new products when the plan has no room for all of them.
  fileprivate static func fit(_ run: ImportID, into room: Int) -> Self {
    """
    UPDATE import_item SET chosen = false
    WHERE client_id = current_client() AND run_id = \(run) AND position IN (
      SELECT position FROM import_item
      WHERE client_id = current_client() AND run_id = \(run) AND chosen
        AND outcome IN ('new', 'duplicate', 'binned')
      ORDER BY position OFFSET \(room)::bigint)
    """
  }

  fileprivate static func sendsMail(_ wish: Bool, _ run: ImportID) -> Self {
    """
    UPDATE import_run SET sends_mail = \(wish)
    WHERE client_id = current_client() AND id = \(run)
    """
  }
}
