import Glibc
import Imaging

extension Subject {
  /// A painted box to stand something on that does not belong on the floor, seen as products are
  /// photographed.
  static func plinth(for rider: Subject) -> Subject {
    let side = max(rider.measures.width, rider.measures.depth) * 1.15 + 0.06
    let tall = min(max(1.05 - rider.measures.height, 0.42), 0.62)
    let box = PlinthView(side: side, tall: tall)
    let item = Scene.Item(
      cutOut: [], baseX: 0, baseY: 0, widthCM: Double(side * 100), heightCM: Double(tall * 100),
      depthCM: Double(side * 100), kind: .sideTable)
    return Subject(item, box.pixels, scale: box.scale, away: side * 1.3)
  }
}

/// A box drawn corner by corner, its front turned a little, light from the left.
private struct PlinthView {
  let pixels: Pixels
  let scale: Float = 700

  private typealias Point = (x: Float, y: Float)

  init(side: Float, tall: Float) {
    let turn: Float = 0.42
    let reach = side / 2 * (sinf(turn) + cosf(turn))
    let size = (Int((reach * 2.2) * 700), Int((tall + reach * 0.9) * 700))
    func seen(_ right: Float, _ away: Float, _ up: Float) -> Point {
      let (x, y) = (right * cosf(turn) + away * sinf(turn), away * cosf(turn) - right * sinf(turn))
      let nearer = 4.2 / (4.2 + y)
      let row = (1.2 - up) * nearer - 1.2
      return (Float(size.0) / 2 + x * nearer * 700, (tall + reach * 0.4 + row) * 700)
    }
    let half = side / 2
    let planes = (0..<4).map { _ in Plane(size.0, size.1) }
    pixels = Pixels(channels: Array(planes[0..<3]), alpha: planes[3])
    let floor = [(-half, -half), (half, -half), (half, half), (-half, half)].map {
      (right: $0.0, away: $0.1)
    }
    func wall(_ one: Int, _ other: Int) -> [Point] {
      let (a, b) = (floor[one], floor[other])
      return [
        seen(a.right, a.away, 0), seen(b.right, b.away, 0), seen(b.right, b.away, tall),
        seen(a.right, a.away, tall),
      ]
    }
    fill(wall(0, 1), light: 0.62)
    fill(wall(1, 2), light: 0.4)
    fill(wall(3, 0), light: 0.74)
    fill(floor.map { seen($0.right, $0.away, tall) }, light: 0.82)
  }

  /// A flat face with soft edges, where it is seen from its front.
  private func fill(_ corners: [Point], light: Float) {
    let (width, height) = (pixels.width, pixels.height)
    for y in 0..<height {
      for x in 0..<width {
        var inside = Float.infinity
        for (index, corner) in corners.enumerated() {
          let next = corners[(index + 1) % corners.count]
          let (dx, dy) = (next.x - corner.x, next.y - corner.y)
          let side = (dx * (Float(y) - corner.y) - dy * (Float(x) - corner.x))
          inside = min(inside, -side / max((dx * dx + dy * dy).squareRoot(), 0.001))
        }
        let cover = min(max(inside + 0.5, 0), 1)
        guard cover > 0 else { continue }
        let at = y * width + x
        let tone: [Float] = [1, 0.975, 0.93]
        let before = pixels.alpha?.at[at] ?? 0
        let whole = max(cover, before)
        for channel in 0..<3 {
          let plane = pixels.channels[channel]
          let own = light * tone[channel]
          plane.at[at] = before > 0 ? plane.at[at] * (1 - cover) + own * cover : own
        }
        pixels.alpha?.at[at] = min(whole, 1)
      }
    }
  }
}
