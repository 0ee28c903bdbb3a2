import Crypto
public import FoundationEssentials

#if canImport(Glibc)
internal import Glibc
#endif

/// Pictures in a folder, each under the SHA-256 of its bytes: `ab/ab34….webp`.
///
/// ```swift
/// let key = try blobs.put(bytes, "webp")      // the same bytes always get the same key
/// let link = blobs.link(key, expires: date)   // nginx serves it without waking us
/// ```
public struct Blobs: Sendable {
  private let folder: String
  private let secret: String

  /// A store of pictures.
  /// - Parameters:
  ///   - folder: where the files live.
  ///   - secret: what nginx signs links with.
  public init(folder: String, secret: String) {
    self.folder = folder
    self.secret = secret
  }

  /// Keeps a picture; a crash on the way leaves no half file under its name.
  /// - Returns: its key, `<sha256 in hexadecimal>.<ending>`.
  public func put(_ bytes: [UInt8], _ ending: String) throws -> String {
    let key = Blobs.key(sha256(bytes), ending)
    let path = path(key)
    if !FileManager.default.fileExists(atPath: path) { try write(bytes, to: path) }
    return key
  }

  /// Keeps a file that comes in pieces, since it may be too large for memory.
  ///
  /// `pieces` calls what it is given with one piece after the other; what it throws ends it all.
  public func put(
    _ ending: String, from pieces: (_ take: ([UInt8]) throws -> Void) throws -> Void
  ) throws -> String {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let draft = try BlobDraft("\(folder)/draft.\(getpid())-\(base64URL(randomBytes(6)))")
    do {
      let digest = Digest()
      try pieces { piece in
        digest.add(piece)
        try draft.add(piece)
      }
      let key = Blobs.key(digest.end(), ending)
      try draft.end(as: path(key))
      return key
    } catch {
      draft.drop()
      throw error
    }
  }

  private static func key(_ hash: [UInt8], _ ending: String) -> String {
    hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined() + ".\(ending)"
  }

  /// The bytes of a picture.
  /// - Throws: when the file is missing.
  public func get(_ key: String) throws -> [UInt8] {
    guard Blobs.isKey(key), let data = FileManager.default.contents(atPath: path(key)) else {
      throw BlobMissing(key: key)
    }
    return Array(data)
  }

  /// Takes a file away; one that is not there is gone already.
  public func remove(_ key: String) {
    if Blobs.isKey(key) { unlink(path(key)) }
  }

  /// Whether the file of a key is there.
  public func has(_ key: String) -> Bool {
    Blobs.isKey(key) && FileManager.default.fileExists(atPath: path(key))
  }

  /// Where the file of a key lies, for those who read it in pieces.
  /// - Throws: when it is missing.
  public func place(of key: String) throws -> String {
    guard Blobs.isKey(key), FileManager.default.fileExists(atPath: path(key)) else {
      throw BlobMissing(key: key)
    }
    return path(key)
  }

  /// A link that holds until a moment; rounded up to a quarter of an hour so browsers can cache.
  public func link(_ key: String, expires: Date) -> String {
    let moment = (Int(expires.timeIntervalSince1970) / 900 + 1) * 900
    let address = "/media/\(key.prefix(2))/\(key)"
    let signature = base64URL(md5(Array("\(moment)\(address) \(secret)".utf8)))
    return "\(address)?e=\(moment)&s=\(signature)"
  }

  /// Makes a picture public, for a store to fetch, under a name that nobody can guess.
  ///
  /// `token`: 32 or more letters and digits; the same token always gives the same path.
  /// Returns the path of its public address.
  public func publish(_ key: String, token: String, name: String) throws -> String {
    let place = "public/\(token.prefix(2))/\(token)"
    let target = "\(folder)/\(place)/\(name)"
    try FileManager.default.createDirectory(
      atPath: "\(folder)/\(place)", withIntermediateDirectories: true)
    if !FileManager.default.fileExists(atPath: target) { try write(get(key), to: target) }
    return "/pictures/\(token.prefix(2))/\(token)/\(name)"
  }

  /// Whether a text has the form of a key.
  public static func isKey(_ text: String) -> Bool {
    let halves = text.split(separator: ".", omittingEmptySubsequences: false)
    let isHash = halves.first?.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    return halves.count == 2 && halves[0].utf8.count == 64 && isHash == true
      && !halves[1].isEmpty && halves[1].utf8.allSatisfy { (97...122).contains($0) }
  }

  private func path(_ key: String) -> String { "\(folder)/\(key.prefix(2))/\(key)" }

  private func write(_ bytes: [UInt8], to path: String) throws {
    try FileManager.default.createDirectory(
      at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
    let draft = try BlobDraft("\(path).\(getpid())-\(base64URL(randomBytes(6)))")
    do {
      try draft.add(bytes)
      try draft.end(as: path)
    } catch {
      draft.drop()
      throw error
    }
  }
}

/// A picture that should be there is not.
public struct BlobMissing: Error {
  /// The key that was asked for.
  public let key: String
}

/// A picture could not be written: the disk is full, or the folder is not ours.
public struct BlobUnwritable: Error {
  /// Where it should have gone.
  public let path: String
  /// The operating system's error number.
  public let code: Int32
}
