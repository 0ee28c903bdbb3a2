/// The product told from a room, a wall or any other busy surface, with or without a hint.
///
/// The picture's border shows what the background looks like, the middle and the hint's strokes
/// what the product does. The cheapest line between both is found in a small picture, then
/// followed into larger ones.
struct Parting {
  /// The longest side of the small picture.
  static let firstSide = 320
  /// The longest side to which the line is followed.
  static let lastSide = 960

  private(set) var kept: Mask
  /// How far the two sides differ from each other, and how real the line between them is: 0 to 1.
  private(set) var certainty: Float = 0

  private let hint: Hint
  private var ground: Looks
  private var product: Looks

  /// Works on encoded colours; `guess` is what another method found, where it has found anything.
  init(_ colours: [Plane], hint: Hint, guess: Mask?) {
    self.hint = hint
    let small = Parting.reduced(colours, to: Parting.firstSide)
    let traits = Traits(small)
    let fixed = hint.fixed(traits.width, traits.height)
    let ring = Parting.ring(fixed)
    ground = Looks(traits, of: ring, kinds: 12)
    let first = guess?.resized(traits.width, traits.height)
    kept = first ?? Parting.strangest(traits, ground, fixed)
    product = Looks(traits, of: [], kinds: 0)
    for _ in 0..<4 { improve(traits, fixed, ring) }
    tidy(fixed)
    certainty = Certainty(traits, ground, product, kept).value
    follow(colours)
  }

  /// Learns anew from both sides, and draws the line again.
  private mutating func improve(_ traits: Traits, _ fixed: Fixed, _ ring: [Int]) {
    let inside = kept.at.indices.filter { kept.at[$0] && fixed.at[$0] >= 0 }
    let outside = kept.at.indices.filter { !kept.at[$0] && fixed.at[$0] <= 0 }
    product = Looks(traits, of: inside + fixed.weighty(.keep, among: inside.count), kinds: 8)
    ground = Looks(
      traits, of: outside + ring + fixed.weighty(.drop, among: outside.count), kinds: 14)
    kept = Line(traits, fixed, certain: kept, band: nil).drawn(ground, product)
    tidy(fixed)
  }

  /// Follows the line into larger pictures, each time only near where it was.
  private mutating func follow(_ colours: [Plane]) {
    let full = max(colours[0].width, colours[0].height)
    var side = Parting.firstSide
    while side < min(full, Parting.lastSide) {
      side = min(side * 2, min(full, Parting.lastSide))
      let traits = Traits(Parting.reduced(colours, to: side))
      let fixed = hint.fixed(traits.width, traits.height)
      kept = kept.resized(traits.width, traits.height)
      kept = Line(traits, fixed, certain: kept, band: 4).drawn(ground, product)
      tidy(fixed)
    }
    kept = kept.resized(colours[0].width, colours[0].height)
  }

  /// Drops pieces that are small next to the largest and holes too small to be seen through,
  /// unless a stroke wants them.
  private mutating func tidy(_ fixed: Fixed) {
    let pieces = kept.pieces()
    let largest = pieces.map(\.count).max() ?? 0
    for piece in pieces where piece.count * 40 < largest {
      guard !piece.contains(where: { fixed.at[$0] > 0 }) else { continue }
      for index in piece { kept.at[index] = false }
    }
    for piece in kept.inverted.pieces() where piece.count * 600 < largest {
      guard !piece.contains(where: { fixed.at[$0] < 0 }) else { continue }
      for index in piece { kept.at[index] = true }
    }
  }

  private static func reduced(_ colours: [Plane], to side: Int) -> [Plane] {
    let (width, height) = (colours[0].width, colours[0].height)
    guard max(width, height) > side else { return colours }
    let scale = Float(side) / Float(max(width, height))
    let (across, down) = (Int(Float(width) * scale + 0.5), Int(Float(height) * scale + 0.5))
    return colours.map { $0.resampled(to: max(across, 8), max(down, 8)) }
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
  private static func strangest(_ traits: Traits, _ ground: Looks, _ fixed: Fixed) -> Mask {
    let (width, height) = (traits.width, traits.height)
    let strange = ground.strangeness(traits, where: nil)
    return Mask(width, height) { index in
      if fixed.at[index] != 0 { return fixed.at[index] > 0 }
      let x = Float(index % width) / Float(width) * 2 - 1
      let y = Float(index / width) / Float(height) * 2 - 1
      let away = max(abs(x), abs(y))
      return strange.at[index] > 9 + 14 * away * away
    }
  }
}
