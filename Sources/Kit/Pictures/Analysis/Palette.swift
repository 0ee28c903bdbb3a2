import Imaging

/// The few colours that a product consists of.
struct Palette {
  private struct Group {
    var centre: Lab
    var count: Float
  }

  private let groups: [(centre: Lab, share: Float)]

  /// Groups of like colours (k-means in CIELAB); what eyes hardly tell apart is one.
  init(_ colours: [Lab]) {
    let step = max(colours.count / 12_000, 1)
    let some = stride(from: 0, to: colours.count, by: step).map { colours[$0] }
    var centres = Palette.beginnings(some)
    for _ in 0..<12 { centres = Palette.moved(centres, some) }
    var groups = Palette.counted(centres, some)
    while let (one, two) = Palette.alike(groups) {
      groups[one] = Palette.merged(groups[one], groups[two])
      groups.remove(at: two)
    }
    let all = max(groups.reduce(0) { $0 + $1.count }, 1)
    self.groups = groups.map { ($0.centre, $0.count / all) }.sorted { $0.1 > $1.1 }
  }

  /// The colours by name, without what is too little to speak of; one name comes only once.
  var colours: [PictureAnalysis.PaletteColour] {
    var named: [(name: String, hex: String, share: Float)] = []
    for group in groups where group.share >= 0.025 {
      let name = ColourNames.name(of: group.centre)
      if let same = named.firstIndex(where: { $0.name == name }) {
        named[same].share += group.share
      } else {
        named.append((name, group.centre.hex, group.share))
      }
    }
    return named.sorted { $0.share > $1.share }.prefix(6).map {
      PictureAnalysis.PaletteColour(
        name: $0.name, hex: $0.hex, share: (Double($0.share) * 1_000).rounded() / 1_000)
    }
  }

  /// Each beginning is the colour farthest from those before it, so that small accents count.
  private static func beginnings(_ colours: [Lab]) -> [Lab] {
    guard let first = colours.first else { return [] }
    var centres = [first]
    var away = colours.map { $0.squaredDistance(to: first) }
    while centres.count < 10 {
      guard let far = away.indices.max(by: { away[$0] < away[$1] }), away[far] > 64 else { break }
      centres.append(colours[far])
      for index in colours.indices {
        away[index] = min(away[index], colours[index].squaredDistance(to: colours[far]))
      }
    }
    return centres
  }

  private static func moved(_ centres: [Lab], _ colours: [Lab]) -> [Lab] {
    var sums = [SIMD4<Float>](repeating: SIMD4(), count: centres.count)
    for colour in colours {
      sums[colour.nearest(of: centres)] += SIMD4(colour.lightness, colour.a, colour.b, 1)
    }
    return zip(centres, sums).map { centre, sum in
      sum.w > 0
        ? Lab(lightness: sum.x / sum.w, a: sum.y / sum.w, b: sum.z / sum.w) : centre
    }
  }

  private static func counted(_ centres: [Lab], _ colours: [Lab]) -> [Group] {
    var groups = centres.map { Group(centre: $0, count: 0) }
    for colour in colours { groups[colour.nearest(of: centres)].count += 1 }
    return groups.filter { $0.count > 0 }
  }

  /// Two groups that are one colour in more or less light.
  private static func alike(_ groups: [Group]) -> (Int, Int)? {
    for one in groups.indices {
      for two in groups.indices.dropFirst(one + 1) {
        let (a, b) = (groups[one].centre, groups[two].centre)
        if a.isShade(of: b) { return (one, two) }
      }
    }
    return nil
  }

  private static func merged(_ one: Group, _ two: Group) -> Group {
    let count = one.count + two.count
    let share = one.count / count
    func mixed(_ a: Float, _ b: Float) -> Float { a * share + b * (1 - share) }
    return Group(
      centre: Lab(
        lightness: mixed(one.centre.lightness, two.centre.lightness),
        a: mixed(one.centre.a, two.centre.a), b: mixed(one.centre.b, two.centre.b)),
      count: count)
  }
}

extension Lab {
  /// Whether both are one colour in more or less light: of one hue, or hardly of any.
  fileprivate func isShade(of other: Lab) -> Bool {
    let tone = (a - other.a) * (a - other.a) + (b - other.b) * (b - other.b)
    let depth = abs(lightness - other.lightness)
    let cosine = (a * other.a + b * other.b) / max(chroma * other.chroma, 1)
    let isOneHue = min(chroma, other.chroma) > 10 && cosine > 0.97
    return isOneHue ? tone < 240 && depth < 27 : tone < 60 && depth < 16
  }

  fileprivate func squaredDistance(to other: Lab) -> Float {
    let (x, y, z) = (lightness - other.lightness, a - other.a, b - other.b)
    // Light and shade on one surface differ in lightness most.
    return 0.5 * x * x + y * y + z * z
  }

  fileprivate func nearest(of centres: [Lab]) -> Int {
    var best = (0, Float.infinity)
    for (index, centre) in centres.enumerated() {
      let distance = squaredDistance(to: centre)
      if distance < best.1 { best = (index, distance) }
    }
    return best.0
  }
}
