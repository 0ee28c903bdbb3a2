import Imaging

/// The kinds of home products that Epox tells apart.
package enum ProductType: String, CaseIterable, Sendable {
  case sofa, armchair, chair, stool, bench, bed, desk, cabinet, wardrobe, sideboard, bookshelf
  case rug, mirror, vase, plant, candle, cushion, blanket, curtain, clock, tableware, basket
  case diningTable = "dining table"
  case coffeeTable = "coffee table"
  case sideTable = "side table"
  case nightstand = "bedside table"
  case floorLamp = "floor lamp"
  case tableLamp = "table lamp"
  case pendantLamp = "pendant lamp"
  case wallLamp = "wall lamp"
  case wallArt = "wall art"

  /// A guess and what it rests on.
  package struct Guess: Equatable, Sendable {
    package let type: ProductType
    /// Whether a word of the product's name or categories says so; else its shape suggests it.
    package let isNamed: Bool
  }

  /// The type that the words tell, or else the one that the shape suggests; nothing when neither
  /// says enough.
  package static func guess(
    name: String, categories: String, shape: PictureAnalysis.Shape?
  ) -> Guess? {
    if let type = named(in: name) ?? named(in: categories) {
      return Guess(type: type, isNamed: true)
    }
    return shape.flatMap(suggested).map { Guess(type: $0, isNamed: false) }
  }

  /// The longest known word wins ("table lamp" over "table"), then the later one: in "sofa bed"
  /// the bed is what it is.
  private static func named(in text: String) -> ProductType? {
    let plain = String(text.lowercased().map { $0.isLetter || $0.isNumber ? $0 : " " })
    let padded = " \(plain) "
    var best: (length: Int, place: String.Index, type: ProductType)?
    for (type, words) in ProductWords.all {
      for word in words {
        guard let found = ProductWords.last(of: word, in: padded) else { continue }
        let isBetter = best.map { ($0.length, $0.place) < (word.count, found) } ?? true
        if isBetter { best = (word.count, found, type) }
      }
    }
    return best?.type
  }

  /// What a shape alone suggests; most shapes could be many things.
  private static func suggested(by shape: PictureAnalysis.Shape) -> ProductType? {
    switch shape {
    case _ where shape.slender > 0.5 && shape.fill < 0.35: .pendantLamp
    case _ where shape.aspect < 0.5 && shape.fill < 0.35: .floorLamp
    case _ where shape.aspect < 0.75 && shape.foot > 0.9 && shape.fill > 0.45: .bookshelf
    case _ where shape.aspect > 1.8 && shape.fill > 0.6: .sofa
    case _ where shape.aspect > 1.3 && shape.fill < 0.4: .diningTable
    case _ where (0.8...1.2).contains(shape.aspect) && shape.fill > 0.6: .armchair
    default: nil
    }
  }
}
