/// What tells background from product at each pixel.
struct Clues {
  let backdrop: Backdrop
  /// Light relative to the surface behind: below 1 in shadow.
  let shade: Plane
  /// How far the colour strays from a mere darkening of the surface.
  let tinge: Plane
  /// How steep the picture is, encoded, per pixel.
  let slope: Plane
  /// How bright the picture is, encoded and a little smoothed.
  let light: Plane

  init(_ pixels: Pixels) {
    // Each plane is let go of as soon as it can be: a large picture has room for few.
    var colours = pixels.perceived()
    let backdrop = Backdrop(colours)
    self.backdrop = backdrop
    for channel in 0..<3 { colours[channel] = colours[channel].boxed(1) }
    slope = Clues.slope(colours)
    light = colours[1]
    colours = []
    let relative = (0..<3).map { channel in
      let behind = backdrop.surface(channel)
      let light = pixels.channels[channel].boxed(1)
      for index in 0..<light.count {
        light.at[index] /= max(Light.fromEncoded(behind.at[index]), 0.02)
      }
      return light
    }
    (shade, tinge) = Clues.shadeAndTinge(relative)
  }

  private static func slope(_ colours: [Plane]) -> Plane {
    let (width, height) = (colours[0].width, colours[0].height)
    let out = Plane(width, height)
    for plane in colours {
      for y in 0..<height {
        let row = plane.at + y * width
        let above = plane.at + max(y - 1, 0) * width
        let below = plane.at + min(y + 1, height - 1) * width
        for x in 0..<width {
          let across = row[min(x + 1, width - 1)] - row[max(x - 1, 0)]
          let down = below[x] - above[x]
          let steep = (across * across + down * down).squareRoot() / 2
          out.at[y * width + x] = max(out.at[y * width + x], steep)
        }
      }
    }
    return out
  }

  private static func shadeAndTinge(_ relative: [Plane]) -> (Plane, Plane) {
    let shade = Plane(relative[0].width, relative[0].height)
    let tinge = Plane(shade.width, shade.height)
    for index in 0..<shade.count {
      let (red, green, blue) =
        (relative[0].at[index], relative[1].at[index], relative[2].at[index])
      let mean = Light.luminance(red, green, blue)
      shade.at[index] = mean
      let stray = max(abs(red - mean), abs(green - mean), abs(blue - mean))
      tinge.at[index] = stray / max(mean, 0.06)
    }
    return (shade, tinge)
  }
}
