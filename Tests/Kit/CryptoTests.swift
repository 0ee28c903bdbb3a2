import Crypto
import Testing

private func hex(_ bytes: [UInt8]) -> String {
  bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
}

private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

@Suite struct CryptoTests {
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `SHA-256 is that of FIPS 180-4`(message: String, digest: String) {
    #expect(hex(sha256(bytes(message))) == digest)
  }

  @Test(arguments: [
    (
      [UInt8](repeating: 0x0b, count: 20), bytes("Hi There"),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      bytes("Jefe"), bytes("what do ya want for nothing?"),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131),
      bytes("Test Using Larger Than Block-Size Key - Hash Key First"),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    ([], [], "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
  ])
  func `HMAC is that of RFC 4231`(key: [UInt8], message: [UInt8], code: String) {
    #expect(hex(hmacSHA256(key: key, message)) == code)
  }

  @Test func `tokens never repeat and suit an address`() {
    let tokens = (0..<500).map { _ in randomToken() }
    #expect(Set(tokens).count == 500)
    #expect(tokens.allSatisfy { $0.utf8.count == 43 && !$0.contains { "+/=".contains($0) } })
    #expect(base64URL([0xfb, 0xff]) == "-_8")
    #expect(base64URL([]) == "")
    #expect(hex(md5(bytes("abc"))) == "900150983cd24fb0d6963f7d28e17f72")
  }

  @Test func `secrets are equal only when they are`() {
    #expect(isEqual([1, 2], [1, 2]))
    #expect(!isEqual([1, 2], [1, 3]))
    #expect(!isEqual([1, 2], [1]))
    #expect(isEqual([], []))
  }

  @Test func `a password matches its hash and no other does`() {
    let hash = PasswordHash(of: "halden sofa 42 é")
    #expect(hash.matches("halden sofa 42 é"))
    #expect(PasswordHash(text: hash.text).matches("halden sofa 42 é"))
    for wrong in ["", "halden sofa 42 e", "halden sofa 42 é ", "HALDEN SOFA 42 É"] {
      #expect(!hash.matches(wrong))
    }
    #expect(PasswordHash(of: "same").text != PasswordHash(of: "same").text)
    #expect(!PasswordHash.ofNobody.matches(""))
  }

  @Test(arguments: [
    "", "plain", "scrypt$16384$8$1$$", "scrypt$3$8$1$AAAA$AAAA", "scrypt$0$8$1$AAAA$AAAA",
    "scrypt$-1$8$1$AAAA$AAAA", "scrypt$4294967296$8$1$AAAA$AAAA", "scrypt$16384$8$1$?$AAAA",
    "bcrypt$16384$8$1$AAAA$AAAA",
  ])
  func `a damaged hash matches nothing and stops nobody`(text: String) {
    #expect(!PasswordHash(text: text).matches(""))
  }
}

@Suite struct SecretBoxTests {
  let old = "k1:" + base64([UInt8](repeating: 1, count: 32))
  let new = "k2:" + base64([UInt8](repeating: 2, count: 32))

  @Test(arguments: ["", "cs_1234", "é🛋️", String(repeating: "x", count: 10_000)])
  func `a secret comes back out, each time sealed differently`(secret: String) throws {
    let box = try SecretBox(old)
    let sealed = try box.seal(secret, for: "store/1")
    #expect(try box.open(sealed, for: "store/1") == secret)
    #expect(try box.seal(secret, for: "store/1") != sealed)
    #expect(secret.isEmpty || !sealed.contains(secret))
  }

  @Test func `a secret opens only for what it belongs to`() throws {
    let box = try SecretBox(old)
    let sealed = try box.seal("cs_1234", for: "store/1")
    for context in ["store/2", "", "store/11"] {
      #expect(throws: CryptoError.notAuthentic) { try box.open(sealed, for: context) }
    }
  }

  @Test func `a changed bit is noticed wherever it is`() throws {
    let box = try SecretBox(old)
    let sealed = try box.seal("cs_1234", for: "store/1")
    let raw = try #require(fromBase64(String(sealed.dropFirst(3))))
    for index in raw.indices {
      var changed = raw
      changed[index] ^= 1
      #expect(throws: CryptoError.notAuthentic) {
        try box.open("k1." + base64(changed), for: "store/1")
      }
    }
    for text in ["", "k1", "k1.", "k1.AAAA", "k1.?", sealed + "A"] {
      #expect(throws: CryptoError.self) { try box.open(text, for: "store/1") }
    }
  }

  @Test func `keys rotate: the new one seals, the old ones still open`() throws {
    let sealed = try SecretBox(old).seal("cs_1234", for: "a")
    let both = try SecretBox("\(new),\(old)")
    #expect(try both.open(sealed, for: "a") == "cs_1234")
    #expect(try both.seal("x", for: "a").hasPrefix("k2."))
    #expect(throws: CryptoError.unknownKey("k1")) { try SecretBox(new).open(sealed, for: "a") }
    let renamed = try SecretBox("k1:" + base64([UInt8](repeating: 2, count: 32)))
    #expect(throws: CryptoError.notAuthentic) { try renamed.open(sealed, for: "a") }
  }

  @Test(arguments: ["", "k1", "k1:", "k1:AAAA", "k1:not base64", ","])
  func `a key that is none is named at the start`(text: String) {
    #expect(throws: CryptoError.self) { try SecretBox(text) }
  }
}
