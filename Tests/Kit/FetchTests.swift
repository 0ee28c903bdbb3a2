import Fetch
import FoundationEssentials
import Testing

/// Calls to real servers on this machine that behave as servers do.
@Suite struct FetchTests {
  @Test func `an answer comes back whole`() throws {
    let heard = Notebook<String>()
    let server = FetchServer { line in
      while let request = line.hear() {
        heard.note(request)
        line.answer("hello", status: 404, headers: "X-A:  b c \r\nRetry-After: 7\r\n")
      }
    }
    let fetch = Fetch(allowed: [server.host])
    for _ in 1...2 {
      let reply = try fetch.send(
        Call(.get, server.url + "/a?b=c", headers: [("X-Name", "a\r\nX-Evil: 1")]))
      #expect(reply.status == 404)
      #expect(reply.body == Array("hello".utf8))
      #expect(reply.headers["x-a"] == "b c")
      #expect(reply.retryAfter == 7)
    }
    #expect(heard.entries.allSatisfy { $0.hasPrefix("GET /a?b=c HTTP/1.1\r\n") })
    #expect(heard.entries.allSatisfy { !$0.contains("\r\nX-Evil") })
    #expect(server.connectionCount == 1)
  }

  @Test(arguments: [Call.Verb.post, .put, .delete])
  func `a body is sent as it is`(verb: Call.Verb) throws {
    let server = FetchServer { line in
      while let request = line.hear() { line.answer(request) }
    }
    let fetch = Fetch(allowed: [server.host])
    for body in ["{\"a\": 1}", ""] {
      let reply = try fetch.send(Call(verb, server.url, body: Array(body.utf8)))
      let echo = String(decoding: reply.body, as: UTF8.self)
      #expect(echo.hasPrefix("\(verb.rawValue) / HTTP/1.1\r\n"))
      #expect(echo.hasSuffix("\r\n\r\n\(body)"))
      #expect(!echo.lowercased().contains("expect:"))
    }
    #expect(try fetch.send(Call(.head, server.url)).status == 200)
  }

