import FastCGI
import FoundationEssentials
import HTTP
import Postgres
import Testing
import Threads

private struct Passer: Visitor {
  static let door = Door.anyone
  let request: Request
  let db: Database
  static func admit(_ request: Request, db: Database) throws -> Passer {
    Passer(request: request, db: db)
  }
}

private struct Broken: Error {}

/// A server on a socket of its own, spoken to as nginx does.
@Suite final class FastCGITests {
  let folder: ScratchFolder
  let server: Server
  let path: String
  let threads: [Threads.Thread]
  let (begun, mayEnd) = (Gate(), Gate())

  init() throws {
    folder = try ScratchFolder()
    path = "\(folder.path)/epox.sock"
    server = try Server(socket: path, threads: 2)
    let (begun, mayEnd) = (begun, mayEnd)
    let router = Router(problemPage: { problem, _ in
      .text(problem.sentence, status: problem.kind.rawValue)
    }) {
      get(Path("/")) { (guest: Passer) in
        var answer = Response.text(guest.request.query["name"] ?? "nobody")
        for name in ["x-request-id", "x-forwarded-proto", "cookie"] {
          answer = answer.adding("Saw-\(name)", guest.request.headers[name] ?? "-")
        }
        return answer.adding("From", guest.request.remoteAddress)
      }
      post(Path("/api/tea"), .api("Tea", gives: [:])) { (_: Passer) in .ok }
      post(Path("/echo")) { (guest: Passer) in
        Response(headers: [("X", guest.request.contentType)], body: guest.request.body)
      }
      post(Path("/upload"), .upload) { (guest: Passer) in .text("\(guest.request.body.count)") }
      get(Path("/large")) { (_: Passer) in .text(String(repeating: "x", count: 8 << 20)) }
      get(Path("/half")) { (_: Passer) in .text("half").adding("Content-Length", "8") }
      get(Path("/broken")) { (_: Passer) in throw Broken() }
      get(Path("/database")) { (guest: Passer) in
        try guest.db.run("SELECT 1")
        return .ok
      }
      get(Path("/slow")) { (_: Passer) in
        begun.open()
        try mayEnd.wait()
        return .text("slow")
      }
    }
    threads = server.start(router, dsn: "host=/nowhere")
  }

  deinit {
    mayEnd.open()
    stop()
  }

  func stop() {
    server.stop()
    for thread in threads { thread.join() }
  }

