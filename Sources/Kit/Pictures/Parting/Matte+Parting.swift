extension Matte {
  /// The fine edge along a parting, which knows the line only to a pixel or two.
  init(_ pixels: Pixels, _ parting: Parting) {
    let doubt = max(max(pixels.width, pixels.height) / Parting.lastSide, 1) + 1
    self.init(pixels, ground: parting.kept.grown(doubt).inverted, band: 2 * doubt)
  }

  /// Takes over another matte within a mask.
  func take(_ other: Matte, where mask: Mask) {
    for index in 0..<alpha.count where mask.at[index] {
      alpha.at[index] = other.alpha.at[index]
      for channel in 0..<3 { colours[channel].at[index] = other.colours[channel].at[index] }
    }
  }

  /// What a person has drawn over is as the person said.
  func obey(_ hint: Hint) {
    let fixed = hint.fixed(alpha.width, alpha.height)
    for index in 0..<alpha.count where fixed.at[index] != 0 {
      alpha.at[index] = fixed.at[index] > 0 ? 1 : 0
    }
  }
}

extension Parting {
  /// How much more than its own area a stroke may change: it points at a fault, and what is far
  /// larger than what was drawn over is more likely a leak.
  private static let scope = 4

  /// Where this differs from what was before by more than an edge, because of a stroke.
  func changes(to before: Mask, by fixed: Fixed) -> Mask {
    var changes = Mask(kept.width, kept.height)
    for keeps in [true, false] {
      let apart = Mask(kept.width, kept.height) {
        kept.at[$0] == keeps && before.at[$0] != keeps
      }
      let side: Int8 = keeps ? 1 : -1
      let drawn = apart.at.indices.filter { apart.at[$0] && fixed.at[$0] == side }
      let meant = apart.reached(from: drawn, most: drawn.count * Parting.scope)
      // The edge is taken along, so that none of the old one stays within.
      let wide = meant.shrunk(1).grown(4)
      for index in wide.at.indices where wide.at[index] { changes.at[index] = true }
    }
    return changes
  }
}
