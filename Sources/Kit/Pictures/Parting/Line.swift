import Glibc

/// One drawing of the line between product and ground.
struct Line {
  private let traits: Traits
  private let fixed: Fixed
  private let certain: Mask
  /// What may change sides; everything where there is no band.
  let open: Mask?

  /// With a `band`, only pixels so near the line of `certain` may change sides.
  init(_ traits: Traits, _ fixed: Fixed, certain: Mask, band: Int?) {
    (self.traits, self.fixed, self.certain) = (traits, fixed, certain)
    open = band.map { radius in
      let (wide, narrow) = (certain.grown(radius), certain.shrunk(radius))
      return Mask(certain.width, certain.height) { wide.at[$0] && !narrow.at[$0] }
    }
  }

  /// The side of the product, given how both sides look.
  func drawn(_ ground: Looks, _ product: Looks) -> Mask {
    let foreign = ground.strangeness(traits, where: open)
    let own = product.strangeness(traits, where: open)
    let cut = MinCut(traits.width, traits.height)
    join(cut)
    for y in 0..<traits.height {
      for x in 0..<traits.width {
        cut.pull[cut.place(x, y)] = pull(y * traits.width + x, foreign, own)
      }
    }
    cut.solve()
    return Mask(traits.width, traits.height) {
      cut.isKept(cut.place($0 % traits.width, $0 / traits.width))
    }
  }

  private func pull(_ index: Int, _ foreign: Plane, _ own: Plane) -> Int32 {
    if fixed.at[index] != 0 { return fixed.at[index] > 0 ? 100_000 : -100_000 }
    if let open, !open.at[index] { return certain.at[index] ? 100_000 : -100_000 }
    return Int32(min(max(foreign.at[index] - own.at[index], -10), 10) * 100)
  }

  /// Parting neighbours that look alike is dear; across an edge it costs next to nothing.
  private func join(_ cut: MinCut) {
    let (width, height) = (traits.width, traits.height)
    let ways = [(0, 1, 0, Float(1)), (2, 0, 1, 1), (4, 1, 1, 0.71), (6, -1, 1, 0.71)]
    let sharpness = 1 / (2 * max(typicalStep(), 1e-6))
    for y in 0..<height {
      for x in 0..<width {
        for (way, right, down, share) in ways
        where x + right >= 0 && x + right < width && y + down < height {
          let (here, there) = (y * width + x, (y + down) * width + x + right)
          let alike = expf(-step(here, there) * sharpness)
          cut.join(cut.place(x, y), way: way, price: Int32((900 * alike + 30) * share))
        }
      }
    }
  }

  private func step(_ one: Int, _ other: Int) -> Float {
    var sum: Float = 0
    for plane in traits.colours {
      let apart = plane.at[one] - plane.at[other]
      sum += apart * apart
    }
    return sum
  }

  private func typicalStep() -> Float {
    var (sum, count): (Float, Float) = (0, 0)
    for index in stride(from: 0, to: traits.width * (traits.height - 1), by: 7) {
      sum += step(index, index + traits.width)
      count += 1
    }
    return sum / max(count, 1)
  }
}
