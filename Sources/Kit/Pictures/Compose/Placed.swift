import Imaging

/// Where a product of a scene came to stand, for those who measure.
package struct Placed: Sendable {
  /// Its rectangle in the finished picture, in pixels.
  package let left: Float
  package let top: Float
  package let right: Float
  package let bottom: Float
  /// Pixels of the finished picture per metre, at the product.
  package let metre: Float
  /// What it takes of the floor, in metres: to the right of straight ahead, and away.
  package let across: ClosedRange<Float>
  package let away: ClosedRange<Float>
  /// Which of the scene's placements it has, and whether another product carries it.
  package let placement: Placement
  package let isCarried: Bool
  /// The item's kind; a plinth that was added counts as a side table.
  package let kind: Furniture
}

extension Pictures {
  /// Where everything of a scene comes, in the order in which it is painted.
  package static func layout(_ scene: Scene) throws -> [Placed] {
    let stage = try Stage(scene)
    var chance = Chance(scene.seed, scene.variant)
    let layout = try Layout(scene, try subjects(scene), stage, &chance)
    return layout.spots.enumerated().map { index, spot in
      let frame = spot.frame.seen(through: layout.framing)
      return Placed(
        left: frame.left, top: frame.top, right: frame.right, bottom: frame.bottom,
        metre: spot.metre * layout.framing.zoom,
        across: spot.right - spot.reach.right...spot.right + spot.reach.right,
        away: spot.depth - spot.reach.away...spot.depth + spot.reach.away,
        placement: spot.subject.item.placement, isCarried: layout.carriers[index] != nil,
        kind: spot.subject.item.kind)
    }
  }

  /// Red, green and blue of each pixel as stored, one after the other: for measuring.
  package static func colours(_ file: [UInt8]) throws -> [UInt8] {
    let decoded = try StrangersFile(file).decoded(side: 8_192)
    guard decoded.bands != 3 else { return decoded.pixels }
    return stride(from: 0, to: decoded.pixels.count, by: decoded.bands).flatMap {
      decoded.pixels[$0..<$0 + 3]
    }
  }
}
