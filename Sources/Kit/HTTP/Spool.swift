import Crypto

#if canImport(Glibc)
internal import Glibc
#endif

/// Bytes on the disk that are too many for memory; they go with the last one who holds them.
///
/// The file has no name: nobody else can open it, and a crash leaves nothing behind.
public final class Spool: Sendable {
  private let file: Int32
  /// How many bytes there are.
  public let count: Int

  /// Keeps what `write` hands over, piece by piece.
  /// - Throws: `SpoolTrouble` when the disk does not take it, and what `write` throws.
  public init(_ write: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void) throws {
    let file = try Spool.nameless()
    var sum = 0
    do {
      try write { piece in
        try Spool.store(piece, in: file)
        sum += piece.count
      }
    } catch {
      close(file)
      throw error
    }
    (self.file, count) = (file, sum)
  }

  deinit { close(file) }

  /// A range of the bytes; none where the disk fails.
  public func read(_ range: Range<Int>) -> [UInt8] {
    let wanted = range.clamped(to: 0..<count)
    return [UInt8](unsafeUninitializedCapacity: wanted.count) { buffer, done in
      done = 0
      while done < wanted.count, let start = buffer.baseAddress {
        let got = pread(file, start + done, wanted.count - done, off_t(wanted.lowerBound + done))
        guard got > 0 else {
          done = 0
          return
        }
        done += got
      }
    }
  }

  private static func store(_ piece: UnsafeRawBufferPointer, in file: Int32) throws {
    var done = 0
    while done < piece.count {
      let count = Glibc.write(file, piece.baseAddress.map { $0 + done }, piece.count - done)
      guard count > 0 else { throw SpoolTrouble(code: errno) }
      done += count
    }
  }

  /// A file that has lost its name already.
  ///
  /// `/var/tmp` lies on a disk, `/tmp` often in memory.
  private static func nameless() throws -> Int32 {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/var/tmp"
    let path = "\(folder)/epox-\(randomToken())"
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw SpoolTrouble(code: errno) }
    unlink(path)
    return file
  }
}

/// The disk did not take an upload.
public struct SpoolTrouble: Error {
  /// The operating system's error number.
  public let code: Int32
}

/// Where the bytes of a body are.
enum Content: Sendable {
  case memory([UInt8])
  case disk(Spool)

  var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .disk(let spool): spool.count
    }
  }

  func read(_ range: Range<Int>) -> [UInt8] {
    switch self {
    case .memory(let bytes): Array(bytes[range.clamped(to: 0..<bytes.count)])
    case .disk(let spool): spool.read(range)
    }
  }

  /// Where a short run of bytes begins, from the front, up to a limit.
  func places(of needle: [UInt8], in range: Range<Int>? = nil, most: Int) -> [Int] {
    var found: [Int] = []
    let range = range ?? 0..<count
    var start = range.lowerBound
    while start + needle.count <= range.upperBound, found.count < most {
      let end = min(start + Content.window, range.upperBound)
      found += occurrences(of: needle, in: read(start..<end), limit: most - found.count)
        .map { $0 + start }
      // What began in this window and ends in the next is found there.
      start = end == range.upperBound ? end : end - needle.count + 1
    }
    return found
  }

  /// How much is looked at or handed on at once.
  static let window = 1 << 17
}

/// Where a short run of bytes begins in a long one.
private func occurrences(of needle: [UInt8], in bytes: [UInt8], limit: Int) -> [Int] {
  guard bytes.count >= needle.count, let first = needle.first else { return [] }
  var found: [Int] = []
  var index = 0
  let last = bytes.count - needle.count
  while index <= last, found.count < limit {
    if bytes[index] == first, bytes[index..<(index + needle.count)].elementsEqual(needle) {
      found.append(index)
      index += needle.count
    } else {
      index += 1
    }
  }
  return found
}
