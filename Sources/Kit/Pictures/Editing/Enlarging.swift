import Imaging

extension Raster {
  /// Larger by Lanczos' kernel; the brightness is then corrected until making it small again
  /// gives the picture it came from (iterative back-projection), without haloes.
  ///
  /// It is worked in strips, so that a large result needs little more memory than its bytes. A
  /// picture that has as many pixels already stays as it is.
  func enlarged(to side: Int) throws -> Raster {
    guard (1...Sheet.longestSide).contains(side) else {
      throw ImagingError.refused("Pictures can be enlarged to \(Sheet.longestSide) pixels at most.")
    }
    let factor = Float(side) / Float(max(width, height))
    guard factor > 1 else { return self }
    let (wide, tall) = (
      max(Int((Float(width) * factor).rounded()), 1),
      max(Int((Float(height) * factor).rounded()), 1)
    )
    let line = wide * bands
    let made = [UInt8](unsafeUninitializedCapacity: line * tall) { buffer, used in
      for top in stride(from: 0, to: tall, by: Strip.rows) {
        Strip(of: self, factor: Float(tall) / Float(height), top: top, to: wide, tall)
          .write(to: buffer)
      }
      used = line * tall
    }
    return Raster(made, wide, tall, bands, zoom: zoom)
  }
}

/// Some rows of an enlarged picture.
private struct Strip {
  /// At a time.
  static let rows = 128
  private static let margin = 8
  private static let rounds = 3

  private let channels: [Plane]
  private let cover: Plane?
  /// The first row that is wanted, in this strip and in the whole, and how many are.
  private let first: Int
  private let top: Int
  private let count: Int

  init(of small: Raster, factor: Float, top: Int, to wide: Int, _ tall: Int) {
    let bottom = min(top + Strip.rows, tall)
    let low = max(Int(Float(top) / factor) - Strip.margin, 0)
    let high = min(Int(Float(bottom) / factor) + Strip.margin, small.height)
    // Whole rows of the result for whole rows of the source: scales stay the same in each strip.
    let box = Box(left: 0, top: low, width: small.width, height: high - low)
    let upper = Int((Float(low) * factor).rounded())
    let lower = max(Int((Float(high) * factor).rounded()), bottom)
    let window = Window(
      left: 0, top: Float(upper) / factor - Float(low), width: Float(box.width),
      height: Float(lower - upper) / factor)
    (self.top, first, count) = (top, top - upper, bottom - top)
    let parts = (0..<3).map { small.plane($0, in: box) }
    channels = parts.map { $0.resampled(window, to: wide, lower - upper) }
    cover = small.cover(in: box)?.resampled(window, to: wide, lower - upper).clamped()
    Strip.correct(channels, parts, window)
  }

  /// Adds to all channels what brightness lacks.
  private static func correct(_ large: [Plane], _ small: [Plane], _ window: Window) {
    let (wanted, start) = (brightness(small), brightness(large))
    let bounds = Bounds(wanted)
    var bright = start.copy()
    let back = Window(
      left: 0, top: -window.top * Float(large[0].height) / window.height,
      width: Float(large[0].width),
      height: Float(small[0].height) * Float(large[0].height) / window.height)
    for _ in 0..<rounds {
      let again = bright.resampled(back, to: wanted.width, wanted.height)
      for index in 0..<again.count { again.at[index] = wanted.at[index] - again.at[index] }
      let missing = again.resampled(window, to: bright.width, bright.height)
      for index in 0..<bright.count { bright.at[index] += missing.at[index] }
    }
    bright = bounds.kept(bright, window)
    for plane in large {
      for index in 0..<plane.count {
        plane.at[index] = min(max(plane.at[index] + bright.at[index] - start.at[index], 0), 1)
      }
    }
  }

  private static func brightness(_ channels: [Plane]) -> Plane {
    let out = Plane(channels[0].width, channels[0].height)
    for index in 0..<out.count {
      out.at[index] = Light.luminance(
        channels[0].at[index], channels[1].at[index], channels[2].at[index])
    }
    return out
  }

  /// Puts the wanted rows into their place in the whole, their colours without alpha's weight.
  func write(to bytes: UnsafeMutableBufferPointer<UInt8>) {
    let (wide, bands) = (channels[0].width, cover == nil ? 3 : 4)
    var place = top * wide * bands
    for index in first * wide..<(first + count) * wide {
      let share = cover.map { max($0.at[index], 1 / 512) } ?? 1
      for channel in 0..<3 {
        bytes[place + channel] = UInt8(Light.byte(channels[channel].at[index] / share) + 0.5)
      }
      if let cover { bytes[place + 3] = UInt8(cover.at[index] * 255 + 0.5) }
      place += bands
    }
  }
}

/// The darkest and brightest around each pixel: what lies outside would be a halo.
private struct Bounds {
  private let low: Plane
  private let high: Plane

  init(_ plane: Plane) {
    (low, high) = (Bounds.extreme(plane, min), Bounds.extreme(plane, max))
  }

  private static func extreme(_ plane: Plane, _ choose: (Float, Float) -> Float) -> Plane {
    func along(_ plane: Plane) -> Plane {
      let out = Plane(plane.width, plane.height)
      for y in 0..<plane.height {
        let row = plane.at + y * plane.width
        for x in 0..<plane.width {
          let sides = choose(row[max(x - 1, 0)], row[min(x + 1, plane.width - 1)])
          out.at[y * plane.width + x] = choose(row[x], sides)
        }
      }
      return out
    }
    return along(along(plane).transposed()).transposed()
  }

  /// A little beyond is allowed, since the finest peaks lie between pixels.
  func kept(_ large: Plane, _ window: Window) -> Plane {
    let (across, down) = (
      window.width / Float(large.width), window.height / Float(large.height)
    )
    for y in 0..<large.height {
      let row = window.top + (Float(y) + 0.5) * down - 0.5
      for x in 0..<large.width {
        let column = (Float(x) + 0.5) * across - 0.5
        let (least, most) = (low.sample(column, row), high.sample(column, row))
        let slack = 0.06 * (most - least)
        let index = y * large.width + x
        large.at[index] = min(max(large.at[index], least - slack), most + slack)
      }
    }
    return large
  }
}
