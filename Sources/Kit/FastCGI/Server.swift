internal import CFastCGI
import FoundationEssentials
public import HTTP
import Postgres
import Synchronization
import Telemetry
public import Threads

#if canImport(Glibc)
internal import Glibc
#endif

/// A FastCGI server: a fixed crew of threads, each with its own connection to the database.
///
/// ```swift
/// let server = try Server(socket: "/run/epox.sock", threads: 32)
/// server.run(router, dsn: dsn)   // returns after SIGTERM or SIGINT, when all is answered
/// ```
/// A stop loses nothing: the socket's name goes away first, so that the web server turns to
/// another responder; what already waits in the queue is answered; connections that are kept
/// open are closed for reading only, so that a request on its way is either whole or refused.
public final class Server: Sendable {
  private let listener: Int32
  private let path: String
  private let threads: Int
  private let stopped = Atomic<Bool>(false)
  private let turn = Mutex(())
  /// Threads that are free for a new connection.
  private let free = Atomic<Int>(0)
  /// Whether a thread is giving up its idle connection for a new one.
  private let isYielding = Atomic<Bool>(false)
  let streams = Streams()
  private let wake: (read: Int32, write: Int32)

  /// Listens on a unix socket, replacing a stale one.
  /// - Throws: `ServerError` when the socket cannot be opened.
  public init(socket path: String, threads: Int, backlog: Int32 = 512) throws {
    guard FCGX_Init() == 0 else { throw ServerError(sentence: "libfcgi does not start") }
    listener = FCGX_OpenSocket(path, backlog)
    guard listener >= 0 else {
      throw ServerError(sentence: "cannot listen on \(path): \(String(cString: strerror(errno)))")
    }
    chmod(path, 0o666)
    _ = fcntl(listener, F_SETFL, fcntl(listener, F_GETFL) | O_NONBLOCK)
    _ = fcntl(listener, F_SETFD, FD_CLOEXEC)
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { throw ServerError(sentence: "no pipe to be had") }
    wake = (ends[0], ends[1])
    self.path = path
    self.threads = threads
  }

  /// Takes no more connections; the threads end when everything taken is answered.
  public func stop() {
    guard !stopped.exchange(true, ordering: .sequentiallyConsistent) else { return }
    unlink(path)
    var byte: UInt8 = 1
    _ = write(wake.write, &byte, 1)
  }

  /// Answers requests until `stop`, or SIGTERM or SIGINT.
  ///
  /// `channel`: where PostgreSQL's NOTIFY names the topics whose streams are told of a change.
  public func run(_ router: Router, dsn: String, channel: String? = nil) {
    let signals = Signals.ending
    let ear = channel.map { hear($0, dsn: dsn) }
    let crew = start(router, dsn: dsn) + (ear.map { [$0] } ?? [])
    signals.wait { self.stop() }
    for thread in crew { thread.join() }
    close(listener)
  }

  var isStopped: Bool { stopped.load(ordering: .sequentiallyConsistent) }

  /// Waits, but not beyond the stop.
  func pause(milliseconds: Int32) {
    var end = pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0)
    _ = poll(&end, 1, milliseconds)
  }

  /// Starts the threads; `stop` and joining them ends the work.
  public func start(_ router: Router, dsn: String) -> [Threads.Thread] {
    signal(SIGPIPE, SIG_IGN)
    return (0..<threads).map { _ in
      Threads.Thread { self.serve(router, Database(dsn)) }
    }
  }

  private func serve(_ router: Router, _ db: Database) {
    var request = FCGX_Request()
    FCGX_InitRequest(&request, listener, FCGI_FAIL_ACCEPT_ON_INTR)
    while accept(&request) {
      if Exchange(router: router, db: db, streams: streams).answer(&request) {
        FCGX_Free(&request, 0)
        request.ipcFd = -1
        continue
      }
      // The answer has said all; libfcgi has nothing to finish.
      FCGX_Free(&request, request.keepConnection == 0 ? 1 : 0)
      if request.ipcFd >= 0, !keeps(request.ipcFd) { FCGX_Free(&request, 1) }
    }
    FCGX_Free(&request, 1)
  }

  /// Takes the next request; `false` when the server stops and nothing waits any more.
  private func accept(_ request: inout FCGX_Request) -> Bool {
    isYielding.store(false, ordering: .sequentiallyConsistent)
    if request.ipcFd >= 0 { return FCGX_Accept_r(&request) == 0 || takeNew(&request) }
    return takeNew(&request)
  }

  /// Takes a new connection.
  ///
  /// One thread at a time waits, so that none sleeps in accept(2).
  private func takeNew(_ request: inout FCGX_Request) -> Bool {
    free.add(1, ordering: .sequentiallyConsistent)
    defer { free.subtract(1, ordering: .sequentiallyConsistent) }
    while true {
      let taken: Bool? = turn.withLock { _ in
        guard waitForConnection() else { return false }
        return FCGX_Accept_r(&request) == 0 ? true : nil
      }
      if let taken { return taken }
    }
  }

  /// Waits until a connection can be taken; `false` when there is none and the server stops.
  private func waitForConnection() -> Bool {
    while true {
      var descriptors = [
        pollfd(fd: listener, events: Int16(POLLIN), revents: 0),
        pollfd(fd: wake.read, events: Int16(POLLIN), revents: 0),
      ]
      _ = poll(&descriptors, 2, -1)
      if descriptors[0].revents != 0 { return true }
      if descriptors[1].revents != 0 { return false }
    }
  }

  /// Waits on a connection that the web server keeps open; `false` when it should be closed.
  ///
  /// A web server may keep more connections than there are threads: an idle one makes room when a
  /// new one waits and nobody is free for it.
  private func keeps(_ connection: Int32) -> Bool {
    while true {
      let isLast = free.load(ordering: .sequentiallyConsistent) == 0
      var descriptors = [connection, wake.read, isLast ? listener : -1].map {
        pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
      }
      _ = poll(&descriptors, 3, 200)
      if descriptors[0].revents != 0 { return true }
      guard descriptors[1].revents != 0 || (descriptors[2].revents != 0 && yields()) else {
        continue
      }
      // From here on the peer's writes fail; what had arrived before is still answered.
      shutdown(connection, Int32(SHUT_RD))
      var byte: UInt8 = 0
      return recv(connection, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) > 0
    }
  }
}

extension Server {
  /// Whether it is this thread that makes room; one is enough.
  private func yields() -> Bool {
    if !isYielding.exchange(true, ordering: .sequentiallyConsistent) { return true }
    _ = poll(nil, 0, 1)
    return false
  }
}

/// Why a server does not start.
public struct ServerError: Error, CustomStringConvertible {
  let sentence: String
  /// What happened, for the operator.
  public var description: String { sentence }
}
