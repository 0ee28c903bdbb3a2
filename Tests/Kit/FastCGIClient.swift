import Threads

#if canImport(Glibc)
import Glibc
#endif

/// A web server's side of FastCGI, just large enough for tests (FastCGI 1.0).
final class FastCGIClient {
  private let descriptor: Int32
  private var isClosed = false
  /// Whether somebody listens.
  let isConnected: Bool

  init(_ path: String) {
    let socket = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
    var limit = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    descriptor = socket
    isConnected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
      }
    }
  }

  deinit { hangUp() }

  /// Closes the connection, whatever is under way.
  ///
  /// Once: the number may be somebody else's by the second time.
  func hangUp() {
    if !isClosed { close(descriptor) }
    isClosed = true
  }

  /// Sends the head of a request and as much of its body as is given.
  func send(
    _ method: String, _ target: String, headers: [String: String] = [:], body: [UInt8] = [],
    length: Int? = nil, keep: Bool = false
  ) {
    var names = [
      "REQUEST_METHOD": method, "REQUEST_URI": target, "REMOTE_ADDR": "192.0.2.7",
      "CONTENT_LENGTH": String(length ?? body.count),
    ]
    names.merge(headers) { _, new in new }
    var parameters: [UInt8] = []
    for (name, value) in names {
      parameters += size(name.utf8.count) + size(value.utf8.count) + name.utf8 + value.utf8
    }
    put(record(1, [0, 1, keep ? 1 : 0, 0, 0, 0, 0, 0]) + record(4, parameters) + record(4, []))
    if length == nil { finish(body) }
  }

  /// Sends the body and its end.
  func finish(_ body: [UInt8]) {
    for start in stride(from: 0, to: body.count, by: 60_000) {
      put(record(5, Array(body[start..<min(start + 60_000, body.count)])))
    }
    put(record(5, []))
  }

  /// The whole answer; `nil` when the connection ended before it did.
  func hear() -> String? {
    var answer: [UInt8] = []
    while let head = take(8) {
      guard let content = take(Int(head[4]) << 8 | Int(head[5])), take(Int(head[6])) != nil else {
        return nil
      }
      if head[1] == 6 { answer += content }
      if head[1] == 3 { return String(decoding: answer, as: UTF8.self) }
    }
    return nil
  }

  /// The next piece of an answer that goes on; `nil` when it has ended.
  func hearPiece() -> String? {
    guard
      let head = take(8), let content = take(Int(head[4]) << 8 | Int(head[5])),
      take(Int(head[6])) != nil, head[1] == 6, !content.isEmpty
    else { return nil }
    return String(decoding: content, as: UTF8.self)
  }

  private func record(_ type: UInt8, _ content: [UInt8]) -> [UInt8] {
    [1, type, 0, 1, UInt8(content.count >> 8), UInt8(content.count & 255), 0, 0] + content
  }

  private func size(_ count: Int) -> [UInt8] {
    count < 128
      ? [UInt8(count)]
      : [UInt8(count >> 24 | 128), UInt8(count >> 16 & 255), UInt8(count >> 8 & 255)]
        + [UInt8(count & 255)]
  }

  private func put(_ bytes: [UInt8]) {
    var sent = 0
    while sent < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        Glibc.send(
          descriptor, raw.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return }
      sent += count
    }
  }

  private func take(_ count: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    while bytes.count < count {
      var buffer = [UInt8](repeating: 0, count: count - bytes.count)
      let got = recv(descriptor, &buffer, buffer.count, 0)
      guard got > 0 else { return nil }
      bytes += buffer.prefix(got)
    }
    return bytes
  }
}
