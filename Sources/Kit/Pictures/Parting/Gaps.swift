/// Ground seen through a product: between leaves, under a table, through the back of a chair.
///
/// It looks just like the picture's border, and what is around it clearly does not. A product of
/// the ground's own colour has no such rim.
struct Gaps {
  private let like: Mask
  private let strange: Plane
  private let kept: Mask

  /// How strange pixels of the ground are at most, most of them.
  private let usual: Float

  private static let least = 24

  /// Roughness says nothing of a gap: so near to the product everything is rough.
  init(_ kept: Mask, _ traits: Traits, _ border: Looks) {
    self.kept = kept
    let strange = border.strangeness(
      traits, where: nil, traitsCompared: Traits.count - 1)
    let outside = stride(from: 0, to: strange.count, by: 13).filter { !kept.at[$0] }
    let sorted = outside.map { strange.at[$0] }.sorted()
    let usual = sorted.isEmpty ? 0 : sorted[sorted.count * 3 / 4]
    (self.strange, self.usual) = (strange, usual)
    like = Mask(kept.width, kept.height) { kept.at[$0] && strange.at[$0] < usual + 1 }
  }

  /// The gaps, each as a list of pixels.
  func pieces() -> [[Int]] {
    like.pieces().filter { $0.count >= Gaps.least && rim($0) > 0.6 }
  }

  /// The share of a piece's rim within the product behind which something foreign begins.
  private func rim(_ piece: [Int]) -> Float {
    let (width, height) = (kept.width, kept.height)
    var (seen, clear): (Float, Float) = (0, 1)
    for index in piece {
      let (x, y) = (index % width, index / width)
      guard x >= 6, x < width - 6, y >= 6, y < height - 6 else { continue }
      for step in [-1, 1, -width, width] where !like.at[index + step] {
        seen += 1
        let isForeign = (1...5).contains {
          let far = index + $0 * step
          return kept.at[far] && strange.at[far] > usual + 5
        }
        if isForeign { clear += 1 }
      }
    }
    return seen > 0 ? (clear - 1) / seen : 0
  }
}
