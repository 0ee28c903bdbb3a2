import Synchronization

#if canImport(Glibc)
internal import Glibc
#endif

/// Connections that stay open after their answer, to be told when something changed
/// (Server-Sent Events).
///
/// An answer with a `topic` leaves its connection here and sets its thread free. A stream carries
/// no content: a browser that hears of a change asks for what it shows, so who may see what is
/// decided where it always is.
final class Streams: Sendable {
  /// More are refused; browsers then ask from time to time.
  static let most = 512
  /// Seconds after which a browser has to come again, and to show again who it is.
  private static let longestLife = 600.0

  fileprivate struct Stream {
    let socket: Int32
    let request: Int32
    let topic: String
    let end: ContinuousClock.Instant
  }

  private let open = Mutex<[Stream]>([])

  /// Takes a connection over, once the head of the answer is sent; `false` when there are too many.
  func take(_ socket: Int32, request: Int32, topic: String) -> Bool {
    let end = ContinuousClock.now + .seconds(Streams.longestLife)
    return open.withLock { streams in
      guard streams.count < Streams.most else { return false }
      streams.append(Stream(socket: socket, request: request, topic: topic, end: end))
      return true
    }
  }

  /// Tells those who follow one of the topics that something changed.
  func tell(_ topics: Set<String>) {
    keep { !topics.contains($0.topic) || $0.hears("event: change\ndata:\n\n") }
  }

  /// Tells everybody; what happened may have been missed.
  func tellAll() { keep { $0.hears("event: change\ndata:\n\n") } }

  /// Finds out who has left, keeps the others awake and ends those that are old.
  func beat() {
    let now = ContinuousClock.now
    keep { $0.end > now && $0.hears(":\n\n") }
  }

  /// Ends all of them; browsers come again by themselves.
  func endAll() { keep { _ in false } }

  private func keep(_ stays: (Stream) -> Bool) {
    open.withLock { streams in
      var rest: [Stream] = []
      for stream in streams {
        if stays(stream) { rest.append(stream) } else { stream.hangUp() }
      }
      streams = rest
    }
  }
}

extension Streams.Stream {
  /// Whether the words went out whole; nobody is waited for.
  fileprivate func hears(_ words: String) -> Bool {
    let bytes = Records.framed(Array(words.utf8), request: request)
    return bytes.withUnsafeBytes {
      send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT)) == $0.count
    }
  }

  /// Ends the request and closes the connection.
  fileprivate func hangUp() {
    let bytes = Records.end(of: request)
    _ = bytes.withUnsafeBytes {
      send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
    }
    close(socket)
  }
}
