#if canImport(Glibc)
internal import Glibc
#endif

/// What has arrived of one answer.
final class Exchange {
  private let limit: Int
  /// Where the body goes, -1 when it is kept.
  private let file: Int32
  private var size = 0
  private(set) var body: [UInt8] = []
  private(set) var isTooLarge = false
  var headers: [String: String] = [:]
  var isHeadWhole = false

  /// - Throws: `FetchError.cut` when the file cannot be written to.
  init(limit: Int, file path: String?) throws {
    self.limit = limit
    file = path.map { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600) } ?? -1
    if path != nil, file < 0 { throw FetchError.cut("there is no room for the answer") }
  }

  deinit { if file >= 0 { close(file) } }

  /// Takes the next piece of the body; whether there was room for it.
  func take(_ piece: UnsafeRawBufferPointer) -> Bool {
    guard size + piece.count <= limit else {
      isTooLarge = true
      return false
    }
    size += piece.count
    guard file >= 0 else {
      body.append(contentsOf: piece)
      return true
    }
    var done = 0
    while done < piece.count {
      let count = write(file, piece.baseAddress.map { $0 + done }, piece.count - done)
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
