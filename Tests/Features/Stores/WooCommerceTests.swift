import FoundationEssentials
import HTTP
import Importing
import Stores
import Testing

@Suite struct WooCommerceTests {
  @Test func `a call over plain http carries the signature that a store computes`() {
    let keys = OAuth1(
      key: "ck_epox0000000000000000000000000000000000001",
      secret: "cs_epox0000000000000000000000000000000000002")
    let signed = keys.signed(
      "GET", "http://shop.example/wp-json/wc/v3/products",
      [("page", "2"), ("per_page", "100"), ("search", "blue mug")], nonce: "8f3c2b1a9d7e4f60",
      timestamp: 1_767_225_600)
    #expect(signed.last?.0 == "oauth_signature")
    #expect(signed.last?.1 == "bZCfqRS7jlNN+jo3mfLvMOkNRmRmtqPLgOa2j7rQbeI=")
  }

  @Test(arguments: [
    ("shop.example", "https://shop.example"),
    ("  http://shop.example/  ", "http://shop.example"),
    ("https://shop.example/blog/wp-admin/index.php", "https://shop.example/blog"),
    ("https://shop.example/wp-json/wc/v3?x=1", "https://shop.example"),
    ("shop.example?utm=1#top", "https://shop.example"),
  ])
  func `a store's address is understood however it was typed`(typed: String, base: String) throws {
    #expect(try TestConnection.normalised(typed) == base)
  }

  @Test(arguments: ["", "   ", "ftp://shop.example", "shop example", "ü.de"])
  func `what is no address is refused at its field`(typed: String) {
    #expect { try TestConnection.normalised(typed) } throws: { error in
      (error as? Problem)?.fields["storeUrl"] != nil
    }
  }

  @Test(arguments: [
    ("12", 1200), ("12.5", 1250), ("0.99", 99), ("1290.00", 129_000), ("19.999", 1999),
    ("", nil), ("abc", nil), ("-1", nil), ("9,50", nil), ("99999999999999999999", nil),
  ])
  func `a price is read to the cent or not at all`(text: String, minor: Int?) {
    #expect(minorUnits(text) == minor)
  }

  @Test(arguments: [
    ("220", "cm", 2200), ("2.2", "m", 2200), ("86.6", "in", 2200), ("0", "cm", nil),
    ("", "cm", nil), ("1e9", "m", nil), ("nan", "cm", nil), ("10", "parsec", nil),
  ])
  func `a length is read in the store's own unit`(text: String, unit: String, length: Int?) {
    #expect(millimetres(text, unit) == length)
  }

  @Test(arguments: [
    ("2026-11-30T10:15:30Z", 1_796_033_730.0), ("2026-11-30T10:15:30", 1_796_033_730),
    ("2026-11-30T10:15:30.123456789Z", 1_796_033_730),
    ("2026-11-30T05:15:30.5-05:00", 1_796_033_730), ("30.11.2026", nil), ("", nil),
  ])
  func `a moment is read as stores write it`(text: String, seconds: Double?) {
    #expect(moment(text)?.timeIntervalSince1970 == seconds)
  }

  @Test(arguments: [
    ("A &amp; B", "A & B"), ("<p>One</p><p>Two</p>", "One Two"), ("5 &#8211; 7 &#x41;", "5 – 7 A"),
    ("a < b", "a"), ("&nonsense; & co", "&nonsense; & co"), ("<script>x</script>", "x"),
    ("&#99999999999;", "&#99999999999;"),
  ])
  func `rich text becomes plain text`(html: String, plain: String) {
    #expect(plainText(html) == plain)
  }
}
