import Imaging

extension Figure {
  /// Whether it stands on something, rather than hanging from above or on the wall.
  var isOnGround: Bool { item.placement != .ceiling && item.placement != .wall }
}

extension Painting {
  /// What something on the wall takes of its light: a narrow dark seam all around, and a soft
  /// shadow to the right and down, as far as it stands out.
  func shadeWall(_ figure: Figure) {
    guard let alpha = figure.pixels.alpha else { return }
    let thick = min(max(Float(figure.item.depthCM ?? 4) / 100, 0.015), 0.25)
    let reach = min(thick * 0.9, 0.12) * figure.metre
    let margin = Int(reach * 3) + 8
    let cover = Plane(alpha.width + 2 * margin, alpha.height + 2 * margin)
    for y in 0..<alpha.height {
      let row = cover.at + (y + margin) * cover.width + margin
      row.update(from: alpha.at + y * alpha.width, count: alpha.width)
    }
    let soft = max(reach * (0.4 + 0.5 * stage.softness), 1.5)
    shade(
      cover.blurred(soft), strong: 0.5 - 0.14 * stage.softness, figure.left - margin + Int(reach),
      figure.top - margin + Int(reach * 0.8))
    shade(
      cover.blurred(max(0.006 * figure.metre, 1.2)), strong: 0.3, figure.left - margin,
      figure.top - margin)
  }

  private func shade(_ cover: Plane, strong: Float, _ left: Int, _ top: Int) {
    for y in max(top, 0)..<max(min(top + cover.height, framing.height), max(top, 0)) {
      for x in max(left, 0)..<max(min(left + cover.width, framing.width), max(left, 0)) {
        let dark = cover.at[(y - top) * cover.width + x - left] * strong * edge(x, y)
        guard dark > 0.002 else { continue }
        for channel in canvas.channels { channel.at[y * framing.width + x] *= 1 - dark }
      }
    }
  }
}
