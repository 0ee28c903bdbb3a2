import Accounts
import Design
import FoundationEssentials
import HTTP
import Jobs
import Mail
import Postgres
import Site

/// Tells whoever started an import that it is over, once its pictures are here too, or that it
/// cannot go on.
///
/// Idempotent: it is told once.
package struct TellImport: Job {
  package static let kind = "tell-import"
  package static let priority = 7
  let run: ImportID
  package var uniqueKey: String? { "tell-import/\(run.pathText)" }

  package func run(in shift: Shift) throws {
    guard let progress = try shift.db.read(as: shift.client, .run(run)).first,
      ["done", "failed"].contains(progress.state)
    else { return }
    guard progress.isOver || progress.state == "failed" else {
      throw Snooze(
        seconds: progress.arePicturesHeld ? 60 : 5, "Its pictures are not all here yet.")
    }
    try shift.transaction { db in
      try db.run(.over(run))
      guard let reader = try db.first(.toTell(run)) else { return }
      try db.enqueue(SendMail(message(progress, to: reader)), for: shift.client)
    }
  }

  private func message(_ run: ImportProgress, to reader: ImportReader) -> Message {
    if run.state == "failed" { return failure(run, to: reader) }
    return Message(
      to: reader.email, subject: "Your import is complete",
      text: """
        Hello \(reader.name),

        your products are here: \(run.outcome).
        \(count(run.picturesDone, "picture")) arrived with them.

        \(Configuration.current.baseURL)\(Site.importRun(run.id))
        """)
  }
}

private func failure(_ run: ImportProgress, to reader: ImportReader) -> Message {
  Message(
    to: reader.email, subject: "Your import has stopped",
    text: """
      Hello \(reader.name),

      your import cannot go on. \(run.note ?? "")
      What had come before is here: \(run.outcome).

      \(Configuration.current.baseURL)\(Site.importRun(run.id))
      """)
}

private struct ImportReader: RowReadable {
  let email: String
  let name: String
  init(_ row: Row) throws { (email, name) = (try row[0], try row[1]) }
}

extension Statement {
  /// Everything that the import brought is here.
  fileprivate static func over(_ run: ImportID) -> Self {
    """
    UPDATE import_run SET over_at = coalesce(over_at, now())
    WHERE client_id = current_client() AND id = \(run)
    """
  }
}

extension Query<ImportReader> {
  /// Who wants to be told and was not yet.
  fileprivate static func toTell(_ run: ImportID) -> Self {
    """
    UPDATE import_run r SET told_at = now() FROM person p
    WHERE r.client_id = current_client() AND r.id = \(run) AND r.told_at IS NULL AND r.sends_mail
      AND p.id = r.started_by
    RETURNING p.email, p.name
    """
  }
}

extension ImportProgress {
  /// What it did, in words.
  var outcome: String {
    var parts = [
      "\(number(created)) new", "\(number(updated)) updated", "\(number(unchanged)) unchanged",
    ]
    if gone > 0 { parts.append("\(number(gone)) no longer in the store") }
    if leftOut > 0 { parts.append("\(number(leftOut)) left out, as your plan is full") }
    if picturesFailed > 0 { parts.append("\(count(picturesFailed, "picture")) could not be read") }
    return parts.joined(separator: ", ")
  }
}
