extension Ground {
  /// Gives the ground what is only a step between two of its parts, such as the outline of what a
  /// glossy floor mirrors.
  ///
  /// A step lies between its two sides in light and in colour; a thin part of a product, such as
  /// a wire, is darker than both, brighter or more colourful.
  mutating func closeSteps() {
    let margin = 2 * Ground.widestStep
    guard width > 2 * margin, height > 2 * margin else { return }
    let ways = [1, width, width + 1, width - 1]
    var steps: [Int] = []
    for y in margin..<height - margin {
      for index in y * width + margin..<(y + 1) * width - margin where !mask.at[index] {
        if ways.contains(where: { isStep(index, along: $0) }) { steps.append(index) }
      }
    }
    for index in steps { mask.at[index] = true }
  }

  /// Pixels on each side of the middle of a step.
  private static let widestStep = 5

  private func isStep(_ index: Int, along way: Int) -> Bool {
    guard let one = side(of: index, -way), let other = side(of: index, way) else { return false }
    let (shade, tinge) = (clues.shade.at, clues.tinge.at)
    let (low, high) = (min(shade[one], shade[other]), max(shade[one], shade[other]))
    guard low > 0.5, high - low > 0.02 else { return false }
    let slack = 0.1 * (high - low) + 0.5 * clues.backdrop.noiseOfShade
    return shade[index] > low - slack && shade[index] < high + slack
      && tinge[index] < max(tinge[one], tinge[other]) + 0.03
  }

  /// The ground nearby in a direction, a little away from its end.
  private func side(of index: Int, _ step: Int) -> Int? {
    let near = (1...Ground.widestStep).first { mask.at[index + $0 * step] }
    guard let near else { return nil }
    let far = index + (near + 2) * step
    return mask.at[far] ? far : nil
  }
}
