internal import CCurl
import FoundationEssentials
import Telemetry
import Threads

/// The client for calls out: one for each thread, connections are kept and used again.
///
/// ```swift
/// let fetch = Fetch(allowed: ["127.0.0.1:8090"])
/// let reply = try fetch.send(Call(.get, "https://shop.example/wp-json/"))
/// ```
/// Every address may have been typed by a stranger: the name is resolved here, private networks
/// are refused unless host and port are expressly allowed, and the connection goes to exactly the
/// address that was checked.
public final class Fetch {
  private let handle = curl_easy_init()
  private let allowed: Set<String>
  private let recorder: Recorder?
  private let authorities: String?
  private let wait = Condition()

  /// A client.
  /// - Parameters:
  ///   - allowed: `host:port` pairs that may be called although they are private.
  ///   - recorder: writes down what was sent and answered.
  ///   - authorities: a PEM file of authorities to believe, beside the system's folder of them.
  public init(
    allowed: Set<String> = [], recorder: Recorder? = nil, authorities: String? = nil
  ) {
    (self.allowed, self.recorder, self.authorities) = (allowed, recorder, authorities)
  }

  deinit {
    curl_easy_cleanup(handle)
  }

  /// Sends a call and waits for the whole answer.
  /// - Throws: `FetchError`; a status of 400 and above is an answer, not an error.
  public func send(_ call: Call) throws -> Reply {
    let attempts = call.isRepeatable ? max(call.attempts, 1) : 1
    for attempt in 1..<attempts {
      do {
        let reply = try follow(call)
        guard reply.isPassing else { return reply }
        pause(attempt, reply.retryAfter)
      } catch let error as FetchError where error.isPassing {
        pause(attempt, nil)
      }
    }
    return try follow(call)
  }

  /// Waits before the next try: what the server asks for within reason, else a little longer
  /// each time, by chance so that many callers do not come back together.
  private func pause(_ attempt: Int, _ asked: Int?) {
    let seconds = asked.map { Double(min($0, 5)) } ?? .random(in: 0.1...0.4) * Double(attempt)
    wait.locked { wait.wait(milliseconds: Int(seconds * 1000)) }
  }

  private func follow(_ call: Call) throws -> Reply {
    var call = call
    var redirects = 0
    while true {
      let reply = try sendOnce(call)
      recorder?.record(call, reply)
      guard (301...308).contains(reply.status), reply.status != 304, redirects < call.redirects,
        let target = reply.headers["location"].flatMap({ resolve($0, from: call.url) })
      else { return reply }
      redirects += 1
      if origin(of: target) != origin(of: call.url) {
        call.headers.removeAll { ["authorization", "cookie"].contains($0.name.lowercased()) }
      }
      call.url = target
    }
  }

  private func sendOnce(_ call: Call) throws -> Reply {
    guard let address = Address(call.url) else { throw FetchError.badAddress }
    let pinned = try address.resolved(allowed: allowed)
    let exchange = try Exchange(limit: call.limit, file: call.file)
    curl_easy_reset(handle)
    set(CURLOPT_URL, call.url)
    set(CURLOPT_CUSTOMREQUEST, call.method)
    set(CURLOPT_PROTOCOLS_STR, "http,https")
    set(CURLOPT_USERAGENT, "Epox/1.0")
    set(CURLOPT_ACCEPT_ENCODING, "")
    set(CURLOPT_PROXY, "")
    if let authorities { set(CURLOPT_CAINFO, authorities) }
    set(CURLOPT_NOSIGNAL, 1)
    set(CURLOPT_CONNECTTIMEOUT, min(call.timeout, 10))
    set(CURLOPT_TIMEOUT, call.timeout)
    set(CURLOPT_LOW_SPEED_LIMIT, call.patience > 0 ? 1 : 0)
    set(CURLOPT_LOW_SPEED_TIME, call.patience)
    // What announces itself as too large is not begun.
    set(CURLOPT_MAXFILESIZE, call.limit)
    set(CURLOPT_FRESH_CONNECT, call.isRepeatable ? 0 : 1)
    set(CURLOPT_NOBODY, call.method == "HEAD" ? 1 : 0)
    let pins = curl_slist_append(nil, "\(address.host):\(address.port):\(pinned)")
    var headers = curl_slist_append(nil, "Expect:")
    for (name, value) in call.headers {
      headers = curl_slist_append(headers, "\(name): \(value.filter { !$0.isNewline })")
    }
    defer {
      curl_slist_free_all(pins)
      curl_slist_free_all(headers)
    }
    epox_curl_set_list(handle, CURLOPT_RESOLVE, pins)
    epox_curl_set_list(handle, CURLOPT_HTTPHEADER, headers)
    let code = perform(call, exchange)
    guard code == CURLE_OK else { throw failure(code, exchange, call) }
    // libcurl takes a head that broke off for a whole one.
    guard exchange.isHeadWhole else { throw FetchError.cut("the answer ended in its head") }
    var status = 0
    epox_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    return Reply(status: status, headers: exchange.headers, body: exchange.body)
  }

