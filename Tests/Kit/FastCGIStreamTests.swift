import FastCGI
import FoundationEssentials
import HTTP
import Postgres
import Testing
import Threads

private struct Listener: Visitor {
  static let door = Door.anyone
  let topic: String
  static func admit(_ request: Request, db: Database) throws -> Listener {
    Listener(topic: request.query["topic"] ?? "")
  }
}

/// A server with a single thread, so that a stream that held it would be noticed at once.
@Suite final class FastCGIStreamTests {
  let folder: ScratchFolder
  let server: Server
  let path: String
  let threads: [Threads.Thread]
  let db: Database
  private var isStopped = false

  init() throws {
    folder = try ScratchFolder()
    path = "\(folder.path)/epox.sock"
    server = try Server(socket: path, threads: 1)
    db = try ScratchDatabase.shared()
    let router = Router(problemPage: { problem, _ in
      .text(problem.sentence, status: problem.kind.rawValue)
    }) {
      get(Path("/live")) { (listener: Listener) in .stream(of: listener.topic) }
      get(Path("/")) { (_: Listener) in .text("here") }
    }
    let dsn = try ScratchDatabase.sharedDSN()
    threads = server.start(router, dsn: dsn) + [server.hear("stream test", dsn: dsn)]
  }

  deinit { stop() }

  func stop() {
    guard !isStopped else { return }
    isStopped = true
    server.stop()
    for thread in threads { thread.join() }
  }

  func stream(of topic: String) throws -> FastCGIClient {
    let client = FastCGIClient(path)
    client.send("GET", "/live?topic=\(topic)", keep: true)
    let head = try #require(client.hearPiece())
    #expect(head.contains("Content-Type: text/event-stream"))
    #expect(!head.contains("Content-Length"))
    return client
  }

  /// Tells of a change and waits until the stream has heard of one.
  func tell(_ topic: String, heardBy client: FastCGIClient) throws {
    try db.run("SELECT pg_notify('stream test', \(topic))" as Statement)
    #expect(client.hearPiece() == "event: change\ndata:\n\n")
  }

  /// Everything that a stream still says until it ends.
  func rest(of client: FastCGIClient) -> [String] {
    var pieces: [String] = []
    while let piece = client.hearPiece() { pieces.append(piece) }
    return pieces
  }

  @Test func `streams hold no thread, and each hears of its own topic alone`() throws {
    let (sofa, lamp) = (try stream(of: "sofa"), try stream(of: "lamp"))
    let plain = FastCGIClient(path)
    plain.send("GET", "/")
    #expect(plain.hear()?.hasSuffix("here") == true)

    for _ in 0..<5 { try tell("lamp", heardBy: lamp) }
    try tell("sofa", heardBy: sofa)
    stop()
    // One change is told to everybody when the server begins to listen.
    #expect(rest(of: sofa).count <= 1)
  }

  @Test func `a browser that leaves disturbs nobody`() throws {
    let (sofa, lamp) = (try stream(of: "lamp"), try stream(of: "lamp"))
    sofa.hangUp()
    for _ in 0..<3 { try tell("lamp", heardBy: lamp) }
  }

  @Test func `a stop ends every stream`() throws {
    let client = try stream(of: "sofa")
    stop()
    #expect(rest(of: client).count <= 1)
    #expect(!FastCGIClient(path).isConnected)
  }
}
