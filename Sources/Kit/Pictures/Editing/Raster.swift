import CVips
import Imaging

/// A part of a picture as bytes in sRGB: what is too large to be held as numbers.
struct Raster {
  /// Larger parts are made smaller first.
  static let mostPixels = 24_500_000.0

  let width: Int
  let height: Int
  let bands: Int
  /// How large its pixels are, compared with those of the file.
  let zoom: Double
  var bytes: [UInt8]

  /// Reads no more of the picture than is wanted.
  ///
  /// `mostSide`: what the format that it is saved in can hold.
  init(
    _ opened: StrangersFile, _ part: Box, mostPixels: Double = Raster.mostPixels,
    mostSide: Int = 65_000
  ) throws {
    let (across, down) = (opened.uprightWidth, opened.uprightHeight)
    let fitting = Double(mostSide) / Double(max(part.width, part.height))
    let shrink = min((mostPixels / Double(part.width * part.height)).squareRoot(), fitting, 1)
    let side = Int(Double(max(across, down)) * shrink)
    let read = try opened.withPlain(side: side) { plain in
      let zoom = Double(max(plain.width, plain.height)) / Double(max(across, down))
      let box = part.zoomed(zoom, inside: plain.width, plain.height)
      return (box, plain.bands, zoom, try plain.bytes(in: box))
    }
    (width, height, bands, zoom, bytes) = (read.0.width, read.0.height, read.1, read.2, read.3)
  }

  init(_ bytes: [UInt8], _ width: Int, _ height: Int, _ bands: Int, zoom: Double) {
    (self.width, self.height, self.bands) = (width, height, bands)
    (self.bytes, self.zoom) = (bytes, zoom)
  }

  /// The finished file.
  func encoded(_ format: PictureFormat, quality: Int) throws -> Picture {
    let (width, height) = (width, height)
    let format = format.keeping(width, height, hasAlpha: bands == 4)
    return try bytes.withUnsafeBytes { buffer in
      // Over these bytes and not over a copy: the image is gone before they are.
      let image = vips_image_new_from_memory(
        buffer.baseAddress, buffer.count, Int32(width), Int32(height), Int32(bands),
        VIPS_FORMAT_UCHAR)
      guard let image else { throw Vips.failure() }
      return Picture(
        bytes: try Vips(owning: image).then(epox_vips_as_srgb).encoded(format, quality: quality),
        width: width, height: height, format: format)
    }
  }

  /// The alpha of a part, if there is one.
  func cover(in box: Box) -> Plane? {
    guard bands == 4 else { return nil }
    let out = Plane(box.width, box.height)
    for y in 0..<box.height {
      let line = (y + box.top) * width + box.left
      for x in 0..<box.width {
        out.at[y * box.width + x] = Float(bytes[(line + x) * 4 + 3]) / 255
      }
    }
    return out
  }

  /// One channel of a part in linear light, weighted by alpha where there is some.
  func plane(_ channel: Int, in box: Box) -> Plane {
    let (out, table) = (Plane(box.width, box.height), Light.linear)
    for y in 0..<box.height {
      var at = ((y + box.top) * width + box.left) * bands
      for x in 0..<box.width {
        let light = table[Int(bytes[at + channel])]
        out.at[y * box.width + x] = bands == 4 ? light * Float(bytes[at + 3]) / 255 : light
        at += bands
      }
    }
    return out
  }
}

extension Box {
  fileprivate func zoomed(_ zoom: Double, inside across: Int, _ down: Int) -> Box {
    func scaled(_ number: Int) -> Int { Int((Double(number) * zoom).rounded()) }
    let (left, top) = (min(scaled(left), across - 1), min(scaled(top), down - 1))
    return Box(
      left: left, top: top, width: min(max(scaled(width), 1), across - left),
      height: min(max(scaled(height), 1), down - top))
  }
}

extension Vips {
  /// The pixels of a part of a plain image, row by row, some rows at a time.
  func bytes(in box: Box) throws -> [UInt8] {
    guard box.width < width || box.height < height else { return try bytes() }
    guard let region = vips_region_new(image) else { throw Vips.failure() }
    defer { g_object_unref(region) }
    let line = box.width * bands
    return try [UInt8](unsafeUninitializedCapacity: line * box.height) { buffer, used in
      for top in stride(from: 0, to: box.height, by: 64) {
        let rows = min(64, box.height - top)
        var wanted = VipsRect(
          left: Int32(box.left), top: Int32(box.top + top), width: Int32(box.width),
          height: Int32(rows))
        guard vips_region_prepare(region, &wanted) == 0, let data = region.pointee.data else {
          throw Vips.failure()
        }
        let skipped = (box.left - Int(region.pointee.valid.left)) * bands
        for row in 0..<rows {
          let from = box.top + top + row - Int(region.pointee.valid.top)
          let source = data + from * Int(region.pointee.bpl) + skipped
          for place in 0..<line { buffer[(top + row) * line + place] = source[place] }
        }
        used = (top + rows) * line
      }
    }
  }
}
