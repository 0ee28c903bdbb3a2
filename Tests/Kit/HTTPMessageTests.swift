import FoundationEssentials
import HTTP
import Testing
import Threads

@Suite struct HTTPMessageTests {
  @Test(arguments: [
    ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2:ffff::1", true),
    ("2001:db8:1:2::1", "2001:db8:1:3::1", false),
    ("::ffff:192.0.2.7", "192.0.2.7", true), ("192.0.2.7", "192.0.2.8", false),
    ("unix:", "192.0.2.7", false),
  ])
  func `addresses of one household are one network`(one: String, other: String, isOne: Bool) {
    let networks = [one, other].map { Request(.get, "/", remoteAddress: $0).network }
    #expect((networks[0] == networks[1]) == isOne)
  }

  @Test(arguments: [
    ("a=1&b=two+words", [["a", "1"], ["b", "two words"]]),
    ("a=%C3%BC&a=2", [["a", "ü"], ["a", "2"]]), ("", []), ("&&", []), ("=", [["", ""]]),
    ("a", [["a", ""]]), ("a==b=", [["a", "=b="]]), ("%", [["%", ""]]),
    ("a=%+f&b=%-0&c=% 1", [["a", "% f"], ["b", "%-0"], ["c", "% 1"]]),
    ("a=%f", [["a", "%f"]]), ("a=%ff%fe", [["a", "\u{fffd}\u{fffd}"]]),
  ])
  func `a form is read as it was filled in`(text: String, pairs: [[String]]) {
    let read = Parameters(urlEncoded: Array(text.utf8))
    #expect(read.pairs.map { [$0.name, $0.value] } == pairs)
  }

  @Test func `values survive being written into an address and read again`() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let words = (0..<3).map { _ in
        String(
          decoding: (0..<Int.random(in: 0...9)).map { _ in
            UInt8.random(in: 0...255, using: &random)
          },
          as: UTF8.self)
      }
      let given = Parameters([("a", words[0]), (words[1], words[2])])
      #expect(Parameters(urlEncoded: Array(given.urlEncoded.utf8)) == given)
    }
  }

  @Test(arguments: [
    ("a=1; b=2", "b", "2"), ("a=1;b=2", "b", "2"), ("b=x=y==", "b", "x=y=="),
    ("b=1; b=2", "b", "1"), ("ab=1; b=2", "b", "2"), ("b=", "b", nil), ("b", "b", nil),
    ("", "b", nil), ("; ;=;b = 2 ", "b", "2"), ("B=1", "b", nil),
  ])
  func `a cookie is found by its whole name`(header: String, name: String, value: String?) {
    #expect(Request(.get, "/", headers: ["Cookie": header]).cookie(name) == value)
  }

  @Test(arguments: [
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "evil",
    "javascript:alert(1)", "", "/a\r\nSet-Cookie: x=1", "/a\nb", "/a b", "/ü", "/\t/evil.example",
    "/a\u{0}", "\u{0}/a",
  ])
  func `a browser is never sent to somebody else's page`(target: String) {
    #expect(Response.see(target).header("Location") == "/")
  }

  @Test func `a browser is sent to a page of ours`() {
    #expect(Response.see("/a?b=c%20d&e=/f").header("location") == "/a?b=c%20d&e=/f")
    #expect(Response.see("/").status == 303)
  }

  @Test func `a header value cannot start another header`() {
    let response = Response.ok.adding("X-Name", "a\r\nSet-Cookie: b=1\u{0}\u{7f}")
    #expect(response.header("x-name") == "aSet-Cookie: b=1")
  }

  @Test(arguments: [
    #"{"a":[1,-2.5,true,null,"é\n\"\\ 🛋️"],"b":{}}"#, "[]", "0", #""\\\"[[[[{{{""#, "\"\"", "null",
    "false",
    "[9223372036854775807,-9223372036854775808]", #"{"":""}"#,
  ])
  func `JSON comes back as it was`(text: String) throws {
    let value = try JSON(bytes: Array(text.utf8))
    #expect(value.text == text)
    #expect(try JSON(bytes: value.bytes) == value)
  }

  @Test(arguments: [
    "", "{", "[1", "{\"a\":}", "nul", "\"\u{1}\"", "'a'", "{a:1}", "[1] 2", "\u{0}",
    "\"\\ud800\"", "+1", "01", "[\"a\": 1]",
  ])
  func `what is not JSON is the sender's mistake`(text: String) {
    let problem = #expect(throws: Problem.self) { try JSON(bytes: Array(text.utf8)) }
    #expect(problem?.kind == .badRequest)
  }

  @Test(arguments: [10, 64, 65, 511, 200_000])
  func `JSON of any depth leaves a server thread alive`(depth: Int) {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
      let text =
        String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)
      let read = Notebook<Bool>()
      // Its stack is small, like that of every thread that answers requests.
      Threads.Thread { read.note((try? JSON(bytes: Array(text.utf8)).bytes) != nil) }.join()
      #expect(read.entries == [depth <= 64])
    }
  }

  @Test func `a number that JSON does not know becomes nothing worse than null`() {
    #expect(JSON.number(.infinity).text == "null")
    #expect(JSON.number(1.5).int == nil)
    #expect(JSON.number(2).int == 2)
    #expect(JSON.number(1e300).int == nil)
  }
}