  @Test func `a private address is called only when host and port are allowed`() {
    let server = FetchServer { $0.answer("secret") }
    for allowed in [[], ["127.0.0.1"], ["127.0.0.1:1"], ["localhost:\(server.port)"]] {
      #expect(throws: FetchError.privateNetwork) {
        try Fetch(allowed: Set(allowed)).send(Call(.get, server.url))
      }
    }
    #expect(server.connectionCount == 0)
  }

  @Test func `an answer that does not come in time may have arrived`() throws {
    let mayEnd = Gate()
    let server = FetchServer { line in
      _ = line.hear()
      line.say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf")
      try? mayEnd.wait()
    }
    defer { mayEnd.open() }
    let fetch = Fetch(allowed: [server.host])
    let error = #expect(throws: FetchError.self) {
      try fetch.send(Call(.get, server.url, timeout: 1))
    }
    #expect(error == .timedOut)
    #expect(error?.mayHaveArrived == true)
  }

  @Test func `time running out on a kept connection may have arrived as well`() throws {
    let mayEnd = Gate()
    let server = FetchServer { line in
      _ = line.hear()
      line.answer("first")
      _ = line.hear()
      try? mayEnd.wait()
    }
    defer { mayEnd.open() }
    let fetch = Fetch(allowed: [server.host])
    _ = try fetch.send(Call(.get, server.url))
    #expect(throws: FetchError.timedOut) { try fetch.send(Call(.get, server.url, timeout: 1)) }
    #expect(server.connectionCount == 1)
  }

  @Test func `a server that takes no connection is out of reach`() {
    // Full: the kernel finishes no further handshake.
    let full = FetchServer(backlog: 0, accepts: false) { _ in }
    var waiting: [Fetch] = []
    var errors: [FetchError] = []
    for _ in 1...4 {
      let fetch = Fetch(allowed: [full.host])
      waiting.append(fetch)
      do {
        _ = try fetch.send(Call(.get, full.url, timeout: 1))
      } catch {
        if let error = error as? FetchError { errors.append(error) }
      }
    }
    #expect(errors.count == 4)
    #expect(errors.last == .unreachable("no connection in time"))
    #expect(errors.last?.mayHaveArrived == false)
  }

  @Test func `a port where nobody listens is out of reach`() {
    let port = FetchServer { _ in }.port
    let fetch = Fetch(allowed: ["127.0.0.1:\(port)"])
    let error = #expect(throws: FetchError.self) {
      try fetch.send(Call(.post, "http://127.0.0.1:\(port)/", body: [1], timeout: 2))
    }
    #expect(error?.mayHaveArrived == false)
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nha", "rubbish\r\n\r\n",
  ])
  func `a connection that is cut may have arrived`(said: String) {
    let server = FetchServer { line in
      _ = line.hear()
      line.say(said)
    }
    let error = #expect(throws: FetchError.self) {
      try Fetch(allowed: [server.host]).send(Call(.post, server.url, body: [1], timeout: 5))
    }
    #expect(error?.mayHaveArrived == true)
  }

  @Test(arguments: [Call.Verb.post, .put, .delete])
  func `a write whose connection is cut is sent once and no more`(verb: Call.Verb) throws {
    let heard = Notebook<String>()
    let server = FetchServer { line in
      while let request = line.hear() {
        heard.note(String(request.prefix(4)))
        guard request.hasPrefix("GET") else { return }
        line.answer("kept")
      }
    }
    let fetch = Fetch(allowed: [server.host])
    _ = try fetch.send(Call(.get, server.url))
    let error = #expect(throws: FetchError.self) {
      try fetch.send(Call(verb, server.url, body: [1], timeout: 5))
    }
    #expect(error?.mayHaveArrived == true)
    #expect(heard.entries.count == 2)
  }

  @Test func `an answer larger than allowed is not taken`() throws {
    let server = FetchServer { line in
      while line.hear() != nil { line.answer(String(repeating: "x", count: 1001)) }
    }
    let fetch = Fetch(allowed: [server.host])
    #expect(throws: FetchError.tooLarge) { try fetch.send(Call(.get, server.url, limit: 1000)) }
    #expect(try fetch.send(Call(.get, server.url, limit: 1001)).body.count == 1001)
  }

  @Test func `an answer without end is not taken`() {
    let server = FetchServer { line in
      _ = line.hear()
      line.say("HTTP/1.1 200 OK\r\n\r\n")
      for _ in 0..<200 { line.say(String(repeating: "x", count: 1000)) }
    }
    #expect(throws: FetchError.tooLarge) {
      try Fetch(allowed: [server.host]).send(Call(.get, server.url, limit: 10_000))
    }
  }

  @Test func `a redirect is followed only when asked, and not without end`() throws {
    let server = FetchServer { line in
      while line.hear() != nil { line.answer("", status: 302, headers: "Location: /again\r\n") }
    }
    let fetch = Fetch(allowed: [server.host])
    var call = Call(.get, server.url)
    #expect(try fetch.send(call).status == 302)
    call.redirects = 3
    #expect(try fetch.send(call).status == 302)
  }

  @Test(arguments: [
    ("/next?to=http://x.example/", "/next?to=http://x.example/"), ("next", "/a/next"),
    ("?page=2", "/a/b?page=2"), ("HOST/next", "/next"),
  ])
  func `a redirect leads where a browser would go`(location: String, target: String) throws {
    let server = FetchServer { line in
      while let request = line.hear() {
        let path = request.split(separator: " ")[1]
        guard path == "/a/b?c" else { return line.answer(String(path)) }
        let host =
          request.split(separator: "\r\n")
          .first { $0.hasPrefix("Host: ") }.map { "http://\($0.dropFirst(6))" } ?? ""
        let there = location.replacing("HOST", with: host)
        line.answer("", status: 301, headers: "Location: \(there)\r\n")
      }
    }
    var call = Call(.get, server.url + "/a/b?c")
    call.redirects = 1
    let reply = try Fetch(allowed: [server.host]).send(call)
    #expect(String(decoding: reply.body, as: UTF8.self) == target)
  }

  @Test(arguments: [
    "http://127.0.0.1:1/", "//127.0.0.1:1/", "http://[::1]/", "http://169.254.169.254/",
  ])
  func `a redirect into a private network is refused`(location: String) {
    let server = FetchServer { line in
      _ = line.hear()
      line.answer("", status: 302, headers: "Location: \(location)\r\n")
    }
    var call = Call(.get, server.url)
    call.redirects = 5
    #expect(throws: FetchError.privateNetwork) { try Fetch(allowed: [server.host]).send(call) }
  }

  @Test(arguments: ["file:///etc/passwd", "http://user@127.0.0.1/", "ftp://shop.example/"])
  func `a redirect to something else than the web is refused`(location: String) {
    let server = FetchServer { line in
      _ = line.hear()
      line.answer("", status: 302, headers: "Location: \(location)\r\n")
    }
    var call = Call(.get, server.url)
    call.redirects = 5
    #expect(throws: FetchError.badAddress) { try Fetch(allowed: [server.host]).send(call) }
  }

  @Test func `credentials stay with the server that they are for`() throws {
    let other = FetchServer { line in
      while let request = line.hear() { line.answer(request) }
    }
    let location = other.url
    let first = FetchServer { line in
      while let request = line.hear() {
        if request.hasPrefix("GET /here") { return line.answer(request) }
        let target = request.hasPrefix("GET /away") ? location : "/here"
        line.answer("", status: 307, headers: "Location: \(target)\r\n")
      }
    }
    let fetch = Fetch(allowed: [first.host, other.host])
    var call = Call(
      .get, first.url + "/away",
      headers: [("authorization", "Basic s3cret"), ("Cookie", "s3cret"), ("X-Other", "kept")])
    call.redirects = 1
    let away = String(decoding: try fetch.send(call).body, as: UTF8.self)
    #expect(!away.contains("s3cret"))
    #expect(away.contains("X-Other: kept"))
    call.url = first.url + "/stay"
    let stayed = String(decoding: try fetch.send(call).body, as: UTF8.self)
    #expect(stayed.contains("s3cret"))
  }

  @Test func `what is recorded holds no secret`() throws {
    let server = FetchServer { line in
      while line.hear() != nil { line.answer("{\"ok\": true}") }
    }
    let folder = try ScratchFolder()
    let file = "\(folder.path)/traffic.jsonl"
    let fetch = Fetch(allowed: [server.host], recorder: Recorder(path: file))
    let url = server.url + "/orders?page=2&consumer_key=ck_s3cret&consumer_secret=cs_s3cret"
    for authorization in ["Basic s3cret", "basic s3cret", "Bearer s3cret", "s3cret"] {
      _ = try fetch.send(
        Call(
          .post, url, headers: [("Authorization", authorization), ("Cookie", "s3cret")],
          body: Array("{\"name\": \"Sofa\"}".utf8), vendor: "woocommerce"))
    }
    _ = try fetch.send(Call(.get, server.url))
    let bytes = try #require(FileManager.default.contents(atPath: file))
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(!text.contains("s3cret"))
    #expect(text.split(separator: "\n").count == 4)
    #expect(text.contains("page=2"))
    #expect(text.contains("Sofa"))
  }
}
