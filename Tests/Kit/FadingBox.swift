extension ImagingMaterial {
  /// A grey box whose left side is as bright as the paper behind it, as a PNG.
  static func fadingBox(onPaper white: Double, side: Int = 600) -> [UInt8] {
    var rows: [UInt8] = []
    for y in 0..<side {
      rows.append(0)
      for x in 0..<side {
        let isInside = (150..<470).contains(x) && (180..<500).contains(y)
        let share = min(max((Double(x) - 250) / 130, 0), 1)
        let dark = isInside ? 0.4 * share * share * (3 - 2 * share) : 0
        let tone = UInt8(white * (1 - dark) + 0.5)
        rows += [tone, tone, tone, 255]
      }
    }
    return pngOfRows(rows, width: side, height: side)
  }
}
