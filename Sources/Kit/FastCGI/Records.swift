#if canImport(Glibc)
internal import Glibc
#endif

/// Sends an answer as FastCGI records in one go.
///
/// libfcgi cuts what it is given into writes of 8 KB, and each of them wakes the web server. What
/// is sent here goes before libfcgi's own end of the request, since it has nothing to send yet.
enum Records {
  private static let standardOutput: UInt8 = 6
  private static let longest = 65_528

  /// A visitor who left meanwhile is no error: libfcgi finds the connection broken by itself.
  static func send(_ content: [UInt8], request: Int32, to socket: Int32) {
    let bytes = framed(content, request: request)
    bytes.withUnsafeBytes { buffer in
      var sent = 0
      while sent < buffer.count {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
        let count = Glibc.send(socket, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
        if count > 0 {
          sent += count
        } else if errno != EINTR {
          return
        }
      }
    }
  }

  /// What tells the web server that a request is answered and done (FastCGI 1.0, 5.5).
  static func end(of request: Int32) -> [UInt8] {
    [1, 3, UInt8(request >> 8 & 255), UInt8(request & 255), 0, 8, 0, 0]
      + [UInt8](repeating: 0, count: 8)
  }

  /// The content with a header before every 64 KB (FastCGI 1.0, 3.3).
  static func framed(_ content: [UInt8], request: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(content.count + (content.count / longest + 1) * 8)
    for start in stride(from: 0, to: content.count, by: longest) {
      let count = min(longest, content.count - start)
      bytes += [1, standardOutput, UInt8(request >> 8 & 255), UInt8(request & 255)]
      bytes += [UInt8(count >> 8), UInt8(count & 255), 0, 0]
      bytes += content[start..<start + count]
    }
    return bytes
  }
}
