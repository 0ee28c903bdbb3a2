/// The product told from a room, a wall or any other busy surface, with or without a hint.
///
/// The picture's border shows what the background looks like, the middle and the hint's strokes
/// what the product does. The cheapest line between both is found in a small picture, by eyes of
/// several sorts; the most certain one's is then followed into larger pictures.
struct Parting {
  /// The longest side of the small picture.
  static let firstSide = 320
  /// The longest side to which the line is followed.
  static let lastSide = 960

  private(set) var kept: Mask
  /// How far the two sides differ from each other, and how real the line between them is: 0 to 1.
  let certainty: Float

  private let hint: Hint
  private let opinion: Opinion

  /// Works on encoded colours; `guess` is what another method found, where it has found anything.
  init(_ colours: [Plane], hint: Hint, guess: Mask?) {
    self.hint = hint
    let small = Parting.reduced(colours, to: Parting.firstSide)
    var best = Opinion(small, Acuity.all[0], hint: hint, guess: guess)
    for acuity in Acuity.all.dropFirst() {
      let other = Opinion(small, acuity, hint: hint, guess: guess)
      if other.certainty > best.certainty { best = other }
    }
    (opinion, kept, certainty) = (best, best.kept, best.certainty)
    follow(colours)
  }

  /// Follows the line into larger pictures, each time only near where it was.
  private mutating func follow(_ colours: [Plane]) {
    let full = max(colours[0].width, colours[0].height)
    var side = Parting.firstSide
    while side < min(full, Parting.lastSide) {
      side = min(side * 2, min(full, Parting.lastSide))
      let traits = Traits(Parting.reduced(colours, to: side), opinion.acuity)
      let fixed = hint.fixed(traits.width, traits.height)
      kept = kept.resized(traits.width, traits.height)
      kept = Line(traits, fixed, certain: kept, band: 4).drawn(opinion.ground, opinion.product)
      kept.tidy(fixed)
      for gap in Gaps(kept, traits, opinion.border).pieces() { open(gap, fixed) }
    }
    kept = kept.resized(colours[0].width, colours[0].height)
  }

  private mutating func open(_ gap: [Int], _ fixed: Fixed) {
    for index in gap where fixed.at[index] <= 0 { kept.at[index] = false }
  }

  private static func reduced(_ colours: [Plane], to side: Int) -> [Plane] {
    let (width, height) = (colours[0].width, colours[0].height)
    guard max(width, height) > side else { return colours }
    let scale = Float(side) / Float(max(width, height))
    let (across, down) = (Int(Float(width) * scale + 0.5), Int(Float(height) * scale + 0.5))
    return colours.map { $0.resampled(to: max(across, 8), max(down, 8)) }
  }
}
