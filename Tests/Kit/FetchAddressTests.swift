import Fetch
import Testing

/// Which addresses may be called at all; anyone may have typed them.
@Suite struct FetchAddressTests {
  @Test(arguments: [
    "", "shop.example", "ftp://shop.example/", "file:///etc/passwd", "gopher://127.0.0.1/",
    "javascript:alert(1)", "http://", "http:///path", "http:shop.example", "//shop.example",
    "http://admin@127.0.0.1/", "http://shop.example@127.0.0.1/", "http://a:b@shop.example/",
    "http://shop.example\\@127.0.0.1/", "http://shop.example:0/", "http://shop.example:65536/",
    "http://shop.example:80:90/", "http://shop.example:x/", "http://shop.example:/",
    "http://[::1/", "http://[::1]x80/", "http://[]/", "http://shop.example/ü",
    "http://shop.example/a b", "http://shop.example/\r\nHost: evil", " http://shop.example/",
  ])
  func `what is no plain web address is refused before anything is asked`(url: String) {
    #expect(throws: FetchError.badAddress) { try Fetch().send(Call(.get, url, timeout: 1)) }
  }

  @Test(arguments: [
    "http://127.0.0.1/", "http://localhost/", "http://LOCALHOST/", "https://127.1:8443/",
    "http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/",
    "http://0/", "http://0.0.0.0/", "http://10.0.0.1/", "http://172.31.255.255/",
    "http://192.168.0.1/", "http://169.254.169.254/latest/meta-data/", "http://100.64.0.1/",
    "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/", "http://[::ffff:7f00:1]/",
    "http://[fe80::1]/", "http://[fc00::1]/", "http://[64:ff9b::7f00:1]/",
    "http://[64:ff9b:1::808:808]/", "http://[2002:7f00:1::]/", "http://127.0.0.1?@shop.example/",
    "http://127.0.0.1#@shop.example/", "http://127.0.0.1/@shop.example", "http://255.255.255.255/",
  ])
  func `a private network is refused however it is written`(url: String) {
    #expect(throws: FetchError.privateNetwork) { try Fetch().send(Call(.get, url, timeout: 1)) }
  }

  @Test func `a name that nobody has is unknown`() {
    for host in ["nobody.invalid", "127%2e0%2e0%2e1", "a..b", String(repeating: "a", count: 300)] {
      #expect(throws: FetchError.unknownHost) {
        try Fetch().send(Call(.get, "http://\(host)/", timeout: 1))
      }
    }
  }

  @Test(
    arguments: [
      ([8, 8, 8, 8], true), ([1, 1, 1, 1], true), ([172, 15, 0, 1], true), ([172, 32, 0, 1], true),
      ([100, 63, 0, 1], true), ([100, 128, 0, 1], true), ([192, 0, 1, 1], true),
      ([198, 20, 0, 1], true), ([223, 255, 255, 255], true), ([0, 1, 2, 3], false),
      ([100, 127, 255, 255], false), ([127, 255, 255, 254], false), ([172, 16, 0, 0], false),
      ([192, 0, 0, 8], false), ([192, 0, 2, 1], false), ([198, 19, 0, 1], false),
      ([203, 0, 113, 9], false), ([224, 0, 0, 1], false), ([240, 0, 0, 1], false), ([], false),
      ([1, 2, 3], false),
    ] as [([UInt8], Bool)])
  func `the public part of IPv4 is known`(bytes: [UInt8], expected: Bool) {
    #expect(isPublic(bytes) == expected)
    guard bytes.count == 4 else { return }
    let mapped = [UInt8](repeating: 0, count: 10) + [255, 255] + bytes
    #expect(isPublic(mapped) == expected)
    let translated = [0, 0x64, 0xff, 0x9b] + [UInt8](repeating: 0, count: 8) + bytes
    #expect(isPublic(translated) == expected)
    #expect(!isPublic([UInt8](repeating: 0, count: 12) + bytes))
  }

  @Test(
    arguments: [
      ([0x2a, 0x00], true), ([0x26, 0x06, 0x47], true), ([0x20, 0x01, 0x48, 0x60], true),
      ([0x20, 0x01, 0x0d, 0xb8], false), ([0x20, 0x01, 0, 0], false), ([0x20, 0x01, 0, 2], false),
      ([0x20, 0x02], false), ([0x3f, 0xff], false), ([0xfd], false), ([0xfe, 0x80], false),
      ([0xff, 0x02], false), ([0x5f, 0], false),
    ] as [([UInt8], Bool)])
  func `the public part of IPv6 is known`(start: [UInt8], expected: Bool) {
    #expect(isPublic(start + [UInt8](repeating: 1, count: 16 - start.count)) == expected)
  }
}
