#if canImport(Glibc)
internal import Glibc
#endif

/// The paper that pieces of a page are written on: bytes that only ever grow at the end.
///
/// Every thread writes on a sheet of its own. A piece of HTML is a stretch of a sheet and keeps
/// the sheet alive. What was written is never changed or moved, so pieces may be kept and read
/// anywhere; a full sheet is followed by a fresh one.
final class Sheet: @unchecked Sendable {
  /// Enough for most pages, below what the allocator asks the kernel for each time.
  static let usualSize = 120 * 1_024

  private let paper: UnsafeMutableRawPointer
  private let size: Int
  private(set) var end = 0

  private init(size: Int) {
    self.size = size
    paper = .allocate(byteCount: size, alignment: 1)
  }

  deinit { paper.deallocate() }

  /// The thread's sheet, with room for so many bytes more.
  ///
  /// The thread keeps it alive while it is written on: whoever keeps a piece of it retains it.
  static func withRoom(for count: Int) -> Unmanaged<Sheet> {
    guard let slot = pthread_getspecific(key) else { return begin(atLeast: count, after: nil) }
    let sheet = Unmanaged<Sheet>.fromOpaque(slot)
    let isRoomy = sheet._withUnsafeGuaranteedRef { $0.size - $0.end >= count }
    return isRoomy ? sheet : begin(atLeast: count, after: slot)
  }

  /// Wipes the thread's sheet when no piece of HTML on it is left.
  static func reuse() {
    guard let slot = pthread_getspecific(key) else { return }
    var sheet = Unmanaged<Sheet>.fromOpaque(slot).takeRetainedValue()
    if isKnownUniquelyReferenced(&sheet) { sheet.end = 0 }
    _ = Unmanaged.passRetained(sheet)
  }

  private static func begin(
    atLeast count: Int, after old: UnsafeMutableRawPointer?
  ) -> Unmanaged<Sheet> {
    let sheet = Unmanaged.passRetained(Sheet(size: max(usualSize, count)))
    pthread_setspecific(key, sheet.toOpaque())
    if let old { Unmanaged<Sheet>.fromOpaque(old).release() }
    return sheet
  }

  /// Where each thread finds its sheet; it is let go of when the thread ends.
  private static let key: pthread_key_t = {
    var key = pthread_key_t()
    let failure = pthread_key_create(&key) { slot in
      if let slot { Unmanaged<Sheet>.fromOpaque(slot).release() }
    }
    precondition(failure == 0, "no room for another thread-local value")
    return key
  }()
}

extension Sheet {
  /// Adds bytes; there must be room for them.
  func append(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    precondition(bytes.count <= size - end)
    (paper + end).copyMemory(from: start, byteCount: bytes.count)
    end += bytes.count
  }

  func append(_ literal: StaticString) {
    append(UnsafeRawBufferPointer(start: literal.utf8Start, count: literal.utf8CodeUnitCount))
  }

  /// How many bytes one byte of text may become.
  static let longestEntity = 6

  /// Adds text; what has a meaning in text and in quoted attributes is escaped.
  func appendEscaped(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      let bytes = UnsafeRawBufferPointer(utf8)
      var start = 0
      for index in bytes.indices where isMarkup(bytes[index]) {
        append(UnsafeRawBufferPointer(rebasing: bytes[start..<index]))
        append(entity(bytes[index]))
        start = index + 1
      }
      append(UnsafeRawBufferPointer(rebasing: bytes[start...]))
    }
  }

  /// A stretch of what was written.
  ///
  /// Any thread may read it: it stays as it is, also while the sheet's own thread goes on writing.
  func bytes(_ start: Int, _ end: Int) -> UnsafeRawBufferPointer {
    precondition(0 <= start && start <= end && end <= size)
    return UnsafeRawBufferPointer(start: paper + start, count: end - start)
  }
}

/// Whether a character has a meaning in markup: one of `"`, `&`, `'`, `<` and `>`.
@inline(__always)
private func isMarkup(_ byte: UInt8) -> Bool {
  byte < 64 && markup &>> UInt64(byte) & 1 == 1
}

/// A bit for each of those characters.
private let markup: UInt64 = 1 << 34 | 1 << 38 | 1 << 39 | 1 << 60 | 1 << 62

/// What stands for a character that has a meaning in markup.
private func entity(_ byte: UInt8) -> StaticString {
  switch byte {
  case UInt8(ascii: "&"): "&amp;"
  case UInt8(ascii: "<"): "&lt;"
  case UInt8(ascii: ">"): "&gt;"
  case UInt8(ascii: "\""): "&quot;"
  default: "&#39;"
  }
}
