import Accounts
import Billing
import Blobs
import CSV
import Crypto
import Design
import FoundationEssentials
import HTML
import HTTP
import Jobs
import Postgres
import Site

extension Importing {
  /// The page that takes a file.
  package static func showCSVStart(_ editor: Editor) throws -> Response {
    csvStartPage(editor, problem: nil)
  }

  /// Takes a file, looks at its beginning and asks what its columns mean.
  package static func uploadCSV(_ editor: Editor) throws -> Response {
    let files = editor.request.parts.filter { $0.name == "file" && $0.fileName?.isEmpty == false }
    guard let part = files.first else {
      return csvStartPage(editor, problem: "Choose a CSV file first.")
    }
    if part.count > mostCSVBytes {
      return csvStartPage(editor, problem: "The file is larger than 50 MB. Please split it.")
    }
    do {
      let id = try keep(part, editor)
      return .see(Site.csvColumns(id))
    } catch let problem as CSVProblem {
      return csvStartPage(editor, problem: problem.sentence)
    }
  }

  private static let mostCSVBytes = 50 << 20

  private static func keep(_ part: Part, _ editor: Editor) throws -> CSVImportID {
    let blobs = Configuration.current.blobs
    let key = try blobs.put("csv", from: part.pieces)
    let file = try CSVFile(path: blobs.place(of: key))
    let beginning = try CSVBeginning(file)
    let known = try editor.read(.knownHeadings)
    let columns = CSVColumns(
      guessing: beginning.headings, format: beginning.format, rows: beginning.rows,
      remembered: Dictionary(known.map { ($0.heading, $0.field) }) { first, _ in first })
    let id = CSVImportID()
    try editor.transaction {
      try editor.db.run(
        .addCSV(
          id, editor.client, by: editor.person, name: String((part.fileName ?? "file").prefix(120)),
          file: key, encoding: file.dialect.encoding.rawValue, format: beginning.format,
          headings: beginning.headings, isHeadless: beginning.isHeadless, columns: columns,
          currency: editor.currency))
    }
    return id
  }

  /// An upload of the member's account; somebody else's is not there.
  static func csv(_ id: CSVImportID, _ member: Member) throws -> CSVUpload {
    guard let upload = try member.read(.csv(id)).first else { throw Problem.missing }
    return upload
  }

  /// What the columns mean, to be looked through and put right.
  package static func showCSVColumns(_ editor: Editor, _ id: CSVImportID) throws -> Response {
    let upload = try csv(id, editor.member)
    if let run = upload.run { return .see(Site.importRun(run)) }
    return try csvColumnsPage(editor, upload, Form())
  }

  /// Keeps what the columns mean and has the file checked.
  package static func saveCSVColumns(_ editor: Editor, _ id: CSVImportID) throws -> Response {
    let upload = try csv(id, editor.member)
    if let run = upload.run { return .see(Site.importRun(run)) }
    var form = Form(editor.request)
    let columns = CSVColumns(
      upload.headings.indices.map { CSVField(rawValue: form.value("column-\($0)")) })
    check(columns, &form)
    let header = try CSVHeader(&form, of: upload)
    guard form.isValid else { return try csvColumnsPage(editor, upload, form, columns) }
    try editor.transaction {
      try editor.db.run(.checkCSV(id, columns, header))
      if upload.format == .plain, !upload.isHeadless {
        try editor.db.run(.remember(upload.headings, columns, editor.client))
      }
      try editor.db.enqueue(CheckCSV(csv: id), for: editor.client.uuid)
    }
    return .see(Site.csvImport(id))
  }

  private static func check(_ columns: CSVColumns, _ form: inout Form) {
    if !columns.has(.name) {
      form.fail("column-0", "Say which column holds the name of the product.")
    }
    for field in CSVField.allCases where !field.mayRepeat {
      let places = columns.places(of: field)
      guard places.count > 1, let last = places.last else { continue }
      form.fail("column-\(last)", "“\(field.word)” is chosen for another column already.")
    }
  }

  /// How a file stands: being checked, ready to be imported, or refused.
  package static func showCSV(_ member: Member, _ id: CSVImportID) throws -> Response {
    let upload = try csv(id, member)
    if let run = upload.run { return .see(Site.importRun(run)) }
    switch upload.state {
    case "uploaded": return .see(Site.csvColumns(id))
    case "checked": return try csvPreviewPage(member, upload)
    default: return csvCheckingPage(member, upload)
    }
  }

