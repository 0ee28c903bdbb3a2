import Glibc
import Imaging

/// A picture in the making.
struct Painting {
  let canvas: Pixels
  let framing: Framing
  let stage: Stage

  /// Everything at its place: what lies first, then all shadows, then from far to near.
  func place(_ figures: [Figure], carriers: [Int: Int], ground: PlainBackdrop.Ground) {
    let carried = Set(carriers.keys)
    let standing = figures.indices.filter { !carried.contains($0) }.map { figures[$0] }
    if ground == .shadow {
      darken(by: standing, over: nil)
      figures.filter { $0.item.placement == .wall }.forEach(shadeWall)
    }
    if ground == .reflection { standing.forEach(reflect) }
    for (index, figure) in figures.enumerated() where !carried.contains(index) {
      light(figure)
      lay(figure, isAlone: figures.count == 1)
      for rider in figures.indices where carriers[rider] == index {
        darken(by: [figures[rider]], over: figure)
        light(figures[rider])
        lay(figures[rider], isAlone: false)
      }
    }
  }

  /// Takes the shadow's light away; a little of what is left is the sky's, and cooler.
  private func darken(by all: [Figure], over carrier: Figure?) {
    let figures = all.filter(\.isOnGround)
    guard let first = figures.first else { return }
    let shadow = Shadow(of: figures, in: (framing.width, framing.height), stage: stage)
    let cooler = stage.tint.map { 1 + 0.12 * ($0 - 1) }
    let rows = carrier.map { $0.top..<$0.top + $0.pixels.height } ?? 0..<framing.height
    let from = max(Int(max(first.surface.horizon, 0)), rows.lowerBound)
    for y in from..<max(min(rows.upperBound, framing.height), from) {
      for x in 0..<framing.width {
        var dark = shadow.at(x, y) * edge(x, y)
        if let carrier { dark *= carrier.cover(x, y) }
        guard dark > 0.002 else { continue }
        let index = y * framing.width + x
        for channel in 0..<3 {
          canvas.channels[channel].at[index] *= max(1 - dark * cooler[channel], 0.02)
        }
      }
    }
  }

  /// In front of one flat colour nothing reaches the border, which stays exactly as it is.
  func edge(_ x: Int, _ y: Int, within reach: Float = 0.1) -> Float {
    guard ["white", "flat"].contains(stage.style) else { return 1 }
    let near = min(min(x, framing.width - 1 - x), min(y, framing.height - 1 - y))
    let share = min(Float(near) / (reach * Float(framing.width)), 1)
    return share * share * (3 - 2 * share)
  }

  /// The room's light on the product: its colour and strength, a little more from its side, and
  /// near the floor less, and what the floor throws back.
  private func light(_ figure: Figure) {
    let product = figure.pixels
    let sideways = 0.1 * (1 - 0.4 * stage.softness)
    for y in 0..<product.height {
      let above = Float(max(figure.outline.bottom - y, 0)) / figure.metre
      let low = !figure.isOnGround ? 1 : 1 - 0.16 * expf(-above / 0.07)
      let bounced = !figure.isOnGround ? 0 : 0.16 * expf(-above / 0.3)
      let base = (0..<3).map { channel in
        stage.exposure * stage.tint[channel] * low * (1 + bounced * (stage.bounce[channel] - 1))
      }
      for x in 0..<product.width {
        let aside = 1 + sideways * (0.5 - Float(x) / Float(product.width))
        let index = y * product.width + x
        for channel in 0..<3 { product.channels[channel].at[index] *= base[channel] * aside }
      }
    }
  }

  private func lay(_ figure: Figure, isAlone: Bool) {
    guard figure.item.placement == .ceiling else {
      return lay(figure.pixels, figure.left, figure.top)
    }
    hang(figure, isAlone: isAlone)
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
}

extension Figure {
  /// How much of a pixel of the finished picture it covers.
  func cover(_ x: Int, _ y: Int) -> Float {
    let (column, row) = (x - left, y - top)
    guard column >= 0, row >= 0, column < pixels.width, row < pixels.height else { return 0 }
    return pixels.alpha?.at[row * pixels.width + column] ?? 1
  }
}
