import Billing
import FoundationEssentials
import Jobs
import Postgres
import Site

/// Brings the good products of a checked file into the catalogue.
///
/// Idempotent by the products' keys. It keeps its place after every batch, in the batch's
/// transaction, so a run that is cut short goes on where it stopped. Pictures come later, each
/// as a job of its own.
package struct SaveCSV: Job {
  package static let kind = "save-csv"
  package static let priority = 4
  /// As with an import from a store: much may happen while a large file is saved.
  package static let attempts = 24
  let run: ImportID
  let csv: CSVImportID
  package var uniqueKey: String? { "import/\(run.pathText)" }

  package func run(in shift: Shift) throws {
    guard let upload = try shift.db.read(as: shift.client, .csv(csv)).first else { return }
    let file = CSVBatch(csv: csv, run: run, client: shift.client, after: 0)
    let hasParts = try shift.db.read(as: shift.client, file.hasParts).first ?? true
    var counting = CountAnew()
    while true {
      try shift.obeyWishes()
      let place = shift.place.flatMap { Int($0) } ?? 0
      let isOver = try shift.transaction { try step(after: place, upload, hasParts, shift, $0) }
      if isOver { return }
      try counting.saved(shift.db)
    }
  }

  /// The next batch, in its transaction; whether it was the last.
  private func step(
    after place: Int, _ upload: CSVUpload, _ hasParts: Bool, _ shift: Shift, _ db: Database
  ) throws -> Bool {
    try Importing.goOn(run, db)
    let batch = CSVBatch(csv: csv, run: run, client: shift.client, after: place)
    let last = try db.one(batch.last)
    guard last > place else {
      try db.run(.importState(run, "done"))
      try db.run(.releaseHeldBefore(run))
      try db.enqueue(TellImport(run: run), for: shift.client)
      return true
    }
    // Others may have taken the plan's places since it was confirmed.
    if let left = try Billing.productsLeft(db) {
      let count = try db.run(.fit(csv, into: left, among: place + 1...last))
      try db.run(.leftOut(count, of: run))
    }
    let counts = try batch.ending(at: last).bring(
      currency: upload.currency, hasParts: hasParts, db)
    try db.run(
      .counted(
        run, created: counts.created, updated: counts.updated,
        unchanged: counts.unchanged))
    try shift.keepPlace(String(last))
    return false
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    try shift.transaction { try Importing.fail(run, sentence, shift.client, $0) }
  }
}

extension Statement {
  /// Products that the plan had no room for when their turn came.
  fileprivate static func leftOut(_ count: Int, of run: ImportID) -> Self {
    """
    UPDATE import_run SET left_out = left_out + \(count)
    WHERE client_id = current_client() AND id = \(run)
    """
  }
}

/// What saving a batch did.
package struct CSVCounts: RowReadable {
  package let created: Int
  package let updated: Int
  package let unchanged: Int

  package init(_ row: Row) throws {
    (created, updated, unchanged) = (try row[0], try row[1], try row[2])
  }
}
