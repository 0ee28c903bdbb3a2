import Glibc

/// A product as an obstacle for light: small cells, each with its height above the surface and
/// with how much of the surface it stands over.
struct Occluder {
  /// Pixels of the finished picture per cell.
  let step: Int
  private let surface: Surface
  private var cells: [Cell] = []

  private struct Cell {
    /// Metres to the right, metres above the surface.
    var right: Float
    var height: Float
    /// Metres away: where it begins and ends.
    var near: Float
    var far: Float
  }

  init(_ figure: Figure, step: Int) {
    self.step = step
    surface = figure.surface
    let pixels = figure.pixels
    let shallow = figure.surface.slope(at: figure.depth) / figure.metre
    for y in stride(from: step / 2, to: pixels.height, by: step) {
      for run in Occluder.runs(pixels, y, step) {
        let thick = Float(run.count * step) * shallow / 2
        for x in run { add(figure, x * step + step / 2, y, thick) }
      }
    }
  }

  /// Columns of cells in a row that belong together.
  private static func runs(_ pixels: Pixels, _ y: Int, _ step: Int) -> [Range<Int>] {
    guard let alpha = pixels.alpha else { return [] }
    var runs: [Range<Int>] = []
    var start: Int?
    let count = pixels.width / step
    for x in 0...count {
      let column = min(x * step + step / 2, pixels.width - 1)
      let isSolid = x < count && alpha.at[y * pixels.width + column] > 0.4
      if isSolid, start == nil { start = x }
      if !isSolid, let first = start {
        runs.append(first..<x)
        start = nil
      }
    }
    return runs
  }

  private mutating func add(_ figure: Figure, _ x: Int, _ y: Int, _ thick: Float) {
    let (column, row) = (x + figure.left, Float(y + figure.top))
    let rows = figure.footprint.rows(at: column)
    var base = (rows.lowerBound + rows.upperBound) / 2
    if figure.stands(at: column), let foot = figure.lowest(at: column) {
      base += (foot - base) * expf(-max(foot - row, 0) / (0.25 * figure.metre))
    }
    let half = max(min((rows.upperBound - rows.lowerBound) / 2, thick), 0.5)
    let away = surface.depth(at: base)
    cells.append(
      Cell(
        right: (Float(column) - surface.middle) * away / surface.focal,
        height: max(base - row, 0) / figure.metre,
        near: surface.depth(at: base + half), far: surface.depth(at: base - half)))
  }

  /// Marks the cells of the surface that get no light from one direction, given as its travel
  /// to the right and away per metre down.
  func cast(_ travel: (right: Float, away: Float), onto plane: Plane) {
    let scale = 1 / Float(step)
    for cell in cells {
      let shift = travel.away * cell.height
      let (near, far) = (max(cell.near + shift, 0.3), max(cell.far + shift, 0.3))
      let right = cell.right + travel.right * cell.height
      let x = Int((surface.middle + right * surface.focal * 2 / (near + far)) * scale)
      let first = max(Int(surface.row(at: far) * scale), 0)
      let last = min(Int(surface.row(at: near) * scale), plane.height - 1)
      guard x >= 0, x + 1 < plane.width, first <= last else { continue }
      for row in first...last {
        plane.at[row * plane.width + x] = 1
        plane.at[row * plane.width + x + 1] = 1
      }
    }
  }
}
