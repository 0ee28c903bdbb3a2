/// Which pixels surely belong to the background, its shadows included.
///
/// Background and shadows are smooth and reach the border; a product has an edge all around.
/// So water poured in at the border, which cannot climb a steep pixel, stops at the product.
/// Gaps in the edge are closed by letting only a broad stream through.
struct Ground {
  var mask: Mask

  /// How strictly the stream is kept from climbing.
  enum Care {
    /// Past grain and folds of paper; it may leak into a product as white as its ground.
    case broad
    /// Only along what is perfectly smooth and through the rims of shadows.
    case fine

    /// How steep a pixel may be for the stream.
    var steepest: Float { self == .broad ? 0.02 : 0.003 }
  }

  let clues: Clues
  private let passable: Mask
  let width: Int
  let height: Int

  init(_ clues: Clues, _ care: Care) {
    let (slope, shade, tinge) = (clues.slope.at, clues.shade.at, clues.tinge.at)
    let penumbra = Penumbra(clues)
    self.clues = clues
    (width, height) = (clues.slope.width, clues.slope.height)
    passable = Mask(width, height) {
      // Where it is bright there are no steep shadows, but there may be white on white.
      let white = care == .fine ? 0 : min(max((shade[$0] - 0.85) / 0.1, 0), 1)
      let limit = care.steepest * (1 - 0.6 * white)
      guard tinge[$0] < 0.42, shade[$0] < 1.2 else { return false }
      return slope[$0] < limit || shade[$0] < (care == .fine ? 1.1 : 0.9) && penumbra.contains($0)
    }
    mask = Mask(width, height)
    pour()
    addHoles()
    addShadedHoles()
    creepIntoShadows(steps: 8)
    fillInlets()
    creepIntoShadows(steps: 4)
    closeSteps()
    leaveProduct()
  }

  /// Gives back to the product what another ground leaves to it.
  mutating func withdraw(to other: Ground) {
    for index in mask.at.indices where !other.mask.at[index] { mask.at[index] = false }
  }

  /// The stream from the border: broad at first, then a little way into what is narrow.
  private mutating func pour() {
    let radius = max(min(width, height) / 200, 2)
    let broad = passable.shrunk(radius)
    let seeds = broad.border.filter { clues.tinge.at[$0] < 0.1 && clues.shade.at[$0] > 0.5 }
    mask = broad.reached(from: seeds).grown(radius)
    fillInlets()
  }

  /// What hangs together with the ground through narrow places, unless it leads into the product.
  private mutating func fillInlets() {
    let inlets = passable.reached(from: mask, steps: max(min(width, height) / 20, 20))
    for piece in inlets.pieces() where isDammed(piece, inlets) {
      for index in piece { mask.at[index] = true }
    }
  }

  /// Whether an inlet ends at real edges; one that just runs out has leaked into the product.
  private func isDammed(_ piece: [Int], _ inlets: Mask) -> Bool {
    var (rims, steep) = (0, 0)
    for index in piece {
      for near in [index - 1, index + 1, index - width, index + width]
      where near >= 0 && near < mask.at.count && !mask.at[near] && !inlets.at[near] {
        rims += 1
        if !passable.at[near] { steep += 1 }
      }
    }
    return steep * 10 >= rims * 9
  }

  /// Background seen through a product: as bright and grey as the surface, and among pixels
  /// that clearly are not.
  private mutating func addHoles() {
    let (shade, tinge) = (clues.shade.at, clues.tinge.at)
    let noise = clues.backdrop.noiseOfShade
    let stain = 0.03 / clues.backdrop.brightness
    let like = Mask(width, height) {
      !mask.at[$0] && shade[$0] > 0.92 - noise && shade[$0] < 1.05 + noise
        && tinge[$0] < stain + noise
    }
    let known = mask
    for piece in like.pieces() where piece.count >= 4 {
      let contrast = contrast(around: piece, besides: like, known)
      guard contrast > (isTheSurface(piece) ? 0.3 : 0.7) else { continue }
      for index in piece { mask.at[index] = true }
    }
  }

