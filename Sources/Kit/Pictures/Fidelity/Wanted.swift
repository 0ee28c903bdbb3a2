/// A product that is looked for in a picture.
struct Wanted {
  /// Linear light times alpha, and alpha, tightly framed.
  let channels: [Plane]
  let alpha: Plane

  var width: Float { Float(alpha.width) }
  var height: Float { Float(alpha.height) }

  init?(_ product: Pixels) {
    guard let cover = product.alpha, let box = product.tightBox(margin: 1) else { return nil }
    let framed = product.cropped(box)
    guard let alpha = framed.alpha, box.width > 8, box.height > 8, cover.count > 0 else {
      return nil
    }
    for plane in framed.channels {
      for index in 0..<plane.count { plane.at[index] *= alpha.at[index] }
    }
    let cord = Wanted.cord(alpha)
    let body = Box(left: 0, top: cord, width: alpha.width, height: alpha.height - cord)
    self.alpha = cord > 0 ? alpha.cropped(body) : alpha
    channels = cord > 0 ? framed.channels.map { $0.cropped(body) } : framed.channels
  }

  /// How many rows at the top are what a lamp hangs from: a long cord or chain, and a small rose.
  ///
  /// Pictures cut them where it suits them, so they say nothing about the lamp. What carries much
  /// above its slender part stands on it, such as a floor lamp, and is kept whole.
  private static func cord(_ alpha: Plane) -> Int {
    let widths = (0..<alpha.height).map { y in
      (0..<alpha.width).count { alpha.at[y * alpha.width + $0] > 0.3 }
    }
    let slender = max((widths.max() ?? 0) / 12, 3)
    var (start, end, begun) = (0, 0, 0)
    for (y, width) in widths.enumerated() {
      if width > slender { begun = y + 1 }
      if y + 1 - begun > end - start { (start, end) = (begun, y + 1) }
    }
    let (above, below) = (widths[..<start].reduce(0, +), widths[end...].reduce(0, +))
    return end - start > alpha.height / 6 && above * 6 < below ? end : 0
  }

  /// The product in another size, as it is compared.
  func sized(_ width: Int, _ height: Int) -> (channels: [Plane], alpha: Plane) {
    let cover = alpha.resampled(to: width, height)
    let own = channels.map { $0.resampled(to: width, height) }
    for plane in own {
      for index in 0..<plane.count {
        plane.at[index] = min(max(plane.at[index] / max(cover.at[index], 0.02), 0), 1)
      }
    }
    return (own, cover)
  }
}

/// Some points of a product, and some along its outline: enough to know it again.
struct Sketch {
  /// A place as share of the product's size, from its middle.
  typealias Place = SIMD2<Float>

  private(set) var places: [Place] = []
  /// Encoded colours less their mean.
  private(set) var colours: [SIMD4<Float>] = []
  /// The colours' variance, summed.
  private(set) var spread: Float = 0
  /// Points of the outline and which way is out, in shares of the product's size.
  private(set) var rim: [(place: Place, out: Place)] = []

  init(_ wanted: Wanted, width: Int, height: Int, points: Int) {
    let (channels, alpha) = wanted.sized(max(width, 4), max(height, 4))
    var inside = (0..<alpha.count).filter { alpha.at[$0] > 0.85 }
    if inside.count < 24 { inside = (0..<alpha.count).filter { alpha.at[$0] > 0.4 } }
    let step = max(inside.count / points, 1)
    for index in stride(from: step / 2, to: inside.count, by: step) {
      let pixel = inside[index]
      places.append(Sketch.place(pixel, alpha))
      colours.append(
        SIMD4(
          Light.byte(channels[0].at[pixel]), Light.byte(channels[1].at[pixel]),
          Light.byte(channels[2].at[pixel]), 0) / 255)
    }
    centre()
    trace(alpha, points: max(points / 4, 24))
  }

  /// Takes the mean off the colours.
  private mutating func centre() {
    let mean = colours.reduce(SIMD4<Float>(), +) / Float(max(colours.count, 1))
    for index in colours.indices { colours[index] -= mean }
    spread = colours.reduce(0) { $0 + ($1 * $1).sum() }
  }

  /// Without the share of points that fit worst at some pose.
  ///
  /// A part that is missing or hidden would bend the pose of all the others.
  func trimmed(_ share: Double, on level: Haystack.Level, _ pose: Pose) -> Sketch {
    let shown = places.map { place in
      level.sample(
        (pose.x + place.x * pose.width) * level.factor,
        (pose.y + place.y * pose.height) * level.factor)
    }
    let mean = shown.reduce(SIMD4<Float>(), +) / Float(max(shown.count, 1))
    let along = zip(colours, shown).reduce(Float(0)) { $0 + ($1.0 * ($1.1 - mean)).sum() }
    let slope = along / max(spread, 1e-6)
    let strays = zip(colours, shown).map { own, shown in
      let stray = shown - mean - own * slope
      return (stray * stray).sum()
    }
    let kept = strays.indices.sorted { (strays[$0], $0) < (strays[$1], $1) }
      .prefix(Int(Double(strays.count) * (1 - share))).sorted()
    var other = self
    other.places = kept.map { places[$0] }
    other.colours = kept.map { colours[$0] }
    other.centre()
    return other
  }

  private static func place(_ pixel: Int, _ plane: Plane) -> Place {
    Place(
      (Float(pixel % plane.width) + 0.5) / Float(plane.width) - 0.5,
      (Float(pixel / plane.width) + 0.5) / Float(plane.height) - 0.5)
  }

  private mutating func trace(_ alpha: Plane, points: Int) {
    guard alpha.width > 4, alpha.height > 4 else { return }
    var found: [(Place, Place)] = []
    for y in 1..<alpha.height - 1 {
      for x in 1..<alpha.width - 1 {
        let pixel = y * alpha.width + x
        guard alpha.at[pixel] > 0.3, alpha.at[pixel] < 0.7 else { continue }
        let across = alpha.at[pixel - 1] - alpha.at[pixel + 1]
        let down = alpha.at[pixel - alpha.width] - alpha.at[pixel + alpha.width]
        let length = (across * across + down * down).squareRoot()
        guard length > 0.3 else { continue }
        let out = Place(
          across / length / Float(alpha.width), down / length / Float(alpha.height))
        found.append((Sketch.place(pixel, alpha), out))
      }
    }
    let step = max(found.count / points, 1)
    rim = stride(from: 0, to: found.count, by: step).map { found[$0] }
  }
}
