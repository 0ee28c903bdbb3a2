import FoundationEssentials

#if canImport(Glibc)
internal import Glibc
#endif

/// A file that gets its name once it is whole and safe on the disk.
struct BlobDraft {
  private let path: String
  private let file: Int32

  init(_ path: String) throws {
    self.path = path
    file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw BlobUnwritable(path: path, code: errno) }
  }

  func add(_ bytes: [UInt8]) throws {
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { raw in
        write(file, raw.baseAddress.map { $0 + done }, bytes.count - done)
      }
      guard count > 0 else { throw BlobUnwritable(path: path, code: errno) }
      done += count
    }
  }

  /// Gives the file its name; one that is there already has the same content.
  func end(as name: String) throws {
    guard fsync(file) == 0 else { throw BlobUnwritable(path: path, code: errno) }
    try FileManager.default.createDirectory(
      at: URL(filePath: name).deletingLastPathComponent(), withIntermediateDirectories: true)
    guard rename(path, name) == 0 else { throw BlobUnwritable(path: name, code: errno) }
    close(file)
  }

  /// Throws the file away.
  func drop() {
    close(file)
    unlink(path)
  }
}
