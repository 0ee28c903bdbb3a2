import Fetch
import FoundationEssentials
import Testing

/// What calls leave on the disk: large answers, and the record of traffic.
@Suite struct FetchFileTests {
  @Test func `a large answer goes into a file and stays below its limit`() throws {
    let text = String(repeating: "a line of it\n", count: 50_000)
    let server = FetchServer { line in
      while line.hear() != nil { line.answer(text) }
    }
    let fetch = Fetch(allowed: [server.host])
    let path = FileManager.default.temporaryDirectory.path + "/fetched-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var call = Call(.get, server.url, limit: text.utf8.count)
    call.file = path
    for _ in 1...2 {
      #expect(try fetch.send(call).body.isEmpty)
      #expect(FileManager.default.contents(atPath: path) == Data(text.utf8))
    }
    call.limit -= 1
    #expect(throws: FetchError.tooLarge) { try fetch.send(call) }
  }

  @Test(arguments: [
    #"{"client_secret": "hush", "code":"hush", "grant_type": "refresh_token", "expiring": 1}"#,
    #"{"access_token":"hush","user":{"refresh_token" : "hu\"sh"},"scope":"code"}"#,
    "client_secret=hush&code=hush&scope=write",
  ])
  func `what is recorded holds no token`(body: String) throws {
    let server = FetchServer { line in
      while line.hear() != nil { line.answer(body) }
    }
    let path = FileManager.default.temporaryDirectory.path + "/recorded-\(UUID())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let fetch = Fetch(allowed: [server.host], recorder: Recorder(path: path))
    _ = try fetch.send(Call(.post, server.url, body: Array(body.utf8), vendor: "somebody"))
    let line = String(
      decoding: try #require(FileManager.default.contents(atPath: path)), as: UTF8.self)
    #expect(!line.contains("hush") && !line.contains("sh\\"))
    #expect(line.contains("hidden") && line.contains("scope") == body.contains("scope"))
  }
}
