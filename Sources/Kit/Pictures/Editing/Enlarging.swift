import Imaging

extension Sheet {
  /// Larger by Lanczos' kernel; the brightness is then corrected until making it small again
  /// gives the picture it came from (iterative back-projection), without haloes.
  ///
  /// It is worked in strips, so that a large result needs little more memory than itself.
  mutating func enlarge(to side: Int) throws {
    guard (1...Sheet.longestSide).contains(side) else {
      throw ImagingError.refused("Pictures can be enlarged to \(Sheet.longestSide) pixels at most.")
    }
    let factor = Float(side) / Float(max(width, height))
    let (wide, tall) = (
      max(Int((Float(width) * factor).rounded()), 1),
      max(Int((Float(height) * factor).rounded()), 1)
    )
    guard factor > 1 else { return eachPlane { $0.resampled(to: wide, tall).clamped() } }
    let planes = channels.map { _ in Plane(wide, tall) }
    for top in stride(from: 0, to: tall, by: Strip.rows) {
      Strip(of: channels, factor: Float(tall) / Float(height), top: top, to: wide, tall)
        .write(to: planes)
    }
    channels = planes
    alpha = alpha.map { $0.resampled(to: wide, tall).clamped() }
  }
}

/// Some rows of an enlarged picture.
private struct Strip {
  /// At a time.
  static let rows = 128
  private static let margin = 8
  private static let rounds = 3

  private let channels: [Plane]
  /// The first row that is wanted, in this strip and in the whole.
  private let first: Int
  private let top: Int

  init(of small: [Plane], factor: Float, top: Int, to wide: Int, _ tall: Int) {
    let bottom = min(top + Strip.rows, tall)
    let low = max(Int(Float(top) / factor) - Strip.margin, 0)
    let high = min(Int(Float(bottom) / factor) + Strip.margin, small[0].height)
    // Whole rows of the result for whole rows of the source: scales stay the same in each strip.
    let box = Box(left: 0, top: low, width: small[0].width, height: high - low)
    let upper = Int((Float(low) * factor).rounded())
    let lower = max(Int((Float(high) * factor).rounded()), bottom)
    let parts = small.map { $0.cropped(box) }
    let window = Window(
      left: 0, top: Float(upper) / factor - Float(low), width: Float(box.width),
      height: Float(lower - upper) / factor)
    self.top = top
    first = top - upper
    let large = parts.map { $0.resampled(window, to: wide, lower - upper) }
    Strip.correct(large, parts, window)
    channels = large
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

  func write(to planes: [Plane]) {
    for (strip, plane) in zip(channels, planes) {
      let rows = min(Strip.rows, plane.height - top, strip.height - first)
      (plane.at + top * plane.width).update(
        from: strip.at + first * plane.width, count: rows * plane.width)
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
