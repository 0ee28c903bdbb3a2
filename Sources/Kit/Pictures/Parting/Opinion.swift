/// One way of telling the product from a busy ground in a small picture.
struct Opinion {
  private(set) var kept: Mask
  /// How the picture's border looks.
  let border: Looks
  private(set) var ground: Looks
  private(set) var product: Looks
  /// How far to trust it, 0 to 1.
  private(set) var certainty: Float = 0
  let acuity: Acuity

  private let traits: Traits
  private let fixed: Fixed

  init(_ small: [Plane], _ acuity: Acuity, hint: Hint, guess: Mask?) {
    self.acuity = acuity
    traits = Traits(small, acuity)
    fixed = hint.fixed(traits.width, traits.height)
    let ring = Opinion.ring(fixed)
    border = Looks(traits, of: ring, kinds: 12)
    ground = border
    product = Looks(traits, of: [], kinds: 0)
    kept =
      guess?.resized(traits.width, traits.height)
      ?? Opinion.strangest(traits, ground, fixed, acuity.startle)
    for _ in 0..<acuity.rounds { improve(ring) }
    certainty = Certainty(traits, ground, product, kept).value
  }

  /// Learns anew from both sides, and draws the line again.
  private mutating func improve(_ ring: [Int]) {
    let inside = kept.at.indices.filter { kept.at[$0] && fixed.at[$0] >= 0 }
    let outside = kept.at.indices.filter { !kept.at[$0] && fixed.at[$0] <= 0 }
    product = Looks(traits, of: inside + fixed.weighty(.keep, among: inside.count), kinds: 8)
    ground = Looks(
      traits, of: outside + ring + fixed.weighty(.drop, among: outside.count), kinds: 14)
    kept = Line(traits, fixed, certain: kept, band: nil).drawn(ground, product)
    kept.tidy(fixed)
  }

  /// The strip along the border, broader at the sides, where no stroke says otherwise.
  private static func ring(_ fixed: Fixed) -> [Int] {
    let (width, height) = (fixed.width, fixed.height)
    let (side, end) = (max(width / 16, 2), max(height / 24, 2))
    return (0..<width * height).filter { index in
      let (x, y) = (index % width, index / width)
      let isNear = x < side || x >= width - side || y < end || y >= height - end
      return isNear && fixed.at[index] <= 0
    }
  }

  /// What looks least like the border, most of all in the middle.
  private static func strangest(
    _ traits: Traits, _ ground: Looks, _ fixed: Fixed, _ startle: Float
  ) -> Mask {
    let (width, height) = (traits.width, traits.height)
    let strange = ground.strangeness(traits, where: nil)
    return Mask(width, height) { index in
      if fixed.at[index] != 0 { return fixed.at[index] > 0 }
      let x = Float(index % width) / Float(width) * 2 - 1
      let y = Float(index / width) / Float(height) * 2 - 1
      let away = max(abs(x), abs(y))
      return strange.at[index] > startle + 14 * away * away
    }
  }
}

extension Mask {
  /// Drops pieces that are small next to the largest and holes too small to be seen through,
  /// unless a stroke wants them.
  mutating func tidy(_ fixed: Fixed) {
    let pieces = pieces()
    let largest = pieces.map(\.count).max() ?? 0
    for piece in pieces where piece.count * 40 < largest {
      guard !piece.contains(where: { fixed.at[$0] > 0 }) else { continue }
      for index in piece { at[index] = false }
    }
    for piece in inverted.pieces() where piece.count * 600 < largest {
      guard !piece.contains(where: { fixed.at[$0] < 0 }) else { continue }
      for index in piece { at[index] = true }
    }
  }
}
