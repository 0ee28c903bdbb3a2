import CVips
import Imaging

extension Pictures {
  /// At most so many steps are taken at once.
  private static let mostSteps = 32

  /// The picture after some steps.
  package static func edit(
    _ file: [UInt8], _ edits: [Edit], mask: [UInt8]? = nil, format: PictureFormat, quality: Int
  ) throws -> Picture {
    guard edits.count <= mostSteps else {
      throw ImagingError.refused("These are too many steps at once: at most \(mostSteps).")
    }
    let source = edits.reduce(DigitalSource.told(by: file)) {
      DigitalSource.of($0, after: $1.change)
    }
    return try edited(StrangersFile(file), edits, mask, format, quality).telling(source)
  }

  /// What is cut off at first is not even held: it must not cost the rest its pixels.
  private static func edited(
    _ opened: StrangersFile, _ edits: [Edit], _ mask: [UInt8]?, _ format: PictureFormat,
    _ quality: Int
  ) throws -> Picture {
    var part = Box(left: 0, top: 0, width: opened.uprightWidth, height: opened.uprightHeight)
    var rest = edits[...]
    while let edit = rest.first, let box = try Box.left(by: edit, of: part.width, part.height) {
      part = Box(
        left: part.left + box.left, top: part.top + box.top, width: box.width, height: box.height)
      rest = rest.dropFirst()
    }
    let isWhole = part.width == opened.uprightWidth && part.height == opened.uprightHeight
    if isWhole, let most = try streamedSide(part, rest) {
      let side = format == .webp ? min(most, 16_383) : most
      return try opened.withPlain(side: side) { plain in
        let format = format.keeping(plain.width, plain.height, hasAlpha: plain.hasAlpha)
        let bytes = try plain.then(epox_vips_as_srgb).encoded(format, quality: quality)
        return Picture(bytes: bytes, width: plain.width, height: plain.height, format: format)
      }
    }
    if let large = try large(opened, part, rest, mask, for: format) {
      return try large.encoded(format, quality: quality)
    }
    var sheet = try sheet(opened, part, for: Array(rest))
    for edit in rest { try sheet.take(edit, mask: mask) }
    return try sheet.encoded(format, quality: quality)
  }

  /// The longer side that comes of it where a whole picture only changes its format, or where so
  /// much is left of it that the sheet would be too large; then nothing need be held at all.
  private static func streamedSide(_ part: Box, _ edits: ArraySlice<Edit>) throws -> Int? {
    let (across, down) = (Double(part.width), Double(part.height))
    let most = (Raster.mostPixels / (across * down)).squareRoot()
    if edits.isEmpty { return Int(max(across, down) * min(most, 1)) }
    guard edits.count == 1, case .resize(let width, let height)? = edits.first else { return nil }
    let size = try Sheet.size(width, height, of: across, down)
    let isLarge = Double(size.width * size.height) > Sheet.mostPixels / 2
    let isAlike = abs(Double(size.width) * down / across - Double(size.height)) <= 1
    return isLarge && isAlike ? max(size.width, size.height) : nil
  }

  /// All pixels of a large picture, or of one that becomes large, where the steps need no numbers.
  private static func large(
    _ opened: StrangersFile, _ part: Box, _ edits: ArraySlice<Edit>, _ mask: [UInt8]?,
    for format: PictureFormat
  ) throws -> Raster? {
    if case .enlarge(let side)? = edits.first, max(part.width, part.height) >= side {
      throw ImagingError.refused("This picture has \(side) pixels already. Nothing was enlarged.")
    }
    let most = removes(edits) ? Sheet.mostToRemove : Sheet.mostPixels
    let isLarge = Double(part.width * part.height) > most || edits.contains(where: \.isEnlargement)
    guard isLarge, edits.allSatisfy(Raster.takes) else { return nil }
    var raster = try Raster(opened, part, mostSide: format == .webp ? 16_383 : 65_000)
    for edit in edits where try !raster.take(edit, mask: mask) { return nil }
    return raster
  }

  private static func removes(_ edits: some Sequence<Edit>) -> Bool {
    edits.contains { $0.change == .content }
  }

  /// The picture as the steps need it.
  private static func sheet(
    _ opened: StrangersFile, _ part: Box, for edits: [Edit]
  ) throws -> Sheet {
    try Sheet(
      opened, part, mostPixels: removes(edits) ? Sheet.mostToRemove : Sheet.mostPixels)
  }

  /// An order of the wire, answered.
  static func answerEdit(_ order: Wire.Order, _ blobs: [[UInt8]]) throws -> (Wire.Reply, [[UInt8]])
  {
    guard let file = blobs.first, let edits = order.edits else { throw Wire.Malformed("no edits") }
    let picture = try edit(
      file, edits, mask: blobs.count > 1 ? blobs[1] : nil, format: order.format ?? .webp,
      quality: order.quality ?? 86)
    return Wire.Reply().with(picture)
  }
}

extension Edit {
  fileprivate var isEnlargement: Bool {
    if case .enlarge = self { return true }
    return false
  }
}

extension Sheet {
  /// One step.
  mutating func take(_ edit: Edit, mask: [UInt8]?) throws {
    switch edit {
    case .crop, .cropPixels, .shape:
      let box = try Box.left(by: edit, of: width, height, zoom: zoom)
      if let box { eachPlane { $0.cropped(box) } }
    case .rotate(let degrees): try rotate(degrees)
    case .mirror: eachPlane { $0.mirrored() }
    case .flip: eachPlane { $0.flipped() }
    case .resize(let width, let height): try resize(width, height)
    case .sharpen(let amount): sharpen(Float(min(max(amount, 0), 1)))
    case .tone(let tone): change(tone)
    case .remove(let seed): try remove(mask, seed: seed)
    case .removePart(let part, let seed): try remove(part, seed: seed)
    case .enlarge(let side): try enlarge(to: side)
    }
  }
}
