import FoundationEssentials
import Settings
import Testing

private enum Color: String, CaseIterable { case red, green }

@Suite struct SettingsTests {
  @Test func `all mistakes are reported at once, each with its name and reason`() {
    var settings = SettingsReader([
      "THREADS": "many", "PORT": "99999", "COLOR": "blue", "EMPTY": "",
      "KEY_FILE": "/nowhere/key",
    ])
    #expect(settings.text("DSN", why: "the database") == "")
    #expect(settings.text("EMPTY", why: "something") == "")
    #expect(settings.number("THREADS", default: 4, in: 1...9, why: "speed") == 4)
    _ = settings.number("PORT", default: 80, in: 1...65_535, why: "the port")
    #expect(settings.choice("COLOR", default: Color.red, why: "beauty") == .red)
    _ = settings.text("KEY", default: "", why: "the key")
    settings.reject("DSN", "it must be another one")
    let mistakes = #expect(throws: SettingsMistakes.self) { try settings.finish() }
    let sentences = mistakes?.sentences ?? []
    for name in ["DSN", "EMPTY", "THREADS", "PORT", "COLOR", "KEY_FILE"] {
      #expect(sentences.contains { $0.hasPrefix(name) }, "\(name)")
    }
    #expect(sentences.count == 7)
    #expect(sentences.contains { $0.contains("red, green") })
    #expect(sentences.contains { $0.contains("1 to 65535") })
  }

  @Test func `what is given counts, what is not has a default`() throws {
    var settings = SettingsReader(["A": "x", "N": "7", "C": "green"])
    #expect(settings.text("A", default: "y", why: "") == "x")
    #expect(settings.text("B", default: "y", why: "") == "y")
    #expect(settings.number("N", default: 1, in: 1...9, why: "") == 7)
    #expect(settings.number("M", default: 1, in: 1...9, why: "") == 1)
    #expect(settings.choice("C", default: Color.red, why: "") == .green)
    try settings.finish()
  }

  @Test func `a value may come from a file, its last line break taken off`() throws {
    let folder = try ScratchFolder()
    try folder.write("two words é\n", to: "key")
    let file = "\(folder.path)/key"
    var settings = SettingsReader(["KEY_FILE": file, "PIN_FILE": file, "PIN": "given"])
    #expect(settings.text("KEY", why: "the key") == "two words é")
    #expect(settings.text("PIN", why: "the pin") == "given")
    try settings.finish()
  }

  @Test func `secrets are never shown`() throws {
    let folder = try ScratchFolder()
    try folder.write("s3cret", to: "key")
    var settings = SettingsReader(["A": "s3cret", "B_FILE": "\(folder.path)/key"])
    #expect(settings.text("A", secret: true, why: "") == "s3cret")
    #expect(settings.text("B", secret: true, why: "") == "s3cret")
    _ = settings.text("C", default: "s3cret", secret: true, why: "")
    #expect(settings.lines.count == 3)
    #expect(!settings.lines.contains { $0.value.contains("s3cret") })
  }
}
