internal import CFastCGI
import FoundationEssentials
import HTTP
import Postgres
import Telemetry

#if canImport(Glibc)
internal import Glibc
#endif

/// One request and its answer on one FastCGI connection.
struct Exchange {
  let router: Router
  let db: Database
  let streams: Streams

  /// Answers; `true` when the connection stays open as a stream and is not ours any more.
  func answer(_ raw: inout FCGX_Request) -> Bool {
    let start = ContinuousClock.now
    var request = head(raw)
    let response: Response
    var isHeard = false
    do {
      try hear(&request, raw, limit: router.bodyLimit(request.method, request.path))
      isHeard = true
      response = try router.answer(request, db: db)
    } catch let problem as Problem {
      response = router.show(problem, request)
    } catch {
      Log.error("request failed", ["request": request.id, "error": String(describing: error)])
      let isDatabase = (error as? DatabaseError)?.isConnectionLost ?? false
      response = router.show(isDatabase ? .databaseAway : .broken, request)
    }
    // What was not read would be taken for the connection's next request.
    if !isHeard { raw.keepConnection = 0 }
    if db.isInTransaction { db.close() }
    let isTaken = write(response, withBody: request.method != .head, to: &raw)
    note(request, response, since: start)
    return isTaken
  }

  private func head(_ raw: FCGX_Request) -> Request {
    func parameter(_ name: String) -> String {
      FCGX_GetParam(name, raw.envp).map { String(cString: $0) } ?? ""
    }
    let target = parameter("REQUEST_URI")
    let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    let method = Method(rawValue: parameter("REQUEST_METHOD")) ?? .unknown
    var request = Request(method, String(halves.first ?? "/"))
    request.query = halves.count == 2 ? Parameters(urlEncoded: halves[1].utf8) : Parameters()
    request.headers = headers(raw.envp)
    request.headers["content-type"] = parameter("CONTENT_TYPE")
    request.remoteAddress = parameter("REMOTE_ADDR")
    request.id = request.headers["x-request-id"] ?? "-"
    return request
  }

  private func headers(_ environment: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?)
    -> Headers
  {
    var headers: Headers = [:]
    var entry = environment
    while let text = entry?.pointee {
      entry = entry.map { $0 + 1 }
      guard strncmp(text, "HTTP_", 5) == 0 else { continue }
      let field = String(cString: text + 5).utf8
      guard let equals = field.firstIndex(of: UInt8(ascii: "=")) else { continue }
      let name = field[..<equals].map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
      headers[String(decoding: name, as: UTF8.self)] = String(
        Substring(field[field.index(after: equals)...]))
    }
    return headers
  }

  /// Reads the body: into memory, or onto the disk where it carries files of some size.
  private func hear(_ request: inout Request, _ raw: FCGX_Request, limit: Int) throws {
    let announced = FCGX_GetParam("CONTENT_LENGTH", raw.envp).map { String(cString: $0) } ?? ""
    let length = max(Int(announced) ?? 0, 0)
    guard length <= limit else {
      let limitInMB = max(limit >> 20, 1)
      throw Problem(.tooLarge, "That is too large: at most \(limitInMB) MB are taken here.")
    }
    let body = IncomingBody(stream: raw.in, length: length)
    if length > 1 << 20, request.contentType == "multipart/form-data" {
      request.spool = try body.spooled()
    } else {
      request.body = body.whole()
    }
    let count = request.spool?.count ?? request.body.count
    // Reading once more takes the mark that ends the body.
    guard count == length, FCGX_GetChar(raw.in) == EOF else {
      throw Problem(.badRequest, "The request did not arrive whole. Please send it again.")
    }
  }

  private func isCutShort(_ response: Response) -> Bool {
    response.header("Content-Length").flatMap { Int($0) } ?? 0 > response.body.count
  }

  /// Breaks the connection off: an orderly end would let nginx wait for the rest.
  private func hangUp(_ raw: FCGX_Request) { shutdown(raw.ipcFd, Int32(SHUT_RDWR)) }

  /// Writes the answer; a visitor who left meanwhile is no error.
  private func write(_ response: Response, withBody: Bool, to raw: inout FCGX_Request) -> Bool {
    var head = "Status: \(response.status)\r\n"
    for (name, value) in response.headers {
      // A line break in a value would start a header of somebody's choice.
      let safe = value.unicodeScalars.filter { $0.value >= 32 && $0.value != 127 }
      head += "\(name): \(String(String.UnicodeScalarView(safe)))\r\n"
    }
    let topic = withBody ? response.topic : nil
    if topic == nil, response.header("Content-Length") == nil {
      head += "Content-Length: \(response.body.count)\r\n"
    }
    let isCut = withBody && isCutShort(response)
    let records = Records.answer(
      Array((head + "\r\n").utf8), withBody ? response.body : [], request: raw.requestId,
      isWhole: topic == nil && !isCut)
    if !Records.send(records, to: raw.ipcFd) { raw.keepConnection = 0 }
    if isCut { hangUp(raw) }
    return topic.map { streams.take(raw.ipcFd, request: raw.requestId, topic: $0) } ?? false
  }

  private func note(
    _ request: Request, _ response: Response, since start: ContinuousClock.Instant
  ) {
    let taken = start.duration(to: .now)
    let seconds = Double(taken.components.attoseconds) / 1e18 + Double(taken.components.seconds)
    Metrics.count("epox_requests_total", ["status": String(response.status)])
    Metrics.observe("epox_request_seconds", seconds)
    guard response.status >= 500 || seconds > 0.5 else { return }
    Log.warning(
      "slow or failed request",
      [
        "request": request.id, "method": request.method.rawValue,
        "route": router.pattern(request) ?? "none",
        "status": response.status, "ms": Int(seconds * 1000),
      ])
  }
}

extension Problem {
  static let broken = Problem(
    .broken, "Something went wrong on our side. It has been noted; please try again in a moment.")
  static var databaseAway: Problem {
    var problem = Problem(
      .unavailable, "The database is being restarted. Please try again in a few seconds.")
    problem.retryAfter = 5
    return problem
  }
}
