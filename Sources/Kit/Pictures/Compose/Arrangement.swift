import Imaging

/// Which product stands where: nothing stands in anything else, and together they look placed by
/// somebody.
///
/// Positions are metres on the floor or table; the camera comes later.
struct Arrangement {
  /// In the order in which they are painted.
  var spots: [Spot]

  /// Everything stands on this surface, the middle of the largest so far away.
  init(_ subjects: [Subject], on surface: Surface, depth: Float, _ chance: inout Chance) {
    let standing = subjects.indices.filter { subjects[$0].item.placement != .lying }
    let anchor = standing.max {
      Arrangement.weight(subjects[$0]) < Arrangement.weight(subjects[$1])
    }
    var crowd = Crowd(
      around: anchor.map { Spot(subjects[$0], on: surface, right: 0, depth: depth) })
    let others = standing.filter { $0 != anchor }
      .sorted { (subjects[$0].metres.wide, $1) > (subjects[$1].metres.wide, $0) }
    for index in others { crowd.add(subjects[index], on: surface, depth, &chance) }
    let carpets = subjects.filter { $0.item.placement == .lying }
    let middle = crowd.middleOfFront ?? (0, depth)
    spots =
      carpets.map {
        Spot($0, on: surface, right: middle.right, depth: middle.depth)
      } + crowd.spots.sorted { $0.front > $1.front }
  }

  init(_ spots: [Spot]) { self.spots = spots }

  /// What the others are placed around is wide, and does not hang.
  private static func weight(_ subject: Subject) -> Float {
    subject.measures.width * (subject.measures.height > 1.3 ? 0.6 : 1)
  }

  /// The rectangle around all of them, in the plate.
  var frame: Frame { Frame.around(spots.map(\.frame)) }

  /// How far away the nearest begins.
  var front: Float { spots.map(\.front).min() ?? 1 }

  /// Everything to the right, and away.
  mutating func move(right: Float = 0, away: Float = 0) {
    for index in spots.indices {
      spots[index].right += right
      spots[index].depth += away
    }
  }

  /// What hangs comes down by so many metres.
  mutating func lower(by metres: Float) {
    for index in spots.indices { spots[index].lift = spots[index].lift.map { $0 - metres } }
  }

  /// A model of the scene, smaller than it is.
  mutating func shrink(by factor: Float) {
    let middle = spots.map(\.right).reduce(0, +) / Float(max(spots.count, 1))
    for index in spots.indices {
      spots[index].shrink *= factor
      spots[index].right = middle + (spots[index].right - middle) * factor
    }
  }
}

extension Spot {
  /// How far away its nearest point is.
  var front: Float { depth - reach.away }
}

extension Spot {
  /// Whether the other belongs before it: a low table before a sofa, but nothing before a bed.
  fileprivate func takesBefore(_ other: Subject) -> Bool {
    let low: [Furniture] = [.coffeeTable, .pouf, .bench, .basket, .other]
    let isSeat = [.sofa, .armchair, .other].contains(subject.item.kind)
    return isSeat && low.contains(other.item.kind)
      && other.measures.height < 0.62 * max(subject.measures.height, 0.4)
  }
}

/// Products around one that is larger than the others.
private struct Crowd {
  var spots: [Spot]
  private var ends: (left: Float, right: Float)
  private var frontEnds: (left: Float, right: Float)?

  init(around anchor: Spot?) {
    spots = anchor.map { [$0] } ?? []
    let reach = anchor?.reach.right ?? 0
    ends = (-reach, reach)
  }

  /// The place before the largest, where a rug belongs.
  var middleOfFront: (right: Float, depth: Float)? {
    guard let anchor = spots.first else { return nil }
    // A wide piece stands on a rug with its front legs, a small one with all.
    let isWide = anchor.reach.right > 0.8
    return (anchor.right, isWide ? anchor.front - 0.1 : anchor.depth - 0.12)
  }

  /// Low things come to the front, the others to the sides: tall ones a little behind.
  mutating func add(
    _ subject: Subject, on surface: Surface, _ depth: Float, _ chance: inout Chance
  ) {
    var spot = Spot(subject, on: surface, right: 0, depth: depth)
    guard let anchor = spots.first else {
      spots = [spot]
      return
    }
    let fits = subject.metres.wide < 0.75 * anchor.subject.metres.wide
    if anchor.takesBefore(subject), fits, frontEnds == nil {
      spot.depth = anchor.front - spot.reach.away - chance.between(0.22, 0.32)
      spot.right = chance.between(-0.12, 0.12) * anchor.reach.right
      frontEnds = (spot.right - spot.reach.right, spot.right + spot.reach.right)
    } else {
      flank(&spot, anchor, &chance)
    }
    spots.append(spot)
  }

  /// To the side that has grown less.
  private mutating func flank(_ spot: inout Spot, _ anchor: Spot, _ chance: inout Chance) {
    let isTall = spot.subject.measures.height > 1.25 * spot.subject.measures.width
    let isAtTheHead = anchor.subject.item.kind == .bed
    let step: Float = isTall ? 0.1 : isAtTheHead ? 0.25 : -0.3
    spot.depth += step * min(anchor.reach.away * 2, 1) + chance.between(-0.04, 0.04)
    let gap = 0.06 + 0.1 * min(spot.reach.right, 0.5) + chance.between(0, 0.05)
    let isOnTheRight =
      abs(ends.right + ends.left) < 0.02 ? chance.bits() & 1 == 0 : ends.right < -ends.left
    if isOnTheRight {
      spot.right = ends.right + gap + spot.reach.right
      ends.right = spot.right + spot.reach.right
    } else {
      spot.right = ends.left - gap - spot.reach.right
      ends.left = spot.right - spot.reach.right
    }
  }
}
