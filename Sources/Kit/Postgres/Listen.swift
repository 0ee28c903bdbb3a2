internal import CPostgres
#if canImport(Glibc)
internal import Glibc
#endif

/// News that another connection sent with NOTIFY.
public struct Notification: Sendable, Equatable {
  /// Where it was sent.
  public let channel: String
  /// What was said, up to 8,000 bytes.
  public let payload: String
}

extension Database {
  /// Hears what is sent to a channel from now on, for as long as this connection lasts.
  public func listen(_ channel: String) throws {
    try script("LISTEN \"\(channel.replacing("\"", with: "\"\""))\"")
  }

  /// Waits for news.
  ///
  /// `milliseconds`: how long to wait at most.
  /// Returns everything that came, or nothing when the time ran out.
  public func notifications(waiting milliseconds: Int) throws -> [Notification] {
    // A new connection would hear nothing: the old one says that it is lost, by itself.
    let open = try connection ?? opened()
    var news = received(on: open)
    if news.isEmpty {
      var descriptor = pollfd(fd: PQsocket(open), events: Int16(POLLIN), revents: 0)
      _ = poll(&descriptor, 1, Int32(milliseconds))
      guard PQconsumeInput(open) == 1 else { throw DatabaseError(nil, open) }
      news = received(on: open)
    }
    return news
  }

  private func received(on open: OpaquePointer) -> [Notification] {
    var news: [Notification] = []
    while let note = PQnotifies(open) {
      news.append(
        Notification(
          channel: String(cString: note.pointee.relname),
          payload: note.pointee.extra.map { String(cString: $0) } ?? ""))
      PQfreemem(note)
    }
    return news
  }
}
