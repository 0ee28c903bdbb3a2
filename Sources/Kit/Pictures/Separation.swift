import Imaging

/// The product told from what is behind it, by whichever way suits the background.
struct Separation {
  private(set) var matte: Matte
  /// 0 is a guess, 1 is certain.
  private(set) var confidence: Double

  init(_ pixels: Pixels, _ hint: Hint) {
    let isBusy: Bool
    (matte, confidence, isBusy) = Separation.plain(pixels)
    guard isBusy || !hint.isEmpty else { return }
    let views = Parting.Views(pixels)
    if isBusy {
      let parting = Parting(views, hint: Hint(nil), guess: nil)
      matte = Matte(pixels, parting)
      matte.dropSpecks()
      confidence = max(confidence, 0.7 * Double(parting.certainty))
    }
    if !hint.isEmpty { heed(hint, pixels, views) }
  }

  /// As if the background were one smooth surface; a matte that cannot be right is not kept.
  private static func plain(_ pixels: Pixels) -> (Matte, Double, isBusy: Bool) {
    let plain = Plain.best(pixels)
    return (plain.isBusy ? Matte() : plain.matte, plain.confidence, plain.isBusy)
  }

  /// Changes what a person's strokes touch, and nothing else.
  ///
  /// The line is drawn anew with what the strokes teach, but only those of its changes count that
  /// hang together with a stroke and go its way: no stroke spoils what was right elsewhere.
  private mutating func heed(_ hint: Hint, _ pixels: Pixels, _ views: Parting.Views) {
    let before = Mask(pixels.width, pixels.height) { matte.alpha.at[$0] > 0.5 }
    let parting = Parting(views, hint: hint, guess: before)
    let changes = parting.changes(to: before, by: hint.fixed(pixels.width, pixels.height))
    matte.follow(parting, pixels, where: changes)
    matte.obey(hint)
    // Without a person's strokes nothing that is parted from a room is more than likely.
    confidence = max(confidence, 0.5 + 0.45 * Double(parting.certainty))
  }
}

/// What comes of taking the background for one smooth surface.
private struct Plain {
  let matte: Matte
  private(set) var confidence: Double
  /// Whether the border tells of more than one surface.
  let isBusy: Bool

  /// A second look, with more care, where the first is in doubt: the ground is what both call so.
  ///
  /// Such a product is about as white as its ground, and a person should see it: never certain.
  static func best(_ pixels: Pixels) -> Plain {
    let clues = Clues(pixels)
    var ground = Ground(clues, .broad)
    let first = Plain(pixels, clues, ground)
    guard first.confidence < CutOut.leastConfidence, !first.isBusy, first.isPale(clues)
    else { return first }
    ground.withdraw(to: Ground(clues, .fine))
    var second = Plain(pixels, clues, ground)
    guard !second.isBusy else { return first }
    second.confidence = min(0.4 + 0.3 * first.agreement(with: second), 0.7)
    return second
  }

  /// Whether the ground is bright and most of the product has no colour of its own.
  private func isPale(_ clues: Clues) -> Bool {
    guard clues.backdrop.brightness > 0.75 else { return false }
    let product = (0..<matte.alpha.count).filter { matte.alpha.at[$0] > 0.5 }
    let pale = product.count { clues.tinge.at[$0] < 0.12 && clues.shade.at[$0] > 0.4 }
    return pale * 2 > product.count
  }

  /// What both call product, as a share of what either does.
  private func agreement(with other: Plain) -> Double {
    var (both, either) = (0.0, 0.0)
    for index in 0..<matte.alpha.count {
      let (one, two) = (matte.alpha.at[index] > 0.5, other.matte.alpha.at[index] > 0.5)
      if one && two { both += 1 }
      if one || two { either += 1 }
    }
    return both / max(either, 1)
  }

  private init(_ pixels: Pixels, _ clues: Clues, _ ground: Ground) {
    let found = Matte(pixels, ground)
    found.dropSpecks()
    let cover = Double(found.alpha.mean)
    let calm = Double(min(max((clues.backdrop.calm - 0.4) / 0.4, 0), 1))
    let free = 1 - min(Double(Plain.touching(found)) * 4, 1)
    let isSensible = (0.01..<0.92).contains(cover)
    let trust = Rim(ground, clues).trust * Leftovers(found, pixels, clues).trust
    confidence = isSensible ? calm * Double(trust) * free : 0.05
    isBusy = calm * free < 0.6 || !isSensible
    matte = found
  }

  /// The share of the picture's border that seems to be product: of a room much does.
  ///
  /// A product that a tight crop has cut touches one side, and that side counts little.
  private static func touching(_ matte: Matte) -> Float {
    let (width, height) = (matte.alpha.width, matte.alpha.height)
    let last = (height - 1) * width
    let sides = [
      stride(from: 0, to: width, by: 1), stride(from: last, to: last + width, by: 1),
      stride(from: 0, to: last + width, by: width),
      stride(from: width - 1, to: last + width, by: width),
    ].map { side in side.count { matte.alpha.at[$0] > 0.5 } }
    let counted = Float(sides.reduce(0, +)) - 0.8 * Float(sides.max() ?? 0)
    return counted / Float(2 * (width + height))
  }
}
