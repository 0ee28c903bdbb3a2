extension Ground {
  /// Takes the stream back out of a product that is about as bright as its ground.
  ///
  /// A product's colour sets in within a few pixels, where the light that it throws on the floor
  /// fades in from afar. What reaches the picture's border is no product that the stream ran into.
  mutating func leaveProduct() {
    let tinge = clues.tinge.at
    let stain = 0.08 + clues.backdrop.noiseOfShade
    let coloured = Mask(width, height) { mask.at[$0] && tinge[$0] > stain }
    for piece in coloured.pieces() where piece.count * 600 > mask.at.count {
      guard !piece.contains(where: isAtBorder), setsInAtOnce(piece, coloured) else { continue }
      for index in piece { mask.at[index] = false }
    }
  }

  private func isAtBorder(_ index: Int) -> Bool {
    let (x, y) = (index % width, index / width)
    return x == 0 || y == 0 || x == width - 1 || y == height - 1
  }

  /// Whether most of a piece's rim towards the rest of the ground is a sharp edge in colour.
  ///
  /// The line between the two is often neither, for the stream stops at what is steep.
  private func setsInAtOnce(_ piece: [Int], _ coloured: Mask) -> Bool {
    let tinge = clues.tinge.at
    let reach = 6
    var (rims, sharp) = (0, 0)
    for index in piece {
      let (x, y) = (index % width, index / width)
      guard x >= reach, x < width - reach, y >= reach, y < height - reach else { continue }
      for step in [-1, 1, -width, width] where !coloured.at[index + step] {
        let beyond = index + reach * step
        guard mask.at[beyond], !coloured.at[beyond] else { continue }
        rims += 1
        if tinge[index - 2 * step] - tinge[beyond] > 0.09 { sharp += 1 }
      }
    }
    return rims > 30 && sharp * 10 >= rims * 6
  }
}
