#if canImport(Glibc)
internal import Glibc
#endif

/// A file with a JSON document on each line, read in pieces: it may be larger than memory.
public struct JSONLines: Sendable {
  /// Thrown for a file that cannot be read to its end as such lines.
  public struct Unreadable: Error {}

  private let path: String
  private let longest: Int

  /// A file whose lines have so many bytes at most.
  public init(path: String, longest: Int = 4 << 20) { (self.path, self.longest) = (path, longest) }

  /// Reads the lines in order; empty ones are left out.
  /// - Throws: `Unreadable`, and what `body` throws, which ends the reading.
  public func each(_ body: (JSON) throws -> Void) throws {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw Unreadable() }
    defer { close(file) }
    var line: [UInt8] = []
    while true {
      let piece = Self.piece(of: file)
      if piece.isEmpty { break }
      var rest = piece[...]
      while let end = rest.firstIndex(of: 10) {
        line += rest[..<end]
        try hand(line, body)
        line.removeAll(keepingCapacity: true)
        rest = rest[(end + 1)...]
      }
      line += rest
      guard line.count <= longest else { throw Unreadable() }
    }
    try hand(line, body)
  }

  private func hand(_ line: [UInt8], _ body: (JSON) throws -> Void) throws {
    guard line.contains(where: { $0 > 32 }) else { return }
    guard let json = try? JSON(bytes: line) else { throw Unreadable() }
    try body(json)
  }

  private static func piece(of file: Int32) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, count in
      count = max(0, read(file, buffer.baseAddress, buffer.count))
    }
  }
}