  func ask(
    _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8] = []
  ) throws -> String {
    let client = FastCGIClient(path)
    client.send(method, target, headers: headers, body: body)
    return try #require(client.hear())
  }

  @Test func `connections that are kept open without need make room for new ones`() throws {
    let kept = (0..<2).map { _ in
      let client = FastCGIClient(path)
      client.send("GET", "/", keep: true)
      #expect(client.hear()?.hasSuffix("nobody") == true)
      return client
    }
    let start = ContinuousClock.now
    for _ in 0..<3 { try #expect(ask("GET", "/").hasSuffix("nobody")) }
    #expect(start.duration(to: .now) < .seconds(5))
    for client in kept { client.hangUp() }
  }

  @Test func `a request arrives as the web server sent it`() throws {
    let answer = try ask(
      "GET", "/?name=S%C3%B8fa+x",
      headers: ["HTTP_X_REQUEST_ID": "r7", "HTTP_COOKIE": "a=b=c; d=e"])
    #expect(answer.hasPrefix("Status: 200\r\n"))
    #expect(answer.contains("\r\nSaw-x-request-id: r7\r\n"))
    #expect(answer.contains("\r\nSaw-cookie: a=b=c; d=e\r\n"))
    #expect(answer.contains("\r\nFrom: 192.0.2.7\r\n"))
    #expect(answer.hasSuffix("Content-Length: 7\r\n\r\nSøfa x"))
  }

  @Test func `a body arrives whole`() throws {
    let long = String(repeating: "0123456789", count: 40_000)
    let answer = try ask(
      "POST", "/echo", headers: ["CONTENT_TYPE": "Text/Plain; x=y"], body: Array(long.utf8))
    #expect(answer.contains("X: text/plain\r\n"))
    #expect(answer.hasSuffix("\r\n\r\n" + long))
  }

  @Test func `HEAD gives the head and its length, nothing more`() throws {
    #expect(try ask("HEAD", "/?name=sofa").hasSuffix("\r\nContent-Length: 4\r\n\r\n"))
  }

  @Test(arguments: ["GET", "POST", "BREW", "", "get"])
  func `rubbish is answered and does no harm`(method: String) throws {
    for target in ["", "*", "x", "//", "/%", "/\u{1}", "http://a/b", "/?%%&=&&%f"] {
      let status = try ask(method, target).prefix(11)
      #expect(["Status: 200", "Status: 404", "Status: 405"].contains(String(status)))
    }
    for length in ["-1", "x", "9999999999999999999999"] {
      _ = try ask("POST", "/echo", headers: ["CONTENT_LENGTH": length])
    }
    #expect(try ask("GET", "/").hasSuffix("nobody"))
  }

  @Test(arguments: ["BREW", "PROPFIND", "", "get"])
  func `a method that nobody knows is refused by the address, under the request's name`(
    method: String
  ) throws {
    let page = try ask(method, "/echo", headers: ["HTTP_X_REQUEST_ID": "r8"])
    #expect(page.hasPrefix("Status: 405\r\n"))
    #expect(page.contains("\r\nAllow: POST\r\n"))
    let document = try ask(method, "/api/tea", headers: ["HTTP_X_REQUEST_ID": "r9"])
    #expect(document.hasPrefix("Status: 405\r\nContent-Type: application/problem+json\r\n"))
    #expect(document.contains("\r\nAllow: POST\r\n"))
    #expect(document.contains("urn:request:r9"))
    #expect(try ask(method, "/nothing").hasPrefix("Status: 404\r\n"))
  }

  @Test func `a body that is too large is refused before it is read`() throws {
    let client = FastCGIClient(path)
    client.send("POST", "/echo", length: (1 << 20) + 1)
    #expect(client.hear()?.hasPrefix("Status: 413\r\n") == true)
    let upload = FastCGIClient(path)
    upload.send("POST", "/upload", body: [UInt8](repeating: 7, count: 2 << 20))
    #expect(upload.hear()?.hasSuffix("\r\n\r\n2097152") == true)
    let huge = FastCGIClient(path)
    huge.send("POST", "/upload", length: 1 << 40)
    #expect(huge.hear()?.hasPrefix("Status: 413\r\n") == true)
  }

  @Test func `a request that ends early is not taken for a whole one`() throws {
    let client = FastCGIClient(path)
    client.send("POST", "/echo", length: 100)
    client.finish([1, 2, 3])
    #expect(client.hear()?.hasPrefix("Status: 400\r\n") == true)
  }

  @Test func `a fault of ours is a page without the reason`() throws {
    let answer = try ask("GET", "/broken")
    #expect(answer.hasPrefix("Status: 500\r\n"))
    #expect(!answer.contains("Broken"))
    let away = try ask("GET", "/database")
    #expect(away.hasPrefix("Status: 503\r\n"))
    #expect(away.contains("Retry-After: 5\r\n"))
    #expect(!away.contains("nowhere"))
  }

  @Test func `a connection that is kept takes one request after the other`() throws {
    let client = FastCGIClient(path)
    for number in 1...5 {
      client.send("GET", "/?name=\(number)", keep: true)
      #expect(client.hear()?.hasSuffix("\r\n\r\n\(number)") == true)
      client.send("POST", "/echo", body: [65], keep: true)
      #expect(client.hear()?.hasSuffix("\r\n\r\nA") == true)
    }
    client.send("GET", "/broken", keep: false)
    #expect(client.hear()?.hasPrefix("Status: 500") == true)
    #expect(client.hear() == nil)
  }

  @Test func `an answer shorter than it says breaks off`() throws {
    let client = FastCGIClient(path)
    client.send("GET", "/half", keep: true)
    #expect(client.hear() == nil)
    #expect(try ask("HEAD", "/half").hasSuffix("\r\nContent-Length: 8\r\n\r\n"))
  }

  @Test func `visitors who leave do no harm`() throws {
    for number in 0..<24 {
      let client = FastCGIClient(path)
      switch number % 4 {
      case 0: client.send("GET", "/large")
      case 1: client.send("POST", "/upload", length: 1 << 20)
      case 2: client.send("GET", "/large", keep: true)
      default: break
      }
      // It hangs up here, in the middle of whatever the server does.
    }
    #expect(try ask("GET", "/?name=alive").hasSuffix("alive"))
    #expect(try ask("GET", "/large").utf8.count > 8 << 20)
  }

  @Test func `a stop answers what runs and what waits, and then takes no more`() throws {
    let running = [FastCGIClient(path), FastCGIClient(path)]
    for client in running { client.send("GET", "/slow") }
    try begun.wait()
    let waiting = (1...5).map { _ in FastCGIClient(path) }
    for client in waiting { client.send("GET", "/?name=waited") }
    server.stop()
    #expect(!FastCGIClient(path).isConnected)
    mayEnd.open()
    for client in running { #expect(client.hear()?.hasSuffix("slow") == true) }
    for client in waiting { #expect(client.hear()?.hasSuffix("waited") == true) }
    for thread in threads { thread.join() }
  }

  @Test func `a stop ends connections that are kept open`() throws {
    let kept = FastCGIClient(path)
    kept.send("GET", "/", keep: true)
    #expect(kept.hear() != nil)
    server.stop()
    #expect(kept.hear() == nil)
    for thread in threads { thread.join() }
  }
}
