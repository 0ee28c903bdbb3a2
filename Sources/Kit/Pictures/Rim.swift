/// How clearly a ground ends where it does.
struct Rim {
  /// The share of the rim with an edge that nobody overlooks.
  let clear: Float
  /// The share with an edge that a careful eye sees.
  let seen: Float
  /// The share that runs through nothing at all, as where the ground has leaked into the product.
  let open: Float
  /// The share that is not an edge but a place in a slope, as on a product that fades into white.
  let fading: Float

  init(_ ground: Ground, _ clues: Clues) {
    clear = Rim.share(of: ground.mask.grown(3), besides: ground.mask) {
      clues.slope.at[$0] > 0.04
    }
    let rim = ground.mask.grown(1)
    seen = Rim.share(of: rim, besides: ground.mask, Rim.steep(clues, 0.015))
    open = 1 - Rim.share(of: rim, besides: ground.mask, Rim.steep(clues, 0.006))
    fading = Fading(clues).share(of: rim, besides: ground.mask)
  }

  /// How far to trust the cut, 0 to 1.
  ///
  /// A hole in the rim of one part in a hundred may let in all of a lampshade.
  var trust: Float {
    let edge = max(Rim.between(clear, 0.2, 0.6), Rim.between(seen, 0.7, 0.95))
    return (0.4 + 0.6 * edge) * max(1 - 30 * open, 0) * (1 - Rim.between(fading, 0.03, 0.12))
  }

  private static func between(_ value: Float, _ low: Float, _ high: Float) -> Float {
    min(max((value - low) / (high - low), 0), 1)
  }

  /// Whether something so steep is within three pixels.
  private static func steep(_ clues: Clues, _ limit: Float) -> (Int) -> Bool {
    let slope = clues.slope
    let near = Mask(slope.width, slope.height) { slope.at[$0] > limit }.grown(3)
    return { near.at[$0] }
  }

  private static func share(
    of wide: Mask, besides ground: Mask, _ test: (Int) -> Bool
  ) -> Float {
    var (all, passed): (Float, Float) = (0, 0)
    for index in wide.at.indices where wide.at[index] && !ground.at[index] {
      all += 1
      if test(index) { passed += 1 }
    }
    return passed / max(all, 1)
  }
}
