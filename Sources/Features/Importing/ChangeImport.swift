import Accounts
import FoundationEssentials
import HTTP
import Jobs
import Postgres
import Site

extension Importing {
  /// Pauses, resumes or ends an import; once all products are here, that means its pictures.
  package static func change(_ editor: Editor, _ id: ImportID) throws -> Response {
    let wish = editor.request.form["wish"] ?? ""
    try editor.transaction {
      guard let run = try editor.db.first(.run(id)), let job = try editor.db.first(.job(of: id))
      else {
        throw Problem.missing
      }
      // The import before its job, as the job itself does when it saves: in another order the two
      // would wait for each other.
      switch wish {
      case "pause": try pause(run, job.id, editor.db)
      case "resume": try resume(run, job.id, editor.db)
      case "cancel": try cancel(run, job.id, editor.db)
      default: throw Problem(.badRequest, "An import can be paused, resumed or cancelled.")
      }
    }
    return .see(Site.importRun(id))
  }

  private static func pause(_ run: ImportProgress, _ job: UUID, _ db: Database) throws {
    // A look is short; there is nothing to go on with later.
    guard run.state == "running" || run.awaitsPictures else {
      throw Problem(.conflict, "It is not running.")
    }
    // Its last products may have come since it was looked at.
    if try run.state == "running" && db.run(.importState(run.id, "paused")) == 1 {
      try db.pause(job: job)
    } else if try db.run(.holdsPictures(run.id, true)) == 0 {
      throw Problem(.conflict, "It is not running.")
    }
    try db.run(.holdPictures(of: run.id))
  }

  private static func resume(_ run: ImportProgress, _ job: UUID, _ db: Database) throws {
    if run.state == "paused" {
      try db.run(.importState(run.id, "running"))
      try db.resume(job: job)
    } else if try db.run(.holdsPictures(run.id, false)) == 0 {
      throw Problem(.conflict, "It is not paused.")
    }
    try db.run(.releasePictures(of: run.id))
  }

  private static func cancel(_ run: ImportProgress, _ job: UUID, _ db: Database) throws {
    let isUnderWay = ["looking", "preview", "running", "paused"].contains(run.state)
    guard isUnderWay || run.awaitsPictures else {
      throw Problem(.conflict, "It has ended already.")
    }
    if try isUnderWay && db.run(.importState(run.id, "cancelled")) == 1 {
      try db.cancel(job: job)
    }
    try db.run(.holdsPictures(run.id, false))
    try db.run(.dropPictures(of: run.id))
  }
}

extension Statement {
  /// Remembers whether the pictures of an import whose products are all here wait for the merchant.
  fileprivate static func holdsPictures(_ run: ImportID, _ isSo: Bool) -> Self {
    """
    UPDATE import_run SET pictures_held = \(isSo)
    WHERE client_id = current_client() AND id = \(run) AND state = 'done'
      AND pictures_held <> \(isSo)
    """
  }
}
