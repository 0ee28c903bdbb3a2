/// Fills a hole with what is around it, from coarse to fine.
enum Filling {
  /// How much of the slow changes of light is matched; the rest is laid over afterwards.
  private static let slow: Float = 0.3

  static func fill(_ canvas: Canvas, seed: UInt64) {
    let light = SlowLight(canvas)
    light.add(slow - 1, to: canvas)
    fillFlat(canvas, seed: seed)
    light.add(1 - slow, to: canvas)
  }

  private static func fillFlat(_ canvas: Canvas, seed: UInt64) {
    var levels = [canvas]
    while let last = levels.last, thickness(last.hole) > 10, min(last.width, last.height) > 40 {
      levels.append(last.halved())
    }
    var coarse: PatchMatch?
    for (index, level) in levels.enumerated().reversed() {
      if coarse == nil { level.guess() }
      guard var match = PatchMatch(level, after: coarse, seed: seed &+ UInt64(index)) else {
        level.guess()
        continue
      }
      settle(level, &match, isFirst: coarse == nil, isLast: index == 0)
      coarse = match
    }
  }

  /// Matches and votes in turn, until both agree.
  private static func settle(
    _ level: Canvas, _ match: inout PatchMatch, isFirst: Bool, isLast: Bool
  ) {
    let pixels = level.hole.at.indices.filter { level.hole.at[$0] }
    var colours = [SIMD4<Float>](repeating: SIMD4(), count: level.width * level.height)
    func take(reach: Int) {
      for pixel in pixels { colours[pixel] = level.at[pixel] }
      match.vote(reach: reach, into: &colours, for: pixels)
      for pixel in pixels { level.at[pixel] = colours[pixel] }
    }
    if !isFirst { take(reach: PatchMatch.radius) }
    let isLarge = pixels.count > 150_000
    let turns = isFirst ? 14 : isLarge ? 1 : pixels.count > 40_000 ? 2 : 5
    for turn in 0..<turns {
      match.improve(rounds: isFirst && turn == 0 ? 6 : 2)
      take(reach: isLast && turn == turns - 1 ? 1 : PatchMatch.radius)
    }
    if isLast { even(level, match, &colours, pixels) }
  }

  /// Makes the filling as bright as what is around it.
  ///
  /// The squares that reach over the hole's edge show by how much they are off there; that is
  /// carried inwards smoothly.
  private static func even(
    _ level: Canvas, _ match: PatchMatch, _ colours: inout [SIMD4<Float>], _ pixels: [Int]
  ) {
    let rim = level.hole.grown(PatchMatch.radius)
    let ring = rim.at.indices.filter { rim.at[$0] && !level.hole.at[$0] && match.matches[$0] >= 0 }
    guard !ring.isEmpty else { return }
    match.vote(reach: 1, into: &colours, for: ring)
    var off = Spread(level.width, level.height)
    for pixel in ring { off.put(level.at[pixel] - colours[pixel], at: pixel) }
    let carried = off.everywhere()
    for pixel in pixels { level.at[pixel] += carried[pixel] }
  }

  /// How many steps it takes to get through the hole from its edge.
  private static func thickness(_ hole: Mask) -> Int {
    var (rest, steps) = (hole, 0)
    while rest.at.contains(true), steps < 64 {
      rest = rest.shrunk(4)
      steps += 4
    }
    return steps
  }
}

/// Values known at some pixels, carried to all others: through ever smaller pictures and back.
struct Spread {
  private let width: Int
  private let height: Int
  private var sums: [SIMD4<Float>]

  init(_ width: Int, _ height: Int) {
    self.width = width
    self.height = height
    sums = [SIMD4<Float>](repeating: SIMD4(), count: width * height)
  }

  /// A known value; the fourth number counts.
  mutating func put(_ value: SIMD4<Float>, at pixel: Int) {
    sums[pixel] = SIMD4(value.x, value.y, value.z, 1)
  }

  /// A value for each pixel.
  func everywhere() -> [SIMD4<Float>] {
    guard width > 1 || height > 1 else { return sums.map { $0 / max($0.w, 1e-6) } }
    let (wide, tall) = ((width + 1) / 2, (height + 1) / 2)
    var smaller = Spread(wide, tall)
    for y in 0..<height {
      for x in 0..<width { smaller.sums[y / 2 * wide + x / 2] += sums[y * width + x] }
    }
    for index in smaller.sums.indices where smaller.sums[index].w > 1 {
      smaller.sums[index] /= smaller.sums[index].w
    }
    let far = smaller.everywhere()
    return sums.indices.map { index in
      let share = min(sums[index].w, 1)
      let own = share > 0 ? sums[index] / sums[index].w : SIMD4()
      return own * share + between(far, wide, tall, index) * (1 - share)
    }
  }

  private func between(
    _ far: [SIMD4<Float>], _ wide: Int, _ tall: Int, _ index: Int
  ) -> SIMD4<Float> {
    let x = (Float(index % width) + 0.5) / 2 - 0.5
    let y = (Float(index / width) + 0.5) / 2 - 0.5
    let (left, top) = (max(Int(x.rounded(.down)), 0), max(Int(y.rounded(.down)), 0))
    let (right, bottom) = (min(left + 1, wide - 1), min(top + 1, tall - 1))
    let (u, v) = (min(max(x - Float(left), 0), 1), min(max(y - Float(top), 0), 1))
    let upper = far[top * wide + left] * (1 - u) + far[top * wide + right] * u
    let lower = far[bottom * wide + left] * (1 - u) + far[bottom * wide + right] * u
    return upper * (1 - v) + lower * v
  }
}
