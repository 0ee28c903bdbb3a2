extension Matte {
  /// The fine edge along a parting, which knows the line only to a pixel or two.
  init(_ pixels: Pixels, _ parting: Parting) {
    let doubt = parting.doubt
    self.init(pixels, ground: parting.kept.grown(doubt).inverted, band: 2 * doubt)
  }

  /// The edge along a parting takes this one's place within a mask.
  func follow(_ parting: Parting, _ pixels: Pixels, where mask: Mask) {
    let doubt = parting.doubt
    paint(pixels, ground: parting.kept.grown(doubt).inverted, band: 2 * doubt, where: mask)
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
  /// How many pixels the line may be beside the truth.
  fileprivate var doubt: Int {
    max(max(kept.width, kept.height) / Parting.lastSide, 1) + 1
  }

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
