/// For each small square that touches the hole, the square of the surroundings most like it.
///
/// The search is PatchMatch's: good matches spread to neighbours, and each match looks around
/// itself ever more closely. Chance comes from a seed, so the result is always the same.
struct PatchMatch {
  static let radius = 3
  /// What it costs to take from the picture's upper end for its lower end.
  private static let upright: Float = 60_000

  let canvas: Canvas
  /// The middles of the squares that are matched.
  let targets: [Int]
  /// Where a square may be taken from: all of it known and inside.
  let isSource: Mask
  /// The match of each target, by the pixel's index.
  private(set) var matches: [Int]
  private var costs: [Float]
  private let sources: [Int]
  private var chance: Chance

  /// Nothing when there is no square to take from.
  ///
  /// Matches of a picture half this size are a good beginning.
  init?(_ canvas: Canvas, after coarse: PatchMatch?, seed: UInt64) {
    self.canvas = canvas
    let (width, height) = (canvas.width, canvas.height)
    let radius = PatchMatch.radius
    let blocked = canvas.hole.grown(radius)
    func isInside(_ index: Int) -> Bool {
      let (x, y) = (index % width, index / width)
      return x >= radius && y >= radius && x < width - radius && y < height - radius
    }
    let isSource = Mask(width, height) { !blocked.at[$0] && isInside($0) }
    self.isSource = isSource
    targets = blocked.at.indices.filter { blocked.at[$0] && isInside($0) }
    sources = isSource.at.indices.filter { isSource.at[$0] }
    guard !sources.isEmpty, !targets.isEmpty else { return nil }
    chance = Chance(seed, width)
    matches = [Int](repeating: -1, count: width * height)
    costs = [Float](repeating: .infinity, count: width * height)
    for target in targets { matches[target] = beginning(target, coarse) }
  }

  private mutating func beginning(_ target: Int, _ coarse: PatchMatch?) -> Int {
    if let coarse {
      let (x, y) = (target % canvas.width, target / canvas.width)
      let wide = coarse.canvas.width
      let from = min(y / 2, coarse.canvas.height - 1) * wide + min(x / 2, wide - 1)
      let match = coarse.matches[from]
      if match >= 0 {
        let column = match % wide * 2 + x % 2
        let row = match / wide * 2 + y % 2
        if column < canvas.width, row < canvas.height, isSource.at[row * canvas.width + column] {
          return row * canvas.width + column
        }
      }
    }
    return sources[Int(chance.bits() % UInt64(sources.count))]
  }

  /// Measures all matches anew, since the hole has changed, and improves them.
  mutating func improve(rounds: Int) {
    for target in targets { costs[target] = cost(target, matches[target], below: .infinity) }
    for round in 0..<rounds {
      let isForward = round % 2 == 0
      let step = isForward ? -1 : 1
      for place in targets.indices {
        let target = targets[isForward ? place : targets.count - 1 - place]
        spread(to: target, from: target + step, step)
        spread(to: target, from: target + step * canvas.width, step * canvas.width)
        lookAround(target)
      }
    }
  }

  @inline(__always)
  private mutating func spread(to target: Int, from near: Int, _ step: Int) {
    guard near >= 0, near < matches.count, matches[near] >= 0 else { return }
    attempt(target, matches[near] - step)
  }

  private mutating func lookAround(_ target: Int) {
    var reach = max(canvas.width, canvas.height)
    while reach >= 1 {
      let bits = chance.bits()
      let across = Int(bits & 0xFFFF_FFFF) % (2 * reach + 1) - reach
      let down = Int(bits >> 32) % (2 * reach + 1) - reach
      let match = matches[target]
      let (x, y) = (match % canvas.width + across, match / canvas.width + down)
      if x >= 0, y >= 0, x < canvas.width, y < canvas.height {
        attempt(target, y * canvas.width + x)
      }
      reach /= 3
    }
  }

  @inline(__always)
  private mutating func attempt(_ target: Int, _ match: Int) {
    guard match >= 0, match < isSource.at.count, isSource.at[match], match != matches[target]
    else { return }
    let cost = cost(target, match, below: costs[target])
    if cost < costs[target] {
      costs[target] = cost
      matches[target] = match
    }
  }

  /// How different two squares are; given up as soon as it is clearly too much.
  private func cost(_ target: Int, _ match: Int, below limit: Float) -> Float {
    let radius = PatchMatch.radius
    // Rooms are alike from side to side, not from floor to ceiling.
    let rise = Float(target / canvas.width - match / canvas.width) / Float(canvas.height)
    var sum = SIMD4<Float>(0, 0, 0, PatchMatch.upright * rise * rise)
    for row in -radius...radius {
      let one = canvas.at + target + row * canvas.width
      let two = canvas.at + match + row * canvas.width
      for column in -radius...radius {
        let gap = one[column] - two[column]
        sum += gap * gap
      }
      if sum.sum() > limit { return .infinity }
    }
    return sum.sum()
  }

  /// Each pixel from the squares that cover it, the better ones counting more.
  ///
  /// The reach is how far from its middle a square still votes; a small one keeps grain.
  func vote(reach: Int, into out: inout [SIMD4<Float>], for pixels: [Int]) {
    let sorted = targets.map { costs[$0] }.sorted()
    let typical = max(sorted[sorted.count * 3 / 4], 1)
    for pixel in pixels {
      var (sum, total) = (SIMD4<Float>(), Float(0))
      for row in -reach...reach {
        for column in -reach...reach {
          let target = pixel + row * canvas.width + column
          guard target >= 0, target < matches.count, matches[target] >= 0 else { continue }
          let quality = costs[target].isFinite ? costs[target] / typical : 1
          let near = Float(row * row + column * column)
          let weight = 1 / ((0.05 + quality * quality) * (1 + 0.3 * near))
          sum += canvas.at[matches[target] - row * canvas.width - column] * weight
          total += weight
        }
      }
      if total > 0 { out[pixel] = sum / total }
    }
  }
}
