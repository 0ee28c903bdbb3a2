import Glibc

/// The few looks that a set of pixels has: each a middle, a spread and a share of the pixels.
struct Looks {
  private var kinds: Int
  /// `Traits.count` numbers per look, as are the weights.
  private var middles: [Float] = []
  private var weights: [Float] = []
  private var costs: [Float] = []

  /// Learns from pixels, by first sharing them out to middles that are far apart.
  init(_ traits: Traits, of pixels: [Int], kinds: Int) {
    let step = max(pixels.count / 3_000, 1)
    let sample = stride(from: 0, to: pixels.count, by: step).map { pixels[$0] }
    self.kinds = sample.isEmpty ? 0 : kinds
    guard !sample.isEmpty else { return }
    seed(traits, sample)
    for _ in 0..<6 { learn(traits, sample) }
  }

  /// How unlike all these looks each pixel is; about 0 for the most typical ones.
  ///
  /// Only the first of the traits are compared where `traitsCompared` says so.
  func strangeness(
    _ traits: Traits, where open: Mask?, traitsCompared: Int = Traits.count
  ) -> Plane {
    let out = Plane(traits.width, traits.height)
    middles.withUnsafeBufferPointer { middles in
      weights.withUnsafeBufferPointer { weights in
        for index in 0..<out.count where open?.at[index] ?? true {
          out.at[index] = least(traits.numbers(index), middles, weights, traitsCompared).cost
        }
      }
    }
    return out
  }

  /// The look that fits best.
  private func least(
    _ numbers: UnsafeMutablePointer<Float>, _ middles: UnsafeBufferPointer<Float>,
    _ weights: UnsafeBufferPointer<Float>, _ compared: Int = Traits.count
  ) -> (kind: Int, cost: Float) {
    var best = (kind: 0, cost: Float.infinity)
    for kind in 0..<kinds {
      var sum = costs[kind]
      let first = kind * Traits.count
      for trait in 0..<compared {
        let stray = numbers[trait] - middles[first + trait]
        sum += stray * stray * weights[first + trait]
      }
      if sum < best.cost { best = (kind, sum) }
    }
    return best
  }

  private mutating func seed(_ traits: Traits, _ sample: [Int]) {
    var apart = [Float](repeating: .infinity, count: sample.count)
    var next = sample.count / 2
    for _ in 0..<kinds {
      let middle = traits.numbers(sample[next])
      middles += (0..<Traits.count).map { middle[$0] }
      weights += traits.finest.map { 1 / (2 * $0 * $0) }
      costs.append(0)
      for place in sample.indices {
        let gap = Looks.gap(traits.numbers(sample[place]), middle, traits.finest)
        apart[place] = min(apart[place], gap, 100)
      }
      next = apart.indices.max { apart[$0] < apart[$1] } ?? 0
    }
  }

  private static func gap(
    _ one: UnsafeMutablePointer<Float>, _ other: UnsafeMutablePointer<Float>, _ finest: [Float]
  ) -> Float {
    var sum: Float = 0
    for trait in 0..<Traits.count {
      let stray = (one[trait] - other[trait]) / (finest[trait] * 2)
      sum += stray * stray
    }
    return sum
  }

  /// Shares the pixels out to the look that fits best, and learns each look from its share.
  private mutating func learn(_ traits: Traits, _ sample: [Int]) {
    var shares = [[Int]](repeating: [], count: kinds)
    middles.withUnsafeBufferPointer { middles in
      weights.withUnsafeBufferPointer { weights in
        for index in sample {
          shares[least(traits.numbers(index), middles, weights).kind].append(index)
        }
      }
    }
    // A look of one or two pixels is chance, unless there is no other.
    let most = shares.max { $0.count < $1.count } ?? []
    shares = most.count > 2 ? shares.filter { $0.count > 2 } : [most]
    kinds = shares.count
    (middles, weights, costs) = ([], [], [])
    for share in shares { fit(traits, share, of: sample.count) }
  }

  private mutating func fit(_ traits: Traits, _ share: [Int], of all: Int) {
    let count = Float(share.count)
    var cost = -logf(count / Float(all))
    for trait in 0..<Traits.count {
      let (sum, squares) = share.reduce((Float(0), Float(0))) {
        let number = traits.numbers($1)[trait]
        return ($0.0 + number, $0.1 + number * number)
      }
      let (middle, finest) = (sum / count, traits.finest[trait] * traits.finest[trait])
      let spread = max(squares / count - middle * middle, finest)
      middles.append(middle)
      weights.append(1 / (2 * spread))
      cost += logf(spread / finest) / 2
    }
    costs.append(cost)
  }
}
