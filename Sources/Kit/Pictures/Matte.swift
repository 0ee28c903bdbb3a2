/// How much of each pixel the product covers, and the product's own colour there.
struct Matte {
  let alpha: Plane
  let colours: [Plane]

  /// How far from sure background a pixel is surely product.
  private static let band = 4

  init(_ pixels: Pixels, _ ground: Ground) {
    self.init(pixels, ground: ground.mask, band: Matte.band)
  }

  /// Of no pixel.
  init() { (alpha, colours) = (Plane(0, 0), []) }

  /// From what is surely background; the product begins within `band` pixels of it.
  init(_ pixels: Pixels, ground: Mask, band: Int) {
    alpha = Plane(pixels.width, pixels.height)
    colours = pixels.channels.map { $0.copy() }
    paint(pixels, ground: ground, band: band, where: nil)
  }

  /// Tells each pixel's cover, and the colour of those on the edge, all over or within a mask.
  func paint(_ pixels: Pixels, ground: Mask, band: Int, where changes: Mask?) {
    let sure = ground.grown(band).inverted
    for top in stride(from: 0, to: alpha.height, by: Matte.rows) {
      let rows = top..<min(top + Matte.rows, alpha.height)
      var edge: [Int] = []
      for index in rows.lowerBound * alpha.width..<rows.upperBound * alpha.width
      where changes?.at[index] ?? true {
        alpha.at[index] = sure.at[index] ? 1 : 0
        for channel in 0..<3 { colours[channel].at[index] = pixels.channels[channel].at[index] }
        if !sure.at[index], !ground.at[index] { edge.append(index) }
      }
      guard !edge.isEmpty else { continue }
      let behind = Behind(pixels.channels, where: ground, rows: rows)
      let painter = EdgePainter(pixels: pixels, behind: behind, sure: sure, ground: ground)
      for index in edge { alpha.at[index] = painter.paint(index, into: colours) }
    }
  }

  /// What is behind is made up for so many rows at a time; all at once would take nine planes.
  private static let rows = 256
}

/// The ground's colours in some rows, carried from where they are known to the pixels around.
struct Behind {
  private let channels: [Plane]
  private let first: Int

  private static let radius = 4

  init(_ channels: [Plane], where mask: Mask, rows: Range<Int>) {
    let (width, radius) = (mask.width, Behind.radius)
    let top = max(rows.lowerBound - 4 * radius, 0)
    let bottom = min(rows.upperBound + 4 * radius, mask.height)
    let box = Box(left: 0, top: top, width: width, height: bottom - top)
    let first = top * width
    let weight = Plane(width, box.height)
    for index in 0..<weight.count { weight.at[index] = mask.at[first + index] ? 1 : 0 }
    let near = weight.boxed(radius)
    let far = weight.boxed(4 * radius)
    self.first = first
    self.channels = channels.map { channel in
      let known = channel.cropped(box)
      for index in 0..<known.count { known.at[index] *= weight.at[index] }
      let (close, distant) = (known.boxed(radius), known.boxed(4 * radius))
      for index in 0..<known.count {
        let isNear = near.at[index] > 0.02
        let sum = isNear ? close.at[index] : distant.at[index]
        known.at[index] = sum / max(isNear ? near.at[index] : far.at[index], 1e-4)
      }
      return known
    }
  }

  /// The colour behind a pixel of the whole picture.
  func at(_ index: Int) -> [Float] { channels.map { $0.at[index - first] } }
}

/// Finds the product's share of pixels on its edge.
struct EdgePainter {
  let pixels: Pixels
  let behind: Behind
  let sure: Mask
  let ground: Mask

  /// The share of one pixel; its colour is freed of what shines through.
  func paint(_ index: Int, into colours: [Plane]) -> Float {
    let own = (0..<3).map { pixels.channels[$0].at[index] }
    let back = behind.at(index)
    guard let front = product(near: index, back) else { return 0 }
    var (along, length): (Float, Float) = (0, 0)
    for channel in 0..<3 {
      let way = root(front[channel]) - root(back[channel])
      along += (root(own[channel]) - root(back[channel])) * way
      length += way * way
    }
    guard length > 0.0004 else { return 0.5 }
    let share = min(max((along / length - 0.04) / 0.9, 0), 1)
    for channel in 0..<3 {
      let freed = (own[channel] - (1 - share) * back[channel]) / max(share, 0.3)
      let trust = min(max((share - 0.3) / 0.5, 0), 1)
      colours[channel].at[index] = min(
        max(freed * trust + front[channel] * (1 - trust), 0), 1)
    }
    return share
  }

  private func root(_ light: Float) -> Float { max(light, 0).squareRoot() }

  /// The product's colour nearby: what is surely product, or else what differs most.
  private func product(near index: Int, _ back: [Float]) -> [Float]? {
    let (x, y) = (index % pixels.width, index / pixels.width)
    let reach = 6
    var sum: (Float, Float, Float) = (0, 0, 0)
    var weight: Float = 0
    var (other, otherWeight): ((Float, Float, Float), Float) = ((0, 0, 0), 0)
    for row in max(y - reach, 0)...min(y + reach, pixels.height - 1) {
      for column in max(x - reach, 0)...min(x + reach, pixels.width - 1) {
        let place = row * pixels.width + column
        guard !ground.at[place] else { continue }
        let red = pixels.channels[0].at[place]
        let green = pixels.channels[1].at[place]
        let blue = pixels.channels[2].at[place]
        let apart = (row - y) * (row - y) + (column - x) * (column - x)
        let close = 1 / Float(apart + 2)
        if sure.at[place] {
          sum = (sum.0 + red * close, sum.1 + green * close, sum.2 + blue * close)
          weight += close
        } else if apart <= 16 {
          let stray = abs(red - back[0]) + abs(green - back[1]) + abs(blue - back[2])
          let pull = stray * stray * stray * close + 1e-9
          other = (other.0 + red * pull, other.1 + green * pull, other.2 + blue * pull)
          otherWeight += pull
        }
      }
    }
    if weight > 0 { return [sum.0 / weight, sum.1 / weight, sum.2 / weight] }
    guard otherWeight > 0 else { return nil }
    return [other.0 / otherWeight, other.1 / otherWeight, other.2 / otherWeight]
  }
}
