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
  /// Where this and another opinion are more than an edge apart.
  func differs(from other: Mask) -> Mask {
    let apart = Mask(kept.width, kept.height) { kept.at[$0] != other.at[$0] }
    return apart.shrunk(3).grown(6)
  }
}
