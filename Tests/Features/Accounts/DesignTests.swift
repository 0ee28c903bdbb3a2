import Design
import FoundationEssentials
import HTML
import HTTP
import Testing

@Suite struct DesignTests {
  @Test func `numbers are grouped and money has its currency`() {
    #expect(number(1_234_567) == "1,234,567")
    #expect(number(-1_000) == "-1,000")
    #expect(number(999) == "999")
    #expect(money(minor: 129_000, currency: "EUR") == "€1,290.00")
    #expect(money(minor: -5, currency: "USD") == "-$0.05")
    #expect(money(minor: 1290, currency: "JPY") == "¥1,290")
    #expect(money(minor: 100, currency: "SEK") == "SEK 1.00")
    #expect(money(minor: 12_005, currency: "KWD") == "KWD 12.005")
    #expect(money(minor: -7, currency: "KRW") == "-KRW 7")
    #expect(smallestUnits(hundredths: 1200, currency: "KWD") == 12_000)
    #expect(smallestUnits(hundredths: 1200, currency: "JPY") == 12)
    #expect(count(1, "picture") == "1 picture")
    #expect(count(1204, "category", "categories") == "1,204 categories")
  }

  @Test func `a moment is written for machines and for people`() {
    let html = timeTag(Date(timeIntervalSince1970: 1_795_417_440))
    #expect(
      String(decoding: html.bytes, as: UTF8.self)
        == "<time datetime=\"2026-11-23T07:04:00Z\" data-local>23 Nov 2026, 07:04 UTC</time>")
  }

  @Test func `a form keeps what was typed and cleans what is read`() {
    var form = Form([("name", "  Hal\u{0}den \u{1B}[0m "), ("count", "12x"), ("text", "a\r\nb")])
    #expect(form.line("name", max: 20) == "Hal den  [0m")
    #expect(form.text("text", max: 20) == "a\nb")
    #expect(form.line("missing", max: 5, missing: "Say it.") == "")
    #expect(form.error("missing") == "Say it.")
    _ = form.int("count", in: 1...8)
    #expect(form.error("count") == "Enter a whole number from 1 to 8.")
    _ = form.line("name", max: 3)
    #expect(form.error("name") == "This is too long: at most 3 characters.")
    #expect(!form.isValid)
  }

  @Test func `a note lasts for one page and cannot bring markup`() throws {
    let answer = Response.see("/x").flash("<b>2 & 3</b>", .warning)
    let cookie = try #require(answer.header("Set-Cookie")).prefix { $0 != ";" }
    let flash = Flash(Request(.get, "/x", headers: ["cookie": String(cookie)]))
    #expect(flash == Flash("<b>2 & 3</b>", .warning))
    #expect(Flash(Request(.get, "/x", headers: ["cookie": "epox-flash=rubbish"])) == nil)
  }

  @Test func `the styleguide shows every component`() {
    let page = String(decoding: styleguidePage(path: "/styleguide").bytes, as: UTF8.self)
    #expect(page.hasPrefix("<!doctype html>"))
    #expect(!page.contains(" style="))
    #expect(!page.contains(" onclick="))
    #expect(page.components(of: "<h1>") == 1)
  }
}