  /// The part of the page that changes while a file is checked.
  package static func showCSVLive(_ member: Member, _ id: CSVImportID) throws -> Response {
    let upload = try csv(id, member)
    let response = Response.page(csvProgress(upload).bytes)
    return upload.state == "checking" ? response : response.adding("X-Live-Done", "1")
  }

  /// Leaves out the products of a screenful whose ticks were taken away.
  package static func chooseCSVRows(_ editor: Editor, _ id: CSVImportID) throws -> Response {
    let upload = try csv(id, editor.member)
    let form = editor.request.form
    let shown = form.all("shown").compactMap { Int($0) }
    let kept = form.all("keep").compactMap { Int($0) }
    let left = shown.filter { !kept.contains($0) }
    try editor.transaction { _ = try editor.db.run(.leaveOut(left, of: shown, upload.id)) }
    let after = form["after"].flatMap { Int($0) } ?? 0
    return .see(Site.csvImport(id) + (after > 0 ? "?after=\(after)" : ""))
  }

  /// Starts to bring the good products into the catalogue.
  package static func importCSV(_ editor: Editor, _ id: CSVImportID) throws -> Response {
    let upload = try csv(id, editor.member)
    if let run = upload.run { return .see(Site.importRun(run)) }
    guard upload.state == "checked" else { return .see(Site.csvImport(id)) }
    let run = ImportID()
    try editor.transaction {
      if let left = try Billing.productsLeft(editor.db) { try editor.db.run(.fit(id, into: left)) }
      let sendsMail = editor.request.form["mail"] != nil
      let started = try editor.db.first(
        .startCSV(run, editor.client, id, by: editor.person, sendsMail: sendsMail))
      guard started != nil else { return }
      try editor.db.run(.csvState(id, "importing"))
      let job = try editor.db.enqueue(SaveCSV(run: run, csv: id), for: editor.client.uuid)
      try editor.db.run(.job(job, of: run))
      try editor.audit("csv import", ["file": .string(upload.fileName)])
    }
    return .see(Site.csvImport(id))
  }
}

/// The first rows of a file, and what they say about it.
struct CSVBeginning {
  let headings: [String]
  let isHeadless: Bool
  let format: CSVFormat
  let rows: [CSVRow]

  /// - Throws: `CSVProblem`.
  init(_ file: CSVFile) throws {
    var found: [CSVRow] = []
    try file.rows(21) { found.append($0) }
    guard let first = found.first else { throw CSVProblem.empty }
    let isHeadless = CSVColumns.isData(first)
    self.isHeadless = isHeadless
    let width = isHeadless ? found.map(\.width).max() ?? 0 : first.width
    headings = (0..<width).map { column in
      let heading = isHeadless ? "" : first[column]
      let clean = heading.unicodeScalars.filter { $0.value >= 32 }
      let text = String(String.UnicodeScalarView(clean).prefix(200))
      return text.isEmpty ? "Column \(column + 1)" : text
    }
    format = isHeadless ? .plain : CSVFormat(headings)
    rows = isHeadless ? found : Array(found.dropFirst())
    if rows.isEmpty { throw CSVProblem.empty }
  }
}

extension CSVHeader {
  /// The header field of the form, sealed; `nil` where none was wanted.
  init?(_ form: inout Form, of upload: CSVUpload) throws {
    let name = form.line("header-name", max: 60)
    let host = form.line("header-host", max: 200).lowercased()
    let value = form.line("header-value", max: 2000)
    if name.isEmpty, value.isEmpty, host.isEmpty { return nil }
    let isName = name.utf8.allSatisfy { ($0 > 47 && $0 < 123 && $0 != 58) || $0 == 45 }
    if name.isEmpty || !isName { form.fail("header-name", "Enter a name like Authorization.") }
    let forbidden = ["host", "content-length", "transfer-encoding", "connection", "cookie"]
    if forbidden.contains(name.lowercased()) {
      form.fail("header-name", "This field cannot be set.")
    }
    if host.isEmpty || host.contains("/") {
      form.fail("header-host", "Enter the server's name alone, like cdn.example.com.")
    }
    // A secret is never written back into a page: what was kept stays unless it is replaced.
    if value.isEmpty, let known = upload.header, known.host == host, known.name == name {
      self = known
      return
    }
    if value.isEmpty { form.fail("header-value", "Enter what the server wants to see.") }
    guard form.isValid else { return nil }
    let sealed = try Configuration.current.secretBox.seal(value, for: csvContext(upload.id))
    self.init(host: host, name: name, sealed: sealed)
  }
}
