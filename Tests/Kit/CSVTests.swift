import CSV
import FoundationEssentials
import Testing

@Suite struct CSVTests {
  private func rows(_ text: String, _ delimiter: Character = ",", piece: Int = .max) throws
    -> [[String]]
  {
    var parser = CSVParser(delimiter: delimiter.asciiValue ?? 44)
    var found: [[String]] = []
    var rest = Array(text.utf8)[...]
    while !rest.isEmpty {
      try parser.feed(Array(rest.prefix(piece))) { found.append($0.cells) }
      rest = rest.dropFirst(piece)
    }
    try parser.finish { found.append($0.cells) }
    return found
  }

  @Test(arguments: [
    ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
    ("a,b\r\nc,d\r\n", [["a", "b"], ["c", "d"]]),
    ("a,b\rc,d\r", [["a", "b"], ["c", "d"]]),
    ("\"a,b\",\"c\"\"d\"\"\"\n", [["a,b", "c\"d\""]]),
    ("\"two\r\nlines\",x\n", [["two\r\nlines", "x"]]),
    ("5\" pipe,\"a\" b\n", [["5\" pipe", "a b"]]),
    ("a,,\n\n,,\nb,\"\"\n", [["a", "", ""], ["b", ""]]),
    ("a,", [["a", ""]]),
    ("é,\"€\"", [["é", "€"]]),
  ])
  func `rows are cut as spreadsheets write them`(text: String, expected: [[String]]) throws {
    #expect(try rows(text) == expected)
    for piece in 1...3 { #expect(try rows(text, piece: piece) == expected) }
  }

  @Test func `empty rows count, as in a spreadsheet`() throws {
    var parser = CSVParser(delimiter: 44)
    var numbers: [Int] = []
    try parser.feed(Array("a\n\n\"b\nb\"\nc\n".utf8)) { numbers.append($0.number) }
    #expect(numbers == [1, 3, 4])
  }

  @Test(arguments: [
    ("a;b\n1,5;2\n", ";", "UTF-8"), ("a,b\n1,2\n", ",", "UTF-8"), ("a\tb\n1\t2\n", "\t", "UTF-8"),
    ("a|b\n1|2\n", "|", "UTF-8"), ("sep=|\na|b;c;d\n", "|", "UTF-8"), ("a\nb\n", ",", "UTF-8"),
    ("\u{feff}name;price, EUR\nSofa;12,50\nChair;3,00\n", ";", "UTF-8"),
    ("name,words\nSofa,\"a;b;c\"\nChair,\"a;b;c\"\n", ",", "UTF-8"),
  ])
  func `the delimiter is found`(text: String, delimiter: Character, encoding: String) throws {
    let dialect = try CSVDialect(detecting: Array(text.utf8))
    #expect(dialect.delimiter == delimiter.asciiValue)
    #expect(dialect.encoding.rawValue == encoding)
  }

  @Test(arguments: CSVDialect.Encoding.allCases, [true, false])
  func `a file reads the same in every encoding`(encoding: CSVDialect.Encoding, marked: Bool)
    throws
  {
    let text = "Größe;Preis\r\n\"Stühle – „Ära“\nneu\";12,50 €\r\n"
    var found: [CSVRow] = []
    try Scratch(bytes(text, encoding, marked)).opened { file in
      #expect(file.dialect.encoding == encoding)
      try file.rows { found.append($0) }
    }
    #expect(found.map(\.cells) == [["Größe", "Preis"], ["Stühle – „Ära“\nneu", "12,50 €"]])
    #expect(found.map(\.number) == [1, 2])
  }

  private func bytes(_ text: String, _ encoding: CSVDialect.Encoding, _ marked: Bool) -> [UInt8] {
    let units = (marked ? [0xfeff] : []) + Array(text.utf16)
    switch encoding {
    case .utf8: return (marked ? [0xef, 0xbb, 0xbf] : []) + Array(text.utf8)
    case .utf16LittleEndian: return units.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }
    case .utf16BigEndian: return units.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] }
    case .windows1252:
      let special: [Unicode.Scalar: UInt8] = ["€": 0x80, "„": 0x84, "“": 0x93, "–": 0x96]
      return text.unicodeScalars.map { special[$0] ?? UInt8($0.value) }
    }
  }

  @Test func `encodings mixed in one file are read cell by cell`() throws {
    let scratch = try Scratch(Array("name,où\nGröße,".utf8) + [0xe9, 10])
    var found: [[String]] = []
    try scratch.opened { try $0.rows { found.append($0.cells) } }
    #expect(found == [["name", "où"], ["Größe", "é"]])
  }

  @Test func `the line that names the delimiter is no row`() throws {
    let scratch = try Scratch(Array("\u{feff}\"sep=;\"\r\nname;price\r\nSofa;1\r\n".utf8))
    var found: [CSVRow] = []
    try scratch.opened { try $0.rows { found.append($0) } }
    #expect(found.map(\.cells) == [["name", "price"], ["Sofa", "1"]])
    #expect(found.map(\.number) == [1, 2])
  }

  @Test(arguments: [
    ("PK\u{3}\u{4}rest", CSVProblem.notText("an Excel workbook or a ZIP archive")),
    ("%PDF-1.7", .notText("a PDF document")), ("", .empty),
    ("a,b\u{0}c\n", .notText("a file of another kind")),
  ])
  func `what is no text is refused by its kind`(text: String, problem: CSVProblem) throws {
    let scratch = try Scratch(Array(text.utf8))
    #expect(throws: problem) { try scratch.opened { _ in } }
  }

  @Test func `what would fill the memory is refused with its row`() throws {
    let long = String(repeating: "x", count: (1 << 20) + 1)
    #expect(throws: CSVProblem.cellTooLong(row: 2)) { try rows("a\n\(long)") }
    #expect(throws: CSVProblem.cellTooLong(row: 2)) { try rows("a\n\"\(long)", piece: 65536) }
    let wide = String(repeating: ",", count: 10_000)
    #expect(throws: CSVProblem.tooManyColumns(row: 1, most: 500)) { try rows(wide) }
    let heavy = String(repeating: long.dropLast(2) + ",", count: 5)
    #expect(throws: CSVProblem.rowTooLong(row: 1)) { try rows(heavy) }
    #expect(throws: CSVProblem.unclosedQuote(row: 2)) { try rows("a\n\"b\nc\n") }
    #expect(throws: CSVProblem.binary(row: 1)) { try rows("a\u{0}\n") }
    #expect(throws: CSVProblem.binary(row: 1)) { try rows("\"a\u{0}\"\n") }
  }

  @Test func `garbage gives rows or a problem, however it is cut`() throws {
    var chance = SystemRandomNumberGenerator()
    let signs = Array(",;\"\n\r\t ab\u{e9}".unicodeScalars.map { UInt8($0.value) })
    for _ in 0..<2000 {
      let bytes = (0..<Int.random(in: 0...60)).map { _ in
        signs.randomElement(using: &chance) ?? 44
      }
      #expect(outcome(bytes, piece: 1) == outcome(bytes, piece: 1000))
    }
  }

  private func outcome(_ bytes: [UInt8], piece: Int) -> String {
    var parser = CSVParser(delimiter: 44)
    var found: [CSVRow] = []
    do {
      for start in stride(from: 0, to: bytes.count, by: piece) {
        try parser.feed(Array(bytes[start...].prefix(piece))) { found.append($0) }
      }
      try parser.finish { found.append($0) }
    } catch {
      return "\(error)"
    }
    return "\(found)"
  }

  @Test func `what is written reads back, and no cell is a formula`() throws {
    let cells = ["=1+1", "+49 1", "-5", "@x", "'=x", "a\"b", "two\nlines", " padded ", "", "x,y"]
    let line = csvLine(cells)
    let read = try #require(try rows(line).first)
    #expect(read.allSatisfy { !["=", "+", "-", "@"].contains($0.first ?? "a") })
    #expect(read.map(withoutFormulaGuard) == cells)
  }
}

/// A file of a test, which goes with it.
private final class Scratch {
  private let path = "\(FileManager.default.temporaryDirectory.path)/\(UUID().uuidString).csv"

  init(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }

  func opened(_ use: (CSVFile) throws -> Void) throws { try use(CSVFile(path: path)) }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
