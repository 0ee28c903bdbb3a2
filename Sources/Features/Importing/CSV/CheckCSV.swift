import Blobs
import CSV
import FoundationEssentials
import Jobs
import Postgres
import Site
import Threads

/// Reads an uploaded file, checks every row and lays it out for the merchant to look at.
///
/// Idempotent by the file: a run that is cut short begins anew and throws the earlier rows away.
/// The file is read in pieces and the rows go to the database some thousands at a time, so
/// memory does not grow with the file. While some are written, the next ones are read.
package struct CheckCSV: Job {
  package static let kind = "check-csv"
  package static let attempts = 3
  package static let priority = 2
  /// As many rows as a file may have, the heading left out.
  package static let mostRows = 100_000
  /// Rows that are written at a time.
  private static let mostStaged = 5000
  let csv: CSVImportID
  package var uniqueKey: String? { "csv/\(csv.pathText)" }

  package func run(in shift: Shift) throws {
    guard let upload = try shift.db.read(as: shift.client, .csv(csv)).first,
      upload.state == "checking"
    else { return }
    let reading: CSVReading
    do {
      reading = try read(upload, shift)
    } catch let problem as CSVProblem {
      return try refuse(problem.sentence, shift)
    } catch let problem as TooManyRows {
      return try refuse(problem.sentence, shift)
    }
    try shift.transaction { db in
      // Rows that have just come are not in PostgreSQL's statistics: it takes them for a few.
      try db.script("SET LOCAL enable_nestloop = off")
      try CSVFindings(csv: csv, reading).find(db)
      try db.run(.csvState(csv, "checked"))
    }
  }

  private struct TooManyRows: Error {
    let sentence = "The file has more than 100,000 rows. Please split it into several files."
  }

  /// Returns what was noticed on the way.
  private func read(_ upload: CSVUpload, _ shift: Shift) throws -> CSVReading {
    let file = try CSVFile(path: Configuration.current.blobs.place(of: upload.file))
    var reading = CSVReading(
      upload.columns, headings: upload.headings, format: upload.format, currency: upload.currency)
    var waiting: [CSVStagedRow] = []
    var count = 0
    try shift.transaction { _ = try $0.run(.emptyCSV(csv)) }
    var isHeading = !upload.isHeadless
    let loan = Loan(shift: shift)
    var writing: Errand<Void>?
    defer { _ = writing?.outcome }
    func hand(_ rows: [CSVStagedRow], _ count: Int) throws {
      try writing?.outcome.get()
      try shift.obeyWishes()
      writing = Errand { try stage(rows, count, loan.shift) }
    }
    try file.rows { row in
      if isHeading {
        isHeading = false
        return
      }
      count += 1
      if count > Self.mostRows { throw TooManyRows() }
      if let staged = reading.read(row) { waiting.append(staged) }
      if waiting.count == Self.mostStaged {
        try hand(waiting, count)
        waiting = []
        waiting.reserveCapacity(Self.mostStaged)
      }
    }
    try hand(waiting, count)
    try writing?.outcome.get()
    return reading
  }

  /// A shift for another thread: this one leaves its connection alone meanwhile.
  private struct Loan: @unchecked Sendable {
    let shift: Shift
  }

  private func stage(_ rows: [CSVStagedRow], _ count: Int, _ shift: Shift) throws {
    try shift.transaction { db in
      // These rows are worth nothing before the file is checked, and that commit waits for them.
      try db.script("SET LOCAL synchronous_commit = off")
      // COPY goes past row-level security, so PostgreSQL refuses it for a table that has it.
      try db.script(CSVStagedRow.stage)
      try db.copy(into: "csv_stage (\(CSVStagedRow.columns))", rows) { $0.write(&$1) }
      try db.run(.unstage(shift.client, csv))
      try db.run(.csvRead(csv, rows: count))
    }
  }

  private func refuse(_ sentence: String, _ shift: Shift) throws {
    try shift.transaction { db in
      try db.run(.emptyCSV(csv))
      try db.run(.csvState(csv, "refused", problem: sentence))
    }
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    try refuse("The file could not be checked. Please upload it again.", shift)
  }
}

extension CSVStagedRow {
  /// This connection's own table for rows on their way; empty after every transaction.
  static let stage = """
    CREATE TEMP TABLE IF NOT EXISTS csv_stage ON COMMIT DELETE ROWS AS
    SELECT \(columns) FROM csv_row WITH NO DATA
    """

  /// What is told of each row; whose file it is in is the same for all.
  static let columns = """
    number, key, own_id, is_product, name, description, sku, price_minor, width_mm, height_mm,
      depth_mm, categories, pictures, options, problem, warning, outcome
    """

  /// Adds the columns of `columns`, in their order.
  fileprivate func write(_ line: inout CopyLine) {
    line.add(number)
    line.add(key)
    line.add(ownID)
    line.add(isProduct)
    line.add(name)
    line.add(description)
    line.add(sku)
    line.add(price)
    line.add(width)
    line.add(height)
    line.add(depth)
    line.add(lines: categories)
    line.add(lines: pictures)
    line.add(options)
    line.add(problems.isEmpty ? nil : problems.joined(separator: " "))
    line.add(warnings.isEmpty ? nil : warnings.joined(separator: " "))
    // Most products of most files are new; the others are found out and written once more.
    line.add(isProduct ? "new" : nil)
  }
}

extension Statement {
  fileprivate static func unstage(_ client: UUID, _ csv: CSVImportID) -> Self {
    let columns = Clause(stringLiteral: CSVStagedRow.columns)
    return """
      INSERT INTO csv_row (client_id, csv_id, \(columns))
      SELECT \(client)::uuid, \(csv)::uuid, \(columns) FROM csv_stage
      """
  }
}

extension CSVProblem {
  /// What is wrong and what to do, for the merchant.
  var sentence: String {
    switch self {
    case .notText(let kind):
      "This is \(kind), not a CSV file. In a spreadsheet, choose “Save as” and then CSV."
    case .empty: "The file is empty."
    case .binary(let row):
      "Row \(row) holds signs that no text has. Please save the file as CSV again."
    case .unclosedQuote(let row):
      "A quotation mark that is opened in row \(row) is never closed."
    case .cellTooLong(let row):
      "A cell in row \(row) is longer than 1 MB. Perhaps a quotation mark is not closed there."
    case .rowTooLong(let row): "Row \(row) is longer than 4 MB."
    case .tooManyColumns(let row, let most): "Row \(row) has more than \(most) columns."
    case .unreadable: "The file is no longer here. Please upload it again."
    }
  }
}
