import Imaging

extension Raster {
  /// Another mood.
  mutating func change(_ tone: Edit.Tone) {
    let (change, table, bands) = (ToneChange(tone), Light.linear, bands)
    bytes.withUnsafeMutableBufferPointer { bytes in
      for at in stride(from: 0, to: bytes.count, by: bands) {
        let light = change.changed(
          SIMD3(table[Int(bytes[at])], table[Int(bytes[at + 1])], table[Int(bytes[at + 2])]))
        for channel in 0..<3 { bytes[at + channel] = UInt8(Light.byte(light[channel]) + 0.5) }
      }
    }
  }

  /// Crisper edges, some rows at a time: all brightness at once would be as large as the picture.
  mutating func sharpen(_ amount: Float) {
    guard amount > 0 else { return }
    let margin = Sharpening.margin
    /// The brightness, before it was changed, of the rows above those at work.
    var above = Plane(width, 0)
    for top in stride(from: 0, to: height, by: 256) {
      let bottom = min(top + 256, height)
      let new = brightness(rows: top..<min(bottom + margin, height))
      let bright = above.joined(new)
      let factors = Sharpening(bright, amount)
      grow(rows: top..<bottom) { factors.at($0 + above.count) }
      let kept = min(margin, bottom - top)
      above = new.cropped(
        Box(left: 0, top: bottom - top - kept, width: width, height: kept))
    }
  }

  /// Luminance as stored, 0 to 1.
  private func brightness(rows: Range<Int>) -> Plane {
    let (out, table) = (Plane(width, rows.count), Light.linear)
    for index in 0..<out.count {
      let at = (rows.lowerBound * width + index) * bands
      let light = Light.luminance(
        table[Int(bytes[at])], table[Int(bytes[at + 1])], table[Int(bytes[at + 2])])
      out.at[index] = Light.byte(light) / 255
    }
    return out
  }

  /// More or less light in some rows, by a factor for each of their pixels.
  private mutating func grow(rows: Range<Int>, by factor: (Int) -> Float) {
    let (table, first, bands) = (Light.linear, rows.lowerBound * width, bands)
    let count = rows.count * width
    bytes.withUnsafeMutableBufferPointer { bytes in
      for index in 0..<count {
        let factor = factor(index)
        let at = (first + index) * bands
        for channel in at..<at + 3 {
          bytes[channel] = UInt8(Light.byte(table[Int(bytes[channel])] * factor) + 0.5)
        }
      }
    }
  }
}

extension Plane {
  /// These rows, and below them those of another plane.
  fileprivate func joined(_ other: Plane) -> Plane {
    let out = Plane(width, height + other.height)
    out.at.update(from: at, count: count)
    (out.at + count).update(from: other.at, count: other.count)
    return out
  }
}
