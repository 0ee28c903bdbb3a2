import FoundationEssentials
import Mail
import Testing

@Suite struct MailTests {
  let date = Date(timeIntervalSince1970: 1_795_417_200)

  func lines(_ message: Message, from sender: String = "Epox <hello@epox.example>") -> [String] {
    message.eml(from: sender, at: date, name: "m1").split(
      separator: "\r\n", omittingEmptySubsequences: false
    ).map(String.init)
  }

  @Test func `a message is one that mail programs read`() throws {
    let text = "Hello Søren,\n\nyour sofa is ready. 🛋️\n.\n" + String(repeating: "long ", count: 400)
    let lines = lines(Message(to: "anna@example.com", subject: "Your sofa", text: text))
    #expect(lines.contains("From: Epox <hello@epox.example>"))
    #expect(lines.contains("To: anna@example.com"))
    #expect(lines.contains("Subject: Your sofa"))
    #expect(lines.contains("Date: Mon, 23 Nov 2026 07:00:00 +0000"))
    #expect(lines.allSatisfy { $0.utf8.count <= 78 })
    let blank = try #require(lines.firstIndex(of: ""))
    let body = lines[(blank + 1)...].joined()
    let bytes = try #require(Data(base64Encoded: body))
    #expect(String(decoding: bytes, as: UTF8.self) == text)
  }

  @Test func `a subject may be in any language`() throws {
    let lines = lines(Message(to: "a@example.com", subject: "Grüße 🛋️", text: ""))
    let subject = try #require(lines.first { $0.hasPrefix("Subject: =?utf-8?B?") })
    let word = subject.dropFirst("Subject: =?utf-8?B?".count).dropLast(2)
    #expect(Data(base64Encoded: String(word)).map { Array($0) } == Array("Grüße 🛋️".utf8))
  }

  @Test(arguments: ["\r\n", "\n", "\r", "\u{85}", "\u{2028}", "\u{b}", "\r\n\r\n"])
  func `nobody puts a header into a message`(lineBreak: String) {
    let evil = "a@example.com\(lineBreak)Bcc: all@example.com"
    let plain = lines(Message(to: "a@example.com", subject: "s", text: ""))
    let message = lines(Message(to: evil, subject: evil, text: ""), from: evil)
    #expect(message.count == plain.count)
    #expect(!message.contains { $0.hasPrefix("Bcc") })
    #expect(message.filter { $0.isEmpty }.count == plain.filter { $0.isEmpty }.count)
  }

  @Test func `the same message twice is one file`() throws {
    let folder = try ScratchFolder()
    let outbox = Outbox(folder: folder.path + "/new")
    let message = Message(to: "a@example.com", subject: "s", text: "t")
    for _ in 1...2 { try outbox.send(message, from: "b@example.com", at: date, name: "m1") }
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/new")
    #expect(files == ["m1.eml"])
  }
}
