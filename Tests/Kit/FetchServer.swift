import FoundationEssentials
import Synchronization
import Threads

#if canImport(Glibc)
import Glibc
#endif

/// A server on this machine that answers as a test says, byte by byte.
final class FetchServer: Sendable {
  /// What a connection may do: hear one request after the other, say something, hang up.
  struct Line: Sendable {
    fileprivate let socket: Int32

    /// The next request, head and body; `nil` when the client has gone.
    func hear() -> String? {
      var bytes: [UInt8] = []
      while true {
        let text = String(decoding: bytes, as: UTF8.self)
        if let end = text.firstRange(of: "\r\n\r\n") {
          let length = text.split(separator: "\r\n")
            .first { $0.lowercased().hasPrefix("content-length:") }
            .flatMap { Int($0.dropFirst(15).drop { $0 == " " }) }
          if text[end.upperBound...].utf8.count >= length ?? 0 { return text }
        }
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = recv(socket, &buffer, buffer.count, 0)
        guard count > 0 else { return nil }
        bytes += buffer.prefix(count)
      }
    }

    /// Sends text as it is.
    func say(_ text: String) {
      let bytes = Array(text.utf8)
      _ = send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    }

    /// Sends a whole answer.
    func answer(_ body: String, status: Int = 200, headers: String = "") {
      say(
        "HTTP/1.1 \(status) X\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)")
    }
  }

  private let listener: Int32
  private let heard = Notebook<String>()
  private let accepts: Bool
  let port: Int

  /// Starts on a free port; without `accepts`, connections wait until the backlog is full.
  init(backlog: Int32 = 16, accepts: Bool = true, _ body: @escaping @Sendable (Line) -> Void) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        _ = bind(listener, $0, length)
        _ = getsockname(listener, $0, &length)
      }
    }
    _ = listen(listener, backlog)
    port = Int(UInt16(bigEndian: address.sin_port))
    (self.listener, self.accepts) = (listener, accepts)
    guard accepts else { return }
    let heard = heard
    _ = Threads.Thread {
      while true {
        let socket = accept(listener, nil, nil)
        guard socket >= 0 else {
          // Closed by its only user, so that nobody accepts on a number that was given away.
          close(listener)
          return
        }
        _ = Threads.Thread {
          heard.note("connection")
          body(Line(socket: socket))
          close(socket)
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    if !accepts { close(listener) }
  }

  var host: String { "127.0.0.1:\(port)" }
  var url: String { "http://\(host)" }
  /// How many connections came.
  var connectionCount: Int { heard.entries.count }
}
