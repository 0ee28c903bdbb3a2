import Glibc

/// A picture in the making.
struct Painting {
  var canvas: Pixels
  let framing: Framing
  let stage: Stage

  init(_ room: Pixels, _ framing: Framing, _ stage: Stage) {
    let blur = framing.blur
    canvas =
      blur < 0.5
      ? room : Pixels(channels: room.channels.map { $0.blurred(blur) }, alpha: nil)
    self.framing = framing
    self.stage = stage
  }

  /// Puts a product on the floor or the table, with its shadow.
  mutating func stand(_ subject: Subject) throws {
    let factor = framing.metre / subject.scale
    let product = try subject.resized(by: factor)
    // Its weight counts a little, its looks more, and it never leaves the picture.
    let middle = subject.baseX * factor * 0.25 + Float(product.width) * 0.375
    let wished = Int((framing.base.x - middle).rounded())
    let room = framing.width - product.width
    let left = room > 0 ? min(max(wished, room / 6), room - room / 6) : room / 2
    let top = Int((framing.base.y - subject.baseY * factor).rounded())
    let outline = Outline(product)
    let footprint = Footprint(
      outline, left: left, top: top, subject: subject, metre: framing.metre,
      slope: framing.slope)
    let shadow = Shadow(
      of: product, left: left, top: top, on: footprint, framing: framing, stage: stage)
    darken(by: shadow)
    light(product, foot: outline.bottom)
    lay(product, left, top)
  }

  /// Takes the shadow's light away; a little of what is left is the sky's, and cooler.
  private func darken(by shadow: Shadow) {
    let cooler = stage.tint.map { 1 + 0.12 * ($0 - 1) }
    let horizon = Int(framing.base.y) - framing.height / 2
    for y in max(horizon, 0)..<framing.height {
      for x in 0..<framing.width {
        let dark = shadow.at(x, y)
        guard dark > 0.002 else { continue }
        let index = y * framing.width + x
        for channel in 0..<3 {
          canvas.channels[channel].at[index] *= max(1 - dark * cooler[channel], 0.02)
        }
      }
    }
  }

  /// The room's light on the product: its colour and strength, a little more from its side, and
  /// less near the floor.
  func light(_ product: Pixels, foot: Int?) {
    let tint = stage.tint
    let sideways = 0.09 * (1 - 0.4 * stage.softness)
    for y in 0..<product.height {
      var low: Float = 1
      if let foot {
        let above = Float(max(foot - y, 0)) / framing.metre
        low = 1 - 0.16 * expf(-above / 0.07)
      }
      for x in 0..<product.width {
        let aside = 1 + sideways * (0.5 - Float(x) / Float(product.width))
        let index = y * product.width + x
        for channel in 0..<3 {
          product.channels[channel].at[index] *= stage.exposure * tint[channel] * aside * low
        }
      }
    }
  }

  /// Lays pixels over the canvas.
  func lay(_ product: Pixels, _ left: Int, _ top: Int) {
    guard let alpha = product.alpha else { return }
    for y in max(top, 0)..<max(min(top + product.height, framing.height), max(top, 0)) {
      for x in max(left, 0)..<max(min(left + product.width, framing.width), max(left, 0)) {
        let from = (y - top) * product.width + x - left
        let cover = alpha.at[from]
        guard cover > 0 else { continue }
        let to = y * framing.width + x
        for channel in 0..<3 {
          let plane = canvas.channels[channel]
          plane.at[to] = plane.at[to] * (1 - cover) + product.channels[channel].at[from] * cover
        }
      }
    }
  }

  /// One fine grain over everything, which ties the parts together.
  func addGrain(_ chance: inout Chance) {
    var state = UInt32(truncatingIfNeeded: chance.bits()) | 1
    for index in 0..<framing.width * framing.height {
      state ^= state << 13
      state ^= state >> 17
      state ^= state << 5
      let grain = Float(Int(state & 0xFFFF) - 32_768) / 32_768
      for channel in 0..<3 {
        let plane = canvas.channels[channel]
        let light = plane.at[index]
        plane.at[index] = max(light + grain * 0.011 * light.squareRoot(), 0)
      }
    }
  }
}
