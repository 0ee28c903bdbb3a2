import HTML
import Testing

private func text(_ html: HTML) -> String { String(decoding: html.bytes, as: UTF8.self) }

@Suite struct HTMLTests {
  let evil = "<script>alert('1')</script>\"&"
  let harmless = "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&quot;&amp;"

  @Test func `text is escaped wherever it stands`() {
    #expect(text(p { evil }) == "<p>\(harmless)</p>")
    #expect(text(p(.class(evil)) {}) == "<p class=\"\(harmless)\"></p>")
    #expect(text(p(.data("name", evil)) {}) == "<p data-name=\"\(harmless)\"></p>")
    #expect(text(HTML(evil)) == harmless)
    #expect(text(p { "Grün 🛋️ &amp; é\u{301}" }) == "<p>Grün 🛋️ &amp;amp; é\u{301}</p>")
  }

  @Test(arguments: [
    "javascript:alert(1)", "JavaScript:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)",
    "\u{1}javascript:alert(1)", "data:text/html,x", "vbscript:x", "javascript:\u{301}alert(1)",
    "javascript:\u{1885}=alert(1)", "javascript\u{301}:alert(1)", "file:///etc/passwd", ":",
  ])
  func `an address that could run a script leads nowhere`(address: String) {
    #expect(text(a(.href(address)) { "x" }) == "<a href=\"#\">x</a>")
    #expect(text(form(.action(address)) {}).contains("action=\"#\""))
    #expect(text(img(.src(address))).contains("src=\"#\""))
  }

  @Test(arguments: [
    "/products?page=2", "https://shop.example/a:b", "HTTP://shop.example", "mailto:a@b.example",
    "#top", "?a=b:c", "/a:b", "", "relative/a:b",
  ])
  func `an address of the web stays as it is`(address: String) {
    #expect(text(a(.href(address)) {}) == "<a href=\"\(address)\"></a>")
  }

  @Test func `loops, conditions and what is absent fall into place`() {
    func list(_ names: [String], _ note: String?, _ isLong: Bool) -> HTML {
      ul {
        for name in names { li { name } }
        if names.isEmpty { li { "none" } }
        if isLong { "long" } else { "short" }
        note
        names.count
      }
    }
    #expect(text(list(["a", "<"], nil, true)) == "<ul><li>a</li><li>&lt;</li>long2</ul>")
    #expect(text(list([], "n", false)) == "<ul><li>none</li>shortn0</ul>")
  }

  @Test func `an attribute that does not apply is left out`() {
    let field = input(
      .name("a"), .value(""), Attribute("required"), Attribute("disabled", if: false),
      .when(false, .id("x")), .when(true, .type("text")))
    #expect(text(field) == "<input name=\"a\" value=\"\" required type=\"text\">")
  }

  @Test func `a document begins as one`() {
    let page = document("en") { body { h1 { "Sofas" } } }
    #expect(
      text(page) == "<!doctype html><html lang=\"en\"><body><h1>Sofas</h1></body></html>")
  }

  @Test func `a piece stands where it is used, not where it was made`() {
    let actions = a(.href("/new")) { "Add" }
    let unused = p { "never shown" }
    let page = div {
      let late = em { "late" }
      h1 { "Sofas" }
      actions
      late
      span { actions }
    }
    #expect(
      text(page) == "<div><h1>Sofas</h1><a href=\"/new\">Add</a><em>late</em>"
        + "<span><a href=\"/new\">Add</a></span></div>")
    #expect(text(unused) == "<p>never shown</p>")
    #expect(text(actions + page).hasPrefix("<a href=\"/new\">Add</a><div>"))
  }

  @Test func `a page may be longer than any sheet`() {
    let row = String(repeating: "<&>", count: 500)
    let page = document("en") { ul { for _ in 0..<400 { li { row } } } }
    let expected = String(repeating: "<li>" + text(HTML(row)) + "</li>", count: 400)
    #expect(text(page) == "<!doctype html><html lang=\"en\"><ul>\(expected)</ul></html>")
    #expect(text(HTML(String(repeating: "&", count: 300_000))).utf8.count == 1_500_000)
  }

  @Test func `what was made once can be shown on every page, also by other threads`() async {
    let shared = footer { "Epox & friends" }
    let pages = await withTaskGroup(of: [String].self) { group in
      for number in 0..<8 {
        group.addTask {
          (0..<200).map { turn in
            text(document("en") { p { "\(number)/\(turn)" } + shared })
          }
        }
      }
      return await group.reduce(into: [String]()) { $0 += $1 }
    }
    let expected = (0..<8).flatMap { number in
      (0..<200).map { turn in
        "<!doctype html><html lang=\"en\"><p>\(number)/\(turn)</p>"
          + "<footer>Epox &amp; friends</footer></html>"
      }
    }
    #expect(Set(pages) == Set(expected))
    #expect(text(shared) == "<footer>Epox &amp; friends</footer>")
  }

  @Test func `a page that is still held is not written over by the next one`() {
    let first = document("en") { p { "first" } }
    let second = document("en") { p { "second" } }
    #expect(text(first) == "<!doctype html><html lang=\"en\"><p>first</p></html>")
    #expect(text(second) == "<!doctype html><html lang=\"en\"><p>second</p></html>")
  }
}
