import Glibc

/// How far to trust a parting.
struct Certainty {
  /// 0 is a guess, 1 is certain.
  let value: Float

  init(_ traits: Traits, _ ground: Looks, _ product: Looks, _ kept: Mask) {
    let inside = kept.at.indices.filter { kept.at[$0] }
    let share = Float(inside.count) / Float(max(kept.at.count, 1))
    guard share > 0.01, share < 0.8, !inside.isEmpty else {
      value = 0.05
      return
    }
    let apart = Certainty.separation(traits, ground, product, kept)
    let edge = Certainty.edge(traits, kept)
    let free = 1 - min(Certainty.touching(kept) * 2, 1)
    value = apart * edge * free
  }

  /// The share of pixels that clearly look like their own side.
  private static func separation(
    _ traits: Traits, _ ground: Looks, _ product: Looks, _ kept: Mask
  ) -> Float {
    var sides: [(clear: Float, all: Float)] = [(0, 1), (0, 1)]
    let foreign = ground.strangeness(traits, where: nil)
    let own = product.strangeness(traits, where: nil)
    for index in stride(from: 0, to: kept.at.count, by: 5) {
      let likeness = foreign.at[index] - own.at[index]
      let side = kept.at[index] ? 1 : 0
      sides[side].all += 1
      if (kept.at[index] ? likeness : -likeness) > 1 { sides[side].clear += 1 }
    }
    return min(sides[0].clear / sides[0].all, sides[1].clear / sides[1].all)
  }

  /// The share of the line that runs along a real edge.
  private static func edge(_ traits: Traits, _ kept: Mask) -> Float {
    let (width, height) = (kept.width, kept.height)
    var (rims, real): (Float, Float) = (0, 1)
    for y in 2..<height - 2 {
      for x in 2..<width - 2 {
        let index = y * width + x
        for step in [1, width] where kept.at[index] != kept.at[index + step] {
          rims += 1
          let contrast = traits.colours.map { abs($0.at[index - step] - $0.at[index + 2 * step]) }
          if (contrast.max() ?? 0) > 0.08 { real += 1 }
        }
      }
    }
    return min(real / max(rims, 1), 1)
  }

  /// The share of the picture's border that the product covers.
  private static func touching(_ kept: Mask) -> Float {
    let border = kept.border
    return Float(border.count { kept.at[$0] }) / Float(max(border.count, 1))
  }
}
