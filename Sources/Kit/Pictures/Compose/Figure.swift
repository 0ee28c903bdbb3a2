import Imaging

/// A product at its place in the finished picture, at its final size.
struct Figure {
  let pixels: Pixels
  /// The column and the row of its first pixel.
  let left: Int
  let top: Int
  /// The plane that it stands on, in pixels of the finished picture.
  let surface: Surface
  /// Pixels of the finished picture per metre.
  let metre: Float
  let depth: Float
  let item: Scene.Item
  let outline: Outline
  let footprint: Footprint

  init(_ spot: Spot, _ framing: Framing) throws {
    let frame = spot.frame.seen(through: framing)
    pixels = try spot.subject.resized(by: spot.factor * framing.zoom).withCleanEdge()
    (left, top) = (Int(frame.left.rounded()), Int(frame.top.rounded()))
    surface = spot.surface.seen(through: framing)
    metre = spot.metre * framing.zoom
    depth = spot.depth
    item = spot.subject.item
    outline = Outline(pixels)
    footprint = Footprint(
      outline, left: left, top: top, measures: spot.subject.measures, metre: metre,
      slope: surface.slope(at: spot.depth) * spot.shrink)
  }

  /// The lowest row of something in this column of the finished picture, if there is anything.
  func lowest(at column: Int) -> Float? {
    guard outline.lowest.indices.contains(column - left) else { return nil }
    let row = outline.lowest[column - left]
    return row < 0 ? nil : Float(row + top)
  }

  /// Whether what is seen in this column stands on the surface with its own lowest point.
  func stands(at column: Int) -> Bool {
    guard let lowest = lowest(at: column) else { return false }
    return lowest >= footprint.rows(at: column).lowerBound - 2
  }
}

extension Pixels {
  /// The same with the product's own colour where its edge is thin: there, a cut-out keeps a
  /// little of the background that it was taken from, which would shine as a rim.
  func withCleanEdge() -> Pixels {
    guard let alpha else { return self }
    let solid = alpha.map { $0 > 0.97 ? 1 : 0 }
    let weight = solid.boxed(3)
    for plane in channels {
      let inner = Plane(width, height)
      for index in 0..<plane.count { inner.at[index] = plane.at[index] * solid.at[index] }
      let near = inner.boxed(3)
      for index in 0..<plane.count {
        let (cover, known) = (alpha.at[index], weight.at[index])
        guard cover > 0, cover < 0.97, known > 0.02 else { continue }
        let own = near.at[index] / known
        plane.at[index] += (own - plane.at[index]) * 0.85
      }
    }
    return self
  }
}
