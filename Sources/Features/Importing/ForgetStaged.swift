import Blobs
import Postgres
import Site

extension Importing {
  /// Forgets what was laid out for an import a week ago: the merchant never came back for it, or
  /// it is imported long since.
  ///
  /// A file that was not imported goes with its rows; of one that was, what its pictures need
  /// stays. While an import is under way or paused nothing of it is touched. News of stores is
  /// forgotten after a month.
  package static func forgetStaged(_ db: Database) throws {
    let files = try db.transaction {
      let files = try db.all(Query<String>.oldFiles) + db.all(Query<String>.oldThumbs)
      for statement in Statement.forgetStaged { try db.run(statement) }
      return try files.filter { try !db.one(.isWanted($0)) }
    }
    for file in files { Configuration.current.blobs.remove(file) }
  }
}

/// A file whose time is over.
private let isOld: Clause = """
  c.created_at < now() - interval '7 days' AND NOT EXISTS (
    SELECT 1 FROM import_run i WHERE i.client_id = c.client_id AND i.csv_id = c.id
      AND i.state IN ('running', 'paused'))
  """

extension Query<String> {
  fileprivate static var oldFiles: Self {
    "SELECT DISTINCT c.file FROM csv_import c WHERE c.file <> '' AND \(isOld)"
  }

  /// Small pictures of lists that nobody chooses from any more.
  fileprivate static var oldThumbs: Self {
    """
    SELECT DISTINCT t.thumb FROM import_item t
    JOIN import_run i ON i.client_id = t.client_id AND i.id = t.run_id
    WHERE t.thumb IS NOT NULL AND i.finished_at < now() - interval '7 days'
    """
  }
}

extension Query<Bool> {
  /// Whether another upload has the same content, or another list shows the same picture.
  fileprivate static func isWanted(_ file: String) -> Self {
    """
    SELECT EXISTS (SELECT 1 FROM csv_import WHERE file = \(file))
      OR EXISTS (SELECT 1 FROM import_item WHERE thumb = \(file))
    """
  }
}

extension Statement {
  fileprivate static var forgetStaged: [Statement] {
    [
      """
      DELETE FROM csv_row r USING csv_import c
      WHERE r.client_id = c.client_id AND r.csv_id = c.id AND \(isOld)
      """,
      """
      DELETE FROM csv_import c WHERE \(isOld) AND NOT EXISTS (
        SELECT 1 FROM import_run i WHERE i.client_id = c.client_id AND i.csv_id = c.id)
      """,
      "UPDATE csv_import c SET file = '' WHERE c.file <> '' AND \(isOld)",
      """
      UPDATE import_run SET state = 'cancelled', finished_at = now()
      WHERE state = 'preview' AND started_at < now() - interval '7 days'
      """,
      """
      DELETE FROM import_item t USING import_run i
      WHERE t.client_id = i.client_id AND t.run_id = i.id
        AND i.finished_at < now() - interval '7 days'
      """,
      """
      DELETE FROM import_change c USING import_run i
      WHERE i.client_id = c.client_id AND i.id = c.run_id
        AND i.started_at < now() - interval '31 days' AND c.undone IS NULL
      """,
      "DELETE FROM webhook_event WHERE received_at < now() - interval '30 days'",
    ]
  }
}