  private func perform(_ call: Call, _ exchange: Exchange) -> CURLcode {
    let context = Unmanaged.passUnretained(exchange).toOpaque()
    epox_curl_set_sink(handle, CURLOPT_WRITEFUNCTION, takeBody)
    epox_curl_set_pointer(handle, CURLOPT_WRITEDATA, context)
    epox_curl_set_sink(handle, CURLOPT_HEADERFUNCTION, takeHeader)
    epox_curl_set_pointer(handle, CURLOPT_HEADERDATA, context)
    guard let body = call.body else { return curl_easy_perform(handle) }
    return body.withUnsafeBytes { buffer in
      // libcurl wants an address even for an empty body.
      var nothing: UInt8 = 0
      return withUnsafeMutablePointer(to: &nothing) { empty in
        let start = buffer.baseAddress.map(UnsafeMutableRawPointer.init(mutating:))
        epox_curl_set_pointer(handle, CURLOPT_POSTFIELDS, start ?? UnsafeMutableRawPointer(empty))
        set(CURLOPT_POSTFIELDSIZE, body.count)
        set(CURLOPT_CUSTOMREQUEST, call.method)
        return curl_easy_perform(handle)
      }
    }
  }

  private func failure(_ code: CURLcode, _ exchange: Exchange, _ call: Call) -> FetchError {
    let words = String(cString: curl_easy_strerror(code))
    Log.info(
      "call out failed", ["host": Address(call.url)?.host ?? "", "reason": words])
    if exchange.isTooLarge || code == CURLE_FILESIZE_EXCEEDED { return .tooLarge }
    // Bytes sent, not connections made: a kept connection counts as none.
    var sent = 0
    epox_curl_get_long(handle, CURLINFO_REQUEST_SIZE, &sent)
    if sent > 0 { return code == CURLE_OPERATION_TIMEDOUT ? .timedOut : .cut(words) }
    switch code {
    case CURLE_COULDNT_RESOLVE_HOST: return .unknownHost
    case CURLE_COULDNT_CONNECT: return .unreachable(words)
    case CURLE_URL_MALFORMAT, CURLE_UNSUPPORTED_PROTOCOL: return .badAddress
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CACERT_BADFILE:
      return .badCertificate
    case CURLE_OPERATION_TIMEDOUT: return .unreachable("no connection in time")
    default: return .cut(words)
    }
  }

  private func set(_ option: CURLoption, _ value: Int) { epox_curl_set_long(handle, option, value) }
  private func set(_ option: CURLoption, _ text: String) {
    epox_curl_set_text(handle, option, text)
  }
}

private func takeBody(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
  let piece = UnsafeRawBufferPointer(start: bytes, count: count * size)
  return exchange.take(piece) ? piece.count : 0
}

private func takeHeader(
  _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int,
  _ context: UnsafeMutableRawPointer?
) -> Int {
  guard let bytes, let context else { return 0 }
  let exchange = Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
  let line = String(
    decoding: UnsafeRawBufferPointer(start: bytes, count: count * size), as: UTF8.self)
  if line.hasPrefix("HTTP/") { exchange.headers = [:] }
  exchange.isHeadWhole = line == "\r\n" || line == "\n"
  let halves = line.split(separator: ":", maxSplits: 1)
  if halves.count == 2, exchange.headers.count < 200 {
    let value = halves[1].drop { $0.isWhitespace }
    let end = value.lastIndex { !$0.isWhitespace }
    exchange.headers[halves[0].lowercased()] = end.map { String(value[...$0]) } ?? ""
  }
  return count * size
}
