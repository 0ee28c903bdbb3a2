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

  /// `guess` is what another method found, where it has found anything.
  init(_ views: Views, hint: Hint, guess: Mask?) {
    self.hint = hint
    let small = views.all[0]
    var best = Opinion(small, Acuity.all[0], hint: hint, guess: guess)
    for acuity in Acuity.all.dropFirst() {
      let other = Opinion(small, acuity, hint: hint, guess: guess)
      if other.certainty > best.certainty { best = other }
    }
    (opinion, kept, certainty) = (best, best.kept, best.certainty)
    follow(views)
  }

  /// Follows the line into larger pictures, each time only near where it was.
  private mutating func follow(_ views: Views) {
    for view in views.all.dropFirst() {
      let traits = Traits(view, opinion.acuity)
      let fixed = hint.fixed(traits.width, traits.height)
      kept = kept.resized(traits.width, traits.height)
      kept = Line(traits, fixed, certain: kept, band: 4).drawn(opinion.ground, opinion.product)
      kept.tidy(fixed)
      for gap in Gaps(kept, traits, opinion.border).pieces() { open(gap, fixed) }
    }
    kept = kept.resized(views.width, views.height)
  }

  private mutating func open(_ gap: [Int], _ fixed: Fixed) {
    for index in gap where fixed.at[index] <= 0 { kept.at[index] = false }
  }

  /// The picture's encoded colours in the sizes in which the line is sought, small ones first.
  struct Views {
    fileprivate let width: Int
    fileprivate let height: Int
    fileprivate private(set) var all: [[Plane]]

    /// One channel after the other, so that the whole picture is never held twice.
    init(_ pixels: Pixels) {
      (width, height) = (pixels.width, pixels.height)
      let sides = Views.sides(upTo: max(width, height))
      all = sides.map { _ in [] }
      for channel in pixels.channels {
        let encoded = channel.map { Light.byte($0) / 255 }
        for (place, side) in sides.enumerated() {
          all[place].append(Views.reduced(encoded, to: side))
        }
      }
    }

    private static func sides(upTo full: Int) -> [Int] {
      var sides = [Parting.firstSide]
      while let last = sides.last, last < min(full, Parting.lastSide) {
        sides.append(min(last * 2, min(full, Parting.lastSide)))
      }
      return sides
    }

    private static func reduced(_ plane: Plane, to side: Int) -> Plane {
      let (width, height) = (plane.width, plane.height)
      guard max(width, height) > side else { return plane }
      let scale = Float(side) / Float(max(width, height))
      let (across, down) = (Int(Float(width) * scale + 0.5), Int(Float(height) * scale + 0.5))
      return plane.resampled(to: max(across, 8), max(down, 8))
    }
  }
}
