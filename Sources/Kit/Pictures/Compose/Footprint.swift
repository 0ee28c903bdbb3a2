/// The part of the floor below a product, in pixels of the finished picture.
struct Footprint {
  /// The first column.
  let from: Int
  /// Per column the farthest and the nearest row.
  let far: [Float]
  let near: [Float]
  /// Whether the product touches the floor in this column.
  let touches: [Bool]
  /// Free height below the body, in pixels.
  let clearance: Float
  /// The row of its middle.
  let middle: Float

  /// From the outline of a product that is drawn at `left`, `top`.
  init(_ outline: Outline, left: Int, top: Int, measures: Measures, metre: Float, slope: Float) {
    let rise = max((measures.width + measures.depth) / 2 * slope * 1.1, 5)
    let thread = outline.thread(within: rise)
    let rows = thread.rows.map { $0 + Float(top) }
    let ends = ((rows.first ?? 0) + (rows.last ?? 0)) / 2
    let front = rows.max() ?? Float(outline.bottom + top)
    let across = Float(rows.count) / metre
    let middle = min(ends, front - min(measures.depth, across) * slope * 0.42)
    self.middle = middle
    from = thread.from + left
    near = rows
    far = rows.indices.map { min(2 * middle - rows[rows.count - 1 - $0], rows[$0]) }
    let gaps = rows.indices.map { index in
      let lowest = outline.lowest[thread.from + index]
      return lowest < 0 ? Float(0) : thread.rows[index] - Float(lowest)
    }
    touches = gaps.map { $0 < max(3, metre * 0.008) }
    clearance = gaps.isEmpty ? 0 : gaps.sorted()[gaps.count / 2]
  }

  /// The rows that belong to a column; beside the footprint those of its nearest end.
  func rows(at column: Int) -> ClosedRange<Float> {
    let index = min(max(column - from, 0), near.count - 1)
    guard near.indices.contains(index) else { return (middle - 1)...(middle + 1) }
    return far[index]...max(near[index], far[index])
  }
}
