import Imaging

/// What stands on the floor, what it carries, and what hangs above it.
struct Loading {
  private(set) var standing: [Subject] = []
  private var riders: [Subject] = []
  private var lamps: [Subject] = []
  private(set) var hung: [Subject] = []

  init(_ subjects: [Subject]) {
    for subject in subjects {
      switch subject.item.placement {
      case .floor, .lying: standing.append(subject)
      case .tabletop: riders.append(subject)
      case .ceiling: lamps.append(subject)
      case .wall: hung.append(subject)
      }
    }
    let places = standing.filter(\.carries).reduce(0) { $0 + max(Int($1.measures.width / 0.45), 1) }
    for rider in riders.dropFirst(places) { standing.append(.plinth(for: rider)) }
  }

  /// The arrangement with everything on and above it, and who carries whom.
  mutating func loaded(
    _ arrangement: Arrangement, _ stage: Stage
  ) -> (spots: [Spot], carriers: [Int: Int]) {
    var spots = wallSpots(behind: arrangement, stage) + arrangement.spots
    var carriers: [Int: Int] = [:]
    let tables = spots.indices.filter { spots[$0].subject.carries }
      .sorted { spots[$0].subject.measures.width > spots[$1].subject.measures.width }
    var used: [Int: Int] = [:]
    for rider in riders {
      guard let table = tables.first(where: { (used[$0] ?? 0) < spots[$0].places }) else {
        continue
      }
      let count = used[table] ?? 0
      used[table] = count + 1
      carriers[spots.count] = table
      spots.append(spots[table].carrying(rider, at: count))
    }
    let middle = arrangement.spots.max { $0.reach.right < $1.reach.right }
    for (index, lamp) in lamps.enumerated() {
      let aside = (Float(index) - Float(lamps.count - 1) / 2) * (lamp.metres.wide + 0.25)
      let isAbove = middle.map { $0.subject.carries } ?? false
      var spot = Spot(
        lamp, on: stage.floor, right: (middle?.right ?? 0) + aside, depth: middle?.depth ?? 3.6,
        lift: (isAbove ? 1.5 : 1.95) - stage.eye)
      spot.shrink = middle?.shrink ?? 1
      spots.append(spot)
    }
    return (spots, carriers)
  }
}

extension Subject {
  /// Whether things can be put on top of it.
  var carries: Bool { item.kind.carries }
}

extension Spot {
  /// How many things there is room for on top.
  var places: Int { max(Int(subject.measures.width / 0.45), 1) }

  /// Something on top of it: the first a little to the left, the next to the right.
  func carrying(_ rider: Subject, at count: Int) -> Spot {
    var top = surface
    top.drop = surface.drop - subject.measures.height * shrink
    let free = max(subject.measures.width - rider.metres.wide, 0) / 2
    let aside = places == 1 ? 0 : free * [-0.42, 0.5, 0.02, -0.85, 0.9][count % 5]
    var spot = Spot(rider, on: top, right: right + aside * shrink, depth: depth)
    spot.shrink = shrink
    return spot
  }
}
