import Glibc

/// A decoded picture in linear light: red, green, blue, and how much of each pixel is covered.
struct Pixels {
  let width: Int
  let height: Int
  let channels: [Plane]
  let alpha: Plane?

  init(channels: [Plane], alpha: Plane?) {
    width = channels[0].width
    height = channels[0].height
    self.channels = channels
    self.alpha = alpha
  }

  /// A file's pixels, at most `side` on the longer side.
  init(_ opened: StrangersFile, side: Int) throws {
    let decoded = try opened.decoded(side: side)
    self.init(decoded.pixels, width: decoded.width, height: decoded.height, bands: decoded.bands)
  }

  init(_ bytes: [UInt8], width: Int, height: Int, bands: Int) {
    let planes = (0..<3).map { _ in Plane(width, height) }
    let cover = bands == 4 ? Plane(width, height) : nil
    let table = Light.linear
    for channel in 0..<3 {
      let target = planes[channel].at
      for index in 0..<width * height {
        target[index] = table[Int(bytes[index * bands + channel])]
      }
    }
    if let cover {
      for index in 0..<width * height { cover.at[index] = Float(bytes[index * 4 + 3]) / 255 }
    }
    self.init(channels: planes, alpha: cover)
  }

  /// Interleaved bytes in sRGB, with alpha when there is one.
  func encoded() -> [UInt8] {
    let bands = alpha == nil ? 3 : 4
    let count = width * height
    return [UInt8](unsafeUninitializedCapacity: count * bands) { buffer, used in
      for channel in 0..<3 {
        let source = channels[channel].at
        for index in 0..<count {
          buffer[index * bands + channel] = UInt8(Light.byte(source[index]) + 0.5)
        }
      }
      if let alpha {
        for index in 0..<count {
          buffer[index * 4 + 3] = UInt8(min(max(alpha.at[index], 0), 1) * 255 + 0.5)
        }
      }
      used = count * bands
    }
  }

  /// The channels as eyes judge differences: encoded, 0 to 1.
  func perceived() -> [Plane] {
    channels.map { $0.map { Light.byte($0) / 255 } }
  }

  /// The part inside a box.
  func cropped(_ box: Box) -> Pixels {
    func cut(_ plane: Plane) -> Plane {
      let out = Plane(box.width, box.height)
      for y in 0..<box.height {
        let row = plane.at + (y + box.top) * width + box.left
        (out.at + y * box.width).update(from: row, count: box.width)
      }
      return out
    }
    return Pixels(channels: channels.map(cut), alpha: alpha.map(cut))
  }

  /// The mean colour on white, as `#rrggbb`.
  var averageColour: String {
    let digits = Array("0123456789abcdef")
    var text = "#"
    for plane in channels {
      var sum: Float = 0
      for index in 0..<plane.count {
        let cover = alpha?.at[index] ?? 1
        sum += plane.at[index] * cover + 1 - cover
      }
      let byte = Int(Light.byte(sum / Float(max(plane.count, 1))) + 0.5)
      text.append(digits[byte >> 4])
      text.append(digits[byte & 15])
    }
    return text
  }

  /// Whether nearly all of the border belongs to one smooth, bright surface.
  var borderIsCalm: Bool {
    if let alpha, (0..<alpha.count).contains(where: { alpha.at[$0] < 0.5 }) { return true }
    guard min(width, height) >= 16 else { return false }
    let backdrop = Backdrop(perceived())
    return backdrop.calm > 0.85 && backdrop.isGrey
  }
}

/// Whole pixels from `left` and `top`.
struct Box: Equatable {
  var left: Int
  var top: Int
  var width: Int
  var height: Int
}
