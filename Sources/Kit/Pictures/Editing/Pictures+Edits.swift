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
    var sheet = try sheet(file, for: edits)
    for edit in edits { try sheet.take(edit, mask: mask) }
    let source = edits.reduce(DigitalSource.told(by: file)) {
      DigitalSource.of($0, after: $1.change)
    }
    return try sheet.encoded(format, quality: quality).telling(source)
  }

  /// The picture as the steps need it.
  private static func sheet(_ file: [UInt8], for edits: [Edit]) throws -> Sheet {
    if edits.contains(where: { $0.change == .content }) {
      return try Sheet(file, mostPixels: Sheet.mostToRemove)
    }
    guard case .enlarge(let side)? = edits.first else { return try Sheet(file) }
    let opened = try StrangersFile(file)
    guard max(opened.width, opened.height) < side else {
      throw ImagingError.refused("This picture has \(side) pixels already. Nothing was enlarged.")
    }
    return try Sheet(file, mostPixels: Sheet.mostToEnlarge)
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

extension Sheet {
  /// One step.
  mutating func take(_ edit: Edit, mask: [UInt8]?) throws {
    switch edit {
    case .crop(let part): try crop(part)
    case .cropPixels(let left, let top, let width, let height):
      try crop(Box(left: left, top: top, width: width, height: height))
    case .shape(let ratio): try shape(ratio)
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
