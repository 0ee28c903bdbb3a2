import Glibc

/// Finds a product in a picture: everywhere at first, then ever finer around the best places.
struct Search {
  let wanted: Wanted
  let haystack: Haystack

  /// A pose and how much the picture looks like the product there.
  struct Find {
    var pose: Pose
    var likeness: Float

    /// Small finds look alike by chance more often than large ones.
    var rank: Float { likeness + 0.05 * log2f(max(pose.width, pose.height)) }
  }

  /// The best pose; from `hint` on when the place is roughly known.
  func best(near hint: Pose?) -> Find {
    var finds = hint.map { [Find(pose: $0, likeness: 0)] } ?? everywhere()
    let first = hint == nil ? 1 : haystack.levels.count - 1
    for (index, level) in haystack.levels.enumerated()
    where index >= min(first, haystack.levels.count - 1) {
      let isLast = index == haystack.levels.count - 1
      finds = finds.map { refined($0, on: level, freely: index >= 2 || isLast) }
        .sorted { $0.rank > $1.rank }
      finds = Array(finds.prefix(isLast ? 1 : index == 1 ? 10 : 3))
    }
    return settled(finds[0])
  }

  /// The pose that most of the product agrees on.
  private func settled(_ find: Find) -> Find {
    guard let level = haystack.levels.last else { return find }
    var (pose, share) = (find.pose, 0.1)
    for _ in 0..<3 {
      let sketch = sketch(at: pose, on: level, points: 1_200).trimmed(share, on: level, pose)
      pose = climbed(pose, sketch, on: level, freely: true).pose
      share = 0.15
    }
    return Find(pose: pose, likeness: find.likeness)
  }

  /// Some of the best places of every size, on the smallest level.
  private func everywhere() -> [Find] {
    guard let level = haystack.levels.first else { return [] }
    let longest = Float(max(level.width, level.height))
    let product = max(wanted.width, wanted.height)
    var finds: [Find] = []
    var side: Float = 0.12 * longest
    while side < 1.1 * longest {
      let (wide, tall) = (wanted.width * side / product, wanted.height * side / product)
      if wide < 1.06 * Float(level.width), tall < 1.06 * Float(level.height) {
        finds += places(of: wide, tall, on: level)
      }
      side *= 1.07
    }
    return finds
  }

  /// The best few places for one size.
  private func places(of wide: Float, _ tall: Float, on level: Haystack.Level) -> [Find] {
    let sketch = Sketch(
      wanted, width: Int(wide.rounded()), height: Int(tall.rounded()), points: 140)
    guard !sketch.places.isEmpty else { return [] }
    let step = max((min(wide, tall) / 24).rounded(), 1)
    var finds: [Find] = []
    let slack: Float = 0.03
    for y in stride(
      from: tall * (0.5 - slack), through: Float(level.height) - tall * (0.5 - slack), by: step)
    {
      for x in stride(
        from: wide * (0.5 - slack), through: Float(level.width) - wide * (0.5 - slack), by: step)
      {
        let pose = Pose(
          x: x / level.factor, y: y / level.factor, width: wide / level.factor,
          height: tall / level.factor)
        finds.append(Find(pose: pose, likeness: level.quickLikeness(sketch, pose)))
      }
    }
    return apart(finds.sorted { $0.likeness > $1.likeness }, count: 4)
  }

  /// The best that do not mean the same place.
  private func apart(_ sorted: [Find], count: Int) -> [Find] {
    var kept: [Find] = []
    for find in sorted.prefix(400) where kept.count < count {
      let isNew = kept.allSatisfy {
        abs($0.pose.x - find.pose.x) > $0.pose.width / 6
          || abs($0.pose.y - find.pose.y) > $0.pose.height / 6
      }
      if isNew { kept.append(find) }
    }
    return kept
  }

  /// A better pose nearby; `freely` lets width and height change each on its own.
  private func refined(_ find: Find, on level: Haystack.Level, freely: Bool) -> Find {
    let sketch = sketch(at: find.pose, on: level, points: freely ? 900 : 400)
    return climbed(find.pose, sketch, on: level, freely: freely)
  }

  private func sketch(at pose: Pose, on level: Haystack.Level, points: Int) -> Sketch {
    let shrink = min(360 / max(pose.width, pose.height) / level.factor, 1)
    return Sketch(
      wanted, width: Int((pose.width * level.factor * shrink).rounded()),
      height: Int((pose.height * level.factor * shrink).rounded()), points: points)
  }

  /// Steps to better poses, ever shorter.
  private func climbed(
    _ pose: Pose, _ sketch: Sketch, on level: Haystack.Level, freely: Bool
  ) -> Find {
    var best = Find(pose: pose, likeness: level.likeness(sketch, pose))
    var (move, grow) = (2 / level.factor, Float(0.03))
    while move * level.factor > 0.06 {
      let better = neighbours(best.pose, move, grow, freely).filter(isSensible)
        .map { Find(pose: $0, likeness: level.likeness(sketch, $0)) }
        .max { $0.likeness < $1.likeness }
      if let better, better.likeness > best.likeness {
        best = better
      } else {
        move /= 2
        grow /= 2
      }
    }
    return best
  }

  /// Whether the proportions are still those of this product, if stretched.
  private func isSensible(_ pose: Pose) -> Bool {
    let stretch = pose.width * wanted.height / (pose.height * wanted.width)
    return (0.6...1.7).contains(stretch)
  }

  private func neighbours(_ pose: Pose, _ move: Float, _ grow: Float, _ freely: Bool) -> [Pose] {
    func changed(_ change: (inout Pose) -> Void) -> Pose {
      var other = pose
      change(&other)
      return other
    }
    var poses: [Pose] = []
    for way in [Float(-1), 1] {
      let scale = 1 + way * grow
      poses.append(changed { $0.x += way * move })
      poses.append(changed { $0.y += way * move })
      poses.append(
        changed {
          $0.width *= scale
          $0.height *= scale
        })
      // A product keeps its foot where it stands while its size is tried.
      poses.append(
        changed {
          $0.y -= $0.height * (scale - 1) / 2
          $0.width *= scale
          $0.height *= scale
        })
      guard freely else { continue }
      poses.append(changed { $0.width *= scale })
      poses.append(changed { $0.height *= scale })
    }
    return poses
  }
}

extension Haystack.Level {
  /// The same without a look between pixels: enough to choose where to look closer.
  func quickLikeness(_ sketch: Sketch, _ pose: Pose) -> Float {
    var (along, sum, squares) = (SIMD4<Float>(), SIMD4<Float>(), SIMD4<Float>())
    let size = SIMD2(pose.width, pose.height) * factor
    let middle = SIMD2(pose.x, pose.y) * factor
    let last = SIMD2(Float(width - 1), Float(height - 1))
    at.withUnsafeBufferPointer { pixels in
      for index in sketch.places.indices {
        let place = (middle + sketch.places[index] * size).clamped(
          lowerBound: SIMD2(), upperBound: last)
        let colour = pixels[Int(place.y) * width + Int(place.x)]
        along += sketch.colours[index] * colour
        sum += colour
        squares += colour * colour
      }
    }
    let count = Float(max(sketch.places.count, 1))
    let spread = (squares - sum * sum / count).sum()
    return along.sum() / ((sketch.spread * max(spread, 0)).squareRoot() + count * 0.0004)
  }
}
