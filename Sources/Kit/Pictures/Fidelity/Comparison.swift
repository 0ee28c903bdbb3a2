/// A product and what a picture shows of it, pixel beside pixel and in the same light.
struct Comparison {
  /// The longer side at which they are compared.
  private static let longest: Float = 360

  let alpha: Plane
  /// Pixels that are surely product, away from its edges.
  let core: Mask
  /// The difference of colour per pixel (CIEDE2000).
  let difference: Plane
  /// The likeness of structure per pixel, 1 is the same.
  let likeness: Plane

  init(_ wanted: Wanted, _ haystack: Haystack, _ pose: Pose) {
    let shrink = min(Comparison.longest / max(pose.width, pose.height), 1)
    // The product's own proportions: a stretched one is compared after it is put right.
    let side = max(pose.width, pose.height) * shrink
    let product = max(wanted.width, wanted.height)
    let width = max(Int((wanted.width * side / product).rounded()), 12)
    let height = max(Int((wanted.height * side / product).rounded()), 12)
    let window = Window(
      left: pose.x - pose.width / 2, top: pose.y - pose.height / 2, width: pose.width,
      height: pose.height)
    let own = wanted.sized(width, height)
    let shown = haystack.channels.map { $0.resampled(window, to: width, height) }
    alpha = own.alpha
    core = Comparison.core(own.alpha)
    let light = RoomLight(
      own.channels.map { $0.blurred(1) }, shown.map { $0.blurred(1) }, where: core,
      warmth: haystack.warmth)
    let relit = light.taken(from: shown)
    difference = Comparison.difference(own.channels, relit, own.alpha)
    likeness = Comparison.likeness(own.channels, relit, core)
  }

  /// Without the edge where there is enough left; all that is covered otherwise.
  private static func core(_ alpha: Plane) -> Mask {
    let solid = Mask(alpha.width, alpha.height) { alpha.at[$0] > 0.97 }
    let inner = solid.shrunk(2)
    let all = solid.at.count { $0 }
    if inner.at.count(where: { $0 }) * 3 > all { return inner }
    let thin = solid.shrunk(1)
    if thin.at.count(where: { $0 }) * 3 > all { return thin }
    return Mask(alpha.width, alpha.height) { alpha.at[$0] > 0.8 }
  }

  private static func difference(_ own: [Plane], _ shown: [Plane], _ alpha: Plane) -> Plane {
    let near = alpha.blurred(1)
    func softened(_ plane: Plane) -> Plane {
      let soft = Plane(plane.width, plane.height)
      for index in 0..<plane.count { soft.at[index] = plane.at[index] * alpha.at[index] }
      let out = soft.blurred(1)
      for index in 0..<out.count { out.at[index] /= max(near.at[index], 0.02) }
      return out
    }
    let (one, two) = (own.map(softened), shown.map(softened))
    let out = Plane(own[0].width, own[0].height)
    for index in 0..<out.count {
      out.at[index] = lab(one, index).difference(to: lab(two, index))
    }
    return out
  }

  private static func lab(_ channels: [Plane], _ index: Int) -> Lab {
    Lab(
      red: channels[0].at[index], green: channels[1].at[index], blue: channels[2].at[index])
  }

  /// Structural similarity of lightness at two sizes of window.
  private static func likeness(_ own: [Plane], _ shown: [Plane], _ mask: Mask) -> Plane {
    let (one, two) = (lightness(own), lightness(shown))
    let fine = similarity(one.blurred(0.8), two.blurred(0.8), mask, 2)
    let coarse = similarity(one.blurred(1.6), two.blurred(1.6), mask, 6)
    for index in 0..<fine.count { fine.at[index] = (fine.at[index] + coarse.at[index]) / 2 }
    return fine
  }

  private static func lightness(_ channels: [Plane]) -> Plane {
    let out = Plane(channels[0].width, channels[0].height)
    for index in 0..<out.count { out.at[index] = lab(channels, index).lightness / 100 }
    return out
  }

  private static func similarity(_ one: Plane, _ two: Plane, _ mask: Mask, _ sigma: Float) -> Plane
  {
    let weight = Plane(mask.width, mask.height)
    for index in 0..<weight.count { weight.at[index] = mask.at[index] ? 1 : 0 }
    let near = weight.blurred(sigma)
    func mean(_ value: (Int) -> Float) -> Plane {
      let plane = Plane(mask.width, mask.height)
      for index in 0..<plane.count where mask.at[index] { plane.at[index] = value(index) }
      let soft = plane.blurred(sigma)
      for index in 0..<soft.count { soft.at[index] /= max(near.at[index], 1e-4) }
      return soft
    }
    let (a, b) = (mean { one.at[$0] }, mean { two.at[$0] })
    let aa = mean { one.at[$0] * one.at[$0] }
    let bb = mean { two.at[$0] * two.at[$0] }
    let ab = mean { one.at[$0] * two.at[$0] }
    let out = Plane(mask.width, mask.height, filled: 1)
    for index in 0..<out.count where mask.at[index] {
      let (x, y) = (a.at[index], b.at[index])
      let both = ab.at[index] - x * y
      let each = max(aa.at[index] - x * x, 0) + max(bb.at[index] - y * y, 0)
      let level = (2 * x * y + 0.0004) / (x * x + y * y + 0.0004)
      out.at[index] = level * (2 * both + 0.0009) / (each + 0.0009)
    }
    return out
  }
}

extension Plane {
  /// The mean where a mask says yes; 0 when it never does.
  func mean(where mask: Mask) -> Float {
    var (sum, count): (Float, Float) = (0, 0)
    for index in 0..<self.count where mask.at[index] {
      sum += at[index]
      count += 1
    }
    return count > 0 ? sum / count : 0
  }
}
