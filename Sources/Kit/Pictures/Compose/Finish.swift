import Glibc
import Imaging

extension Painting {
  /// One fine grain over everything, which ties the parts together.
  func addGrain(_ chance: inout Chance, strength: Float) {
    var state = UInt32(truncatingIfNeeded: chance.bits()) | 1
    let planes = canvas.channels.map(\.at)
    let (red, green, blue) = (planes[0], planes[1], planes[2])
    for index in 0..<framing.width * framing.height {
      state ^= state << 13
      state ^= state >> 17
      state ^= state << 5
      let grain = Float(Int(state & 0xFFFF) - 32_768) / 32_768
      let bright = Light.luminance(red[index], green[index], blue[index])
      let more = grain * strength * bright.squareRoot()
      red[index] = max(red[index] + more, 0)
      green[index] = max(green[index] + more, 0)
      blue[index] = max(blue[index] + more, 0)
    }
  }

  /// Turns the picture a part of the way towards how another one feels: its warmth, its
  /// lightness, its contrast.
  ///
  /// Products keep enough of their own colour to be recognised.
  func grade(towards look: Look) {
    let own = canvas.look
    let warmer = Float(min(max(look.yellow - own.yellow, -24), 24)) / 24
    let redder = Float(min(max(look.red - own.red, -18), 18)) / 18
    let gain = [1 + 0.09 * warmer + 0.05 * redder, 1 - 0.04 * redder, 1 - 0.13 * warmer]
    let lift = Float(min(max(look.lightness - own.lightness, -25), 25)) / 25
    let bend = powf(1.32, -lift)
    let harder = Float(min(max(look.contrast - own.contrast, -12), 12)) / 12 * 0.16
    for (channel, plane) in canvas.channels.enumerated() {
      for index in 0..<plane.count {
        var value = Light.byte(plane.at[index] * gain[channel]) / 255
        value = powf(value, bend)
        value += harder * (value - 0.5) * 4 * value * (1 - value)
        plane.at[index] = Light.fromEncoded(min(max(value, 0), 1))
      }
    }
  }
}

extension Pixels {
  /// How the picture feels; what is transparent counts as white.
  var look: Look {
    let step = max(width * height / 20_000, 1)
    var (sum, squares, count) = ([0.0, 0, 0], 0.0, 0.0)
    for index in stride(from: 0, to: width * height, by: step) {
      let cover = alpha?.at[index] ?? 1
      let light = channels.map { Double($0.at[index] * cover + 1 - cover) }
      let lab = Look.lab(light)
      for part in 0..<3 { sum[part] += lab[part] }
      squares += lab[0] * lab[0]
      count += 1
    }
    let mean = sum.map { $0 / max(count, 1) }
    let spread = max(squares / max(count, 1) - mean[0] * mean[0], 0).squareRoot()
    return Look(lightness: mean[0], red: mean[1], yellow: mean[2], contrast: spread)
  }
}

extension Pictures {
  /// How a picture feels: the measure by which a room is chosen and a picture is graded.
  package static func look(of file: [UInt8]) throws -> Look {
    let small = try StrangersFile(file).decoded(side: 160)
    let pixels = Pixels(
      small.pixels, width: small.width, height: small.height, bands: small.bands
    ).onWhite()
    var look = pixels.look
    let colours = (0..<pixels.width * pixels.height).map { index in
      let light = pixels.channels.map { $0.at[index] }
      return Lab(red: light[0], green: light[1], blue: light[2])
    }
    look.colours = Array(Palette(colours).colours.prefix(3))
    return look
  }
}
