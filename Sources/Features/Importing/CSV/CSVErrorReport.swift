import Accounts
import Blobs
import CSV
import HTTP
import Postgres
import Site

extension Importing {
  /// The rows that were refused, as they stood in the file, each with its reason: to be put right
  /// and uploaded again.
  package static func csvErrors(_ member: Member, _ id: CSVImportID) throws -> Response {
    let upload = try csv(id, member)
    let reasons = Dictionary(
      uniqueKeysWithValues: try member.read(.report(id)).map { ($0.number, $0.problem) })
    guard let place = try? Configuration.current.blobs.place(of: upload.file) else {
      throw Problem(.gone, "The file is no longer here. Please upload it again.")
    }
    let file = try CSVFile(path: place)
    let width = upload.headings.count
    var text = "\u{feff}" + csvLine(upload.headings + CSVErrorReport.headings)
    try file.rows { row in
      guard let reason = reasons[row.number] else { return }
      var cells = row.cells.prefix(width).map(withoutFormulaGuard)
      cells += Array(repeating: "", count: width - cells.count)
      // What stands beyond the last heading is the mistake itself; it must not get lost.
      let surplus = row.cells.dropFirst(width).map(withoutFormulaGuard)
      text += csvLine(cells + [String(row.number), reason] + surplus)
    }
    return Response(
      headers: [
        ("Content-Type", "text/csv; charset=utf-8"), ("Cache-Control", "no-store"),
        ("Content-Disposition", "attachment; filename=\"rows-to-correct.csv\""),
      ], body: Array(text.utf8))
  }
}

/// What the report adds to the file's own columns.
enum CSVErrorReport {
  static let headings = ["Row in your file", "What is wrong"]
}
