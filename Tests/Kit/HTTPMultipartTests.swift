import HTTP
import Testing

@Suite struct HTTPMultipartTests {
  func request(_ body: [UInt8], boundary: String = "abc") -> Request {
    Request(
      .post, "/", headers: ["Content-Type": "multipart/form-data; boundary=\(boundary)"],
      body: body)
  }

  func part(_ head: String, _ bytes: [UInt8]) -> [UInt8] {
    Array("--abc\r\nContent-Disposition: form-data; \(head)\r\n\r\n".utf8) + bytes + [13, 10]
  }

  let end = Array("--abc--\r\n".utf8)

  @Test func `fields and files arrive as they were sent`() {
    let picture: [UInt8] = [0, 255, 13, 10, 45, 45, 13, 10, 13, 10, 45, 45, 97, 98, 10]
    let parts = request(
      part("name=\"title\"", Array("Sofa é".utf8))
        + part("name=\"picture\"; filename=\"so;fa=1.jpg\"\r\nContent-Type: image/jpeg", picture)
        + part("name=\"picture\"; filename=\"\"", []) + end
    ).parts
    #expect(parts.map(\.name) == ["title", "picture", "picture"])
    #expect(parts.map(\.fileName) == [nil, "so;fa=1.jpg", ""])
    #expect(parts.map(\.bytes) == [Array("Sofa é".utf8), picture, []])
  }

  @Test func `a large upload lies on the disk, wherever its marks fall`() throws {
    // Parts are looked for in windows of 128 KB: marks before, across and behind an edge.
    for length in stride(from: (1 << 17) - 160, to: (1 << 17) + 20, by: 3) {
      let picture = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      let body =
        part("name=a", [1]) + part("name=b; filename=x", picture) + part("name=c", [2]) + end
      var asked = request([])
      asked.spool = try Spool { take in try body.withUnsafeBytes { try take($0) } }
      #expect(asked.parts.map(\.bytes) == [[1], picture, [2]])
      var pieces: [UInt8] = []
      try asked.parts[1].pieces { pieces += $0 }
      #expect(pieces == picture && asked.parts[1].count == length)
    }
  }

  @Test func `a boundary may stand in quotes, and text before and after is passed over`() {
    let body = Array("preamble\r\n".utf8) + part("name=a", [1]) + end + Array("epilogue".utf8)
    for boundary in ["\"abc\"", "abc; charset=utf-8", " abc "] {
      #expect(request(body, boundary: boundary).parts.map(\.bytes) == [[1]])
    }
  }

  @Test(arguments: ["", "\"\"", String(repeating: "x", count: 71)])
  func `an impossible boundary gives no parts`(boundary: String) {
    let body = part("name=a", [1]) + end
    #expect(request(body, boundary: boundary).parts.isEmpty)
  }

  @Test func `a part without a name or an end is left out`() {
    #expect(request(part("filename=\"x\"", [1]) + end).parts.isEmpty)
    #expect(request(part("name=\"a\"", [1])).parts.isEmpty)
    #expect(request(Array("--abc\r\n\r\n\r\n".utf8) + end).parts.isEmpty)
    #expect(request(end).parts.isEmpty)
    #expect(request([]).parts.isEmpty)
    #expect(Request(.post, "/", body: part("name=a", [1]) + end).parts.isEmpty)
  }

  @Test func `a thousand parts are cut off at a hundred`() {
    let body = (0..<1000).flatMap { _ in part("name=a", [1]) } + end
    #expect(request(body).parts.count == 100)
  }

  @Test func `generated garbage is survived`() {
    let pieces = [
      "--abc", "--abc--", "\r\n", "\r\n\r\n", "\n", "--", "abc", "Content-Disposition:",
      "form-data;", "name=", "name=\"a\"", "\"", ";", "=", "filename=\"x", "\u{0}", "é",
    ].map { Array($0.utf8) }
    for round in 0..<2000 {
      let count = round % 24
      let body = (0..<count).flatMap { _ in pieces.randomElement() ?? [] }
      let parts = request(body).parts
      #expect(parts.reduce(0) { $0 + $1.bytes.count } <= body.count)
    }
  }
}