  /// Whether a larger piece is the surface itself, and evenly so.
  ///
  /// A surface so bright that it may be clipped looks like any white product, and proves nothing.
  private func isTheSurface(_ piece: [Int]) -> Bool {
    let core = piece.filter { clues.slope.at[$0] < 0.006 }
    guard core.count >= 250, core.count * 2 > piece.count else { return false }
    let brightest = (0..<3).map { clues.backdrop.surface($0, at: core[0]) }.min() ?? 1
    let (mean, spread) = spreadOfShade(core)
    return brightest < 0.994 && abs(mean - 1) < 0.015 && spread < 0.01
  }

  private func spreadOfShade(_ piece: [Int]) -> (mean: Float, spread: Float) {
    let count = Float(max(piece.count, 1))
    let mean = piece.reduce(0) { $0 + clues.shade.at[$1] } / count
    let squares = piece.reduce(0) { $0 + (clues.shade.at[$1] - mean) * (clues.shade.at[$1] - mean) }
    return (mean, (squares / count).squareRoot())
  }

  /// Shaded floor seen between legs: small pieces that go on just as the ground beside them.
  private mutating func addShadedHoles() {
    let rest = Mask(width, height) { passable.at[$0] && !mask.at[$0] && clues.shade.at[$0] < 0.97 }
    let product = mask.at.reduce(0) { $1 ? $0 : $0 + 1 }
    for piece in rest.shrunk(1).pieces() where piece.count >= 20 && piece.count * 60 < product {
      let reach = 24
      let beside = stride(from: 0, to: piece.count, by: 7).flatMap { place in
        [-reach, reach, -reach * width, reach * width].map { piece[place] + $0 }
          .filter { $0 >= 0 && $0 < mask.at.count && mask.at[$0] }
      }
      guard beside.count * 28 >= piece.count, isAlike(piece, beside) else { continue }
      for index in piece { mask.at[index] = true }
    }
  }

  private func isAlike(_ one: [Int], _ other: [Int]) -> Bool {
    let (first, second) = (spreadOfShade(one), spreadOfShade(other))
    let tinges = [one, other].map { list in
      list.reduce(0) { $0 + clues.tinge.at[$1] } / Float(list.count)
    }
    return abs(first.mean - second.mean) < 0.12 && abs(tinges[0] - tinges[1]) < 0.02
  }

  /// The share of a piece's rim behind which, within a few pixels, something clearly differs
  /// from the surface.
  ///
  /// An edge towards the ground itself is one of a white product.
  private func contrast(around piece: [Int], besides like: Mask, _ known: Mask) -> Float {
    var (seen, clear) = (0, 0)
    for index in piece {
      let (x, y) = (index % width, index / width)
      for (right, down) in [(-1, 0), (1, 0), (0, -1), (0, 1)] {
        guard x >= 6, x < width - 6, y >= 6, y < height - 6 else { continue }
        let step = right + down * width
        if known.at[index + step], clues.slope.at[index] > 0.01 { seen += 1 }
        guard !like.at[index + step], !known.at[index + step] else { continue }
        seen += 1
        let isClear = (2...5).contains {
          let far = index + $0 * step
          return clues.shade.at[far] < 0.7 || clues.tinge.at[far] > 0.2
        }
        if isClear { clear += 1 }
      }
    }
    return Float(clear) / Float(max(seen, 1))
  }

  /// Where a product stands, its shadow is steep; it is entered from the ground nearby.
  ///
  /// Only a little way, and as long as the colour goes on as before.
  private mutating func creepIntoShadows(steps: Int) {
    let weight = Plane(width, height)
    let tinge = Plane(width, height)
    for index in mask.at.indices where mask.at[index] {
      weight.at[index] = 1
      tinge.at[index] = clues.tinge.at[index]
    }
    let (share, sum) = (weight.boxed(12), tinge.boxed(12))
    let shadowy = Mask(width, height) {
      let around = sum.at[$0] / max(share.at[$0], 0.001)
      return clues.shade.at[$0] < 0.92 && clues.slope.at[$0] < 0.055
        && share.at[$0] > 0.01 && clues.tinge.at[$0] < around + 0.05
    }
    for _ in 0..<steps { mask = within(shadowy, mask, by: 1) }
  }

  private func within(_ limit: Mask, _ mask: Mask, by radius: Int) -> Mask {
    let wide = mask.grown(radius)
    return Mask(width, height) { mask.at[$0] || wide.at[$0] && limit.at[$0] }
  }
}
