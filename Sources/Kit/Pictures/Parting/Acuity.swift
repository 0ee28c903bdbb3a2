/// How finely looks are told apart, and how long is looked.
struct Acuity {
  /// A spread below this means nothing: brightness, two of colour, height, roughness.
  let finest: [Float]
  /// How unlike the border something in the middle must be to be taken for the product at first.
  let startle: Float
  /// How often both sides are learned anew.
  let rounds: Int

  /// Coarse eyes see past spots of light, fine ones tell wood from wood; none is right for all.
  static let all = [
    Acuity(brightness: 0.035, colour: 0.05, startle: 9, rounds: 8),
    Acuity(brightness: 0.035, colour: 0.02, startle: 9, rounds: 8),
    Acuity(brightness: 0.035, colour: 0.02, startle: 6, rounds: 4),
    Acuity(brightness: 0.02, colour: 0.015, startle: 9, rounds: 4),
  ]

  private init(brightness: Float, colour: Float, startle: Float, rounds: Int) {
    finest = [brightness, colour, colour, 0.07, 0.02]
    (self.startle, self.rounds) = (startle, rounds)
  }
}
