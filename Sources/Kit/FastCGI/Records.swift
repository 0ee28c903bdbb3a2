#if canImport(Glibc)
internal import Glibc
#endif

/// Sends an answer as FastCGI records in one go, to the end of the request.
///
/// libfcgi cuts what it is given into writes of 8 KB and ends the request with one more, and each
/// of them wakes the web server. So nothing is written through libfcgi.
enum Records {
  private static let standardOutput: UInt8 = 6
  private static let longest = 65_528

  /// Sends all bytes; `false` when the web server is not there any more.
  static func send(_ bytes: [UInt8], to socket: Int32) -> Bool {
    bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
        let count = Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        if count > 0 {
          sent += count
        } else if errno != EINTR {
          return false
        }
      }
      return true
    }
  }

  /// A whole answer: its head, its body and, unless more is to follow, the end of the request.
  static func answer(_ head: [UInt8], _ body: [UInt8], request: Int32, isWhole: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(head.count + body.count + (body.count / longest + 5) * 8)
    if head.count + body.count <= longest, !head.isEmpty {
      bytes += header(standardOutput, request, head.count + body.count)
      bytes += head
      bytes += body
    } else {
      add(head, request, to: &bytes)
      add(body, request, to: &bytes)
    }
    if isWhole { bytes += end(of: request) }
    return bytes
  }

  /// The content with a header before every 64 KB (FastCGI 1.0, 3.3).
  static func framed(_ content: [UInt8], request: Int32) -> [UInt8] {
    answer([], content, request: request, isWhole: false)
  }

  /// What tells the web server that a request is answered and done (FastCGI 1.0, 5.5).
  static func end(of request: Int32) -> [UInt8] {
    header(standardOutput, request, 0) + header(3, request, 8) + [UInt8](repeating: 0, count: 8)
  }

  private static func add(_ content: [UInt8], _ request: Int32, to bytes: inout [UInt8]) {
    for start in stride(from: 0, to: content.count, by: longest) {
      let count = min(longest, content.count - start)
      bytes += header(standardOutput, request, count)
      bytes += content[start..<start + count]
    }
  }

  private static func header(_ type: UInt8, _ request: Int32, _ count: Int) -> [UInt8] {
    [
      1, type, UInt8(request >> 8 & 255), UInt8(request & 255),
      UInt8(count >> 8), UInt8(count & 255), 0, 0,
    ]
  }
}
