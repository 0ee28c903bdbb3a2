extension DigitalSource {
  /// The source that a file tells of itself, when it does.
  ///
  /// JPEG, PNG and WebP are read by their parts. TIFF and HEIF keep their packet as it is, so it
  /// is looked for in all of the file.
  public static func told(by file: [UInt8]) -> DigitalSource? {
    guard let parts = parts(of: file) else { return SourcePacket.source(in: file[...]) }
    return parts.lazy.compactMap(\.packet).compactMap { SourcePacket.source(in: $0) }.first
  }

  /// The same picture, telling this source; packets that it had before are left out.
  ///
  /// A file that is neither JPEG, PNG nor WebP, or that is broken, comes back as it was.
  public func marking(_ file: [UInt8]) -> [UInt8] {
    let packet = SourcePacket.bytes(of: self)
    return JPEGParts(file)?.marked(packet) ?? PNGParts(file)?.marked(packet)
      ?? WebPParts(file)?.marked(packet) ?? file
  }

  private static func parts(of file: [UInt8]) -> [FilePart]? {
    JPEGParts(file)?.parts ?? PNGParts(file)?.parts ?? WebPParts(file)?.parts
  }
}

extension Optional<DigitalSource> {
  /// The file with this source, or unchanged when there is nothing to tell.
  public func marking(_ file: [UInt8]) -> [UInt8] { self?.marking(file) ?? file }
}

extension Picture {
  /// The same picture, telling its source when there is one to tell.
  public func telling(_ source: DigitalSource?) -> Picture {
    Picture(bytes: source.marking(bytes), width: width, height: height, format: format)
  }
}

/// A piece of a picture file that can be kept or left out as a whole.
struct FilePart {
  /// All of it, with its head.
  let bytes: ArraySlice<UInt8>
  /// What it is, in the format's own words.
  let name: String
  /// The XMP in it, when it is such a piece.
  var packet: ArraySlice<UInt8>?
  /// Whether it is a manifest of C2PA, which signs every other byte of the file.
  var isManifest = false

  /// Whether it stays when another source is written into the file.
  ///
  /// A manifest would no longer fit: a broken seal says less than none.
  var staysBesideNewSource: Bool { packet == nil && !isManifest }
}
