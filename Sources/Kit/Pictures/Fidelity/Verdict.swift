import Glibc

/// The scores that follow from a comparison.
struct Verdict {
  let silhouette: Float
  let colour: Float
  let structure: Float
  let difference: Float
  let stretch: Float

  init(_ comparison: Comparison, _ wanted: Wanted, _ pose: Pose) {
    difference = comparison.difference.mean(where: comparison.core)
    let worst = comparison.difference.highest(0.05, where: comparison.core)
    colour = Verdict.score(15 * max(difference - 1.05, 0) + 0.8 * max(worst - 5, 0))
    let likeness = comparison.likeness.mean(where: comparison.core)
    structure = Verdict.score(130 * max(1 - likeness - 0.015, 0))
    stretch = pose.width / pose.height / (wanted.width / wanted.height)
    let filled = Mask(comparison.alpha.width, comparison.alpha.height) {
      comparison.alpha.at[$0] > 0.9
    }
    let missing = filled.share { comparison.difference.at[$0] > 14 }
    let local = Verdict.worstPart(filled) { comparison.difference.at[$0] > 14 }
    silhouette = Verdict.score(
      1_250 * max(abs(logf(stretch)) - 0.0088, 0) + 120 * max(missing - 0.01, 0)
        + 120 * max(local - 0.28, 0))
  }

  /// The largest share of some part of the product that passes a test: feet are a small share of
  /// a sofa, and all of what is down there.
  private static func worstPart(_ mask: Mask, _ test: (Int) -> Bool) -> Float {
    let across = 8
    var (all, passed) = ([Int](repeating: 0, count: 64), [Int](repeating: 0, count: 64))
    for index in mask.at.indices where mask.at[index] {
      let (x, y) = (index % mask.width, index / mask.width)
      let part = y * across / mask.height * across + x * across / mask.width
      all[part] += 1
      if test(index) { passed[part] += 1 }
    }
    let enough = max(all.reduce(0, +) / 400, 24)
    return all.indices.filter { all[$0] >= enough }
      .map { Float(passed[$0]) / Float(all[$0]) }.max() ?? 0
  }

  /// The worst part weighs as much as all together.
  var all: Float {
    let parts = [silhouette, colour, structure]
    return (parts.reduce(0, +) / 3 + (parts.min() ?? 0)) / 2
  }

  private static func score(_ lost: Float) -> Float { min(max(100 - lost, 0), 100) }
}

extension Mask {
  /// Of all pixels that are in it, how many pass a test, 0 to 1.
  func share(_ test: (Int) -> Bool) -> Float {
    var (all, passed) = (0, 0)
    for index in at.indices where at[index] {
      all += 1
      if test(index) { passed += 1 }
    }
    return all > 0 ? Float(passed) / Float(all) : 0
  }
}

extension Plane {
  /// The least of the highest values, of which there are `share`, where a mask says yes.
  func highest(_ share: Float, where mask: Mask) -> Float {
    let values = (0..<count).filter { mask.at[$0] }.map { at[$0] }.sorted()
    guard !values.isEmpty else { return 0 }
    return values[min(Int(Float(values.count) * (1 - share)), values.count - 1)]
  }
}
