import FoundationEssentials
import Glibc

/// A process of ours at the other end of a socket, which does not outlive this value.
final class Child: Wire.Line {
  let pid: pid_t
  private let socket: Int32
  private var deadline = 0
  private var isReaped = false

  /// Starts the program with the socket as its input and output.
  ///
  /// It gets no environment with its secrets, and closes whatever else it inherits.
  init(path: String, arguments: [String]) throws {
    var ends: [Int32] = [-1, -1]
    guard
      socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0
    else { throw ImagingError.died("No socket for the imaging program: errno \(errno).") }
    defer { close(ends[1]) }
    do {
      pid = try Child.spawn(path: path, arguments: arguments, end: ends[1])
    } catch {
      close(ends[0])
      throw error
    }
    socket = ends[0]
  }

  deinit {
    close(socket)
    guard !isReaped else { return }
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  /// Whether the process still runs.
  var isAlive: Bool {
    if !isReaped, waitpid(pid, nil, WNOHANG) != 0 { isReaped = true }
    return !isReaped
  }

  /// Begins the time within which everything read and written from now on must happen.
  func allow(seconds: Int) { deadline = Child.now() + seconds * 1_000 }

  func write(_ bytes: [UInt8]) throws {
    var sent = 0
    while sent < bytes.count {
      try wait(for: POLLOUT)
      let count = bytes.withUnsafeBytes { buffer in
        let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
        return send(
          socket, rest.baseAddress, rest.count,
          Int32(MSG_NOSIGNAL | MSG_DONTWAIT))
      }
      if count < 0 { try Child.mustBePassing() } else { sent += count }
    }
  }

  func read(exactly count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    var got = 0
    while got < count {
      try wait(for: POLLIN)
      let more = bytes.withUnsafeMutableBytes { buffer in
        let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[got...])
        return recv(socket, rest.baseAddress, rest.count, Int32(MSG_DONTWAIT))
      }
      if more == 0 { throw Child.ended() }
      if more < 0 { try Child.mustBePassing() } else { got += more }
    }
    return bytes
  }

  private func wait(for event: Int32) throws {
    var watched = pollfd(fd: socket, events: Int16(event), revents: 0)
    while true {
      let left = deadline - Child.now()
      guard left > 0 else { throw ImagingError.timedOut }
      let ready = poll(&watched, 1, Int32(clamping: left))
      if ready > 0 { return }
      if ready < 0 { try Child.mustBePassing() }
    }
  }

  private static func mustBePassing() throws {
    guard errno == EAGAIN || errno == EINTR else { throw ended() }
  }

  private static func ended() -> ImagingError {
    .died("The imaging program ended before it answered.")
  }

  private static func now() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1_000 + time.tv_nsec / 1_000_000
  }

  private static func spawn(path: String, arguments: [String], end: Int32) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, end, 0)
    posix_spawn_file_actions_adddup2(&actions, end, 1)
    let words = ([path] + arguments).map { strdup($0) } + [nil]
    let settings = environment().map { strdup($0) } + [nil]
    defer { (words + settings).forEach { free($0) } }
    var pid: pid_t = 0
    let failure = posix_spawn(&pid, path, &actions, nil, words, settings)
    guard failure == 0 else {
      throw ImagingError.died("The imaging program \(path) does not start: error \(failure).")
    }
    return pid
  }

  private static func environment() -> [String] {
    let kept = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"].map {
      ["LD_LIBRARY_PATH=\($0)"]
    }
    return ["LC_ALL=C.UTF-8", "VIPS_CONCURRENCY=1", "MALLOC_ARENA_MAX=2"] + (kept ?? [])
  }
}
