/// What a pixel looks like and where it lies, as numbers that can be compared.
///
/// Colour relative to brightness barely changes in a shadow; height in the picture tells a wall
/// from a floor; roughness tells brick from plaster.
struct Traits {
  static let count = 5
  let width: Int
  let height: Int
  private let all: Plane
  /// The colours, encoded, for the price of parting neighbours.
  let colours: [Plane]
  /// A spread below this means nothing.
  let finest: [Float]

  init(_ colours: [Plane], _ acuity: Acuity) {
    self.colours = colours
    finest = acuity.finest
    (width, height) = (colours[0].width, colours[0].height)
    let light = Plane(width, height)
    for index in 0..<light.count {
      let (red, green, blue) = (colours[0].at[index], colours[1].at[index], colours[2].at[index])
      light.at[index] = 0.3 * red + 0.59 * green + 0.11 * blue
    }
    let rough = Traits.roughness(light)
    all = Plane(Traits.count, light.count)
    for index in 0..<light.count {
      let (red, green, blue) = (colours[0].at[index], colours[1].at[index], colours[2].at[index])
      let bright = light.at[index]
      let own = numbers(index)
      own[0] = bright
      own[1] = (red - green) / (bright + 0.15)
      own[2] = ((red + green) / 2 - blue) / (bright + 0.15)
      own[3] = Float(index / light.width) / Float(light.height)
      own[4] = rough.at[index]
    }
  }

  /// The `count` numbers of one pixel.
  func numbers(_ index: Int) -> UnsafeMutablePointer<Float> { all.at + index * Traits.count }

  private static func roughness(_ light: Plane) -> Plane {
    let mean = light.boxed(3)
    let squares = light.map { $0 * $0 }.boxed(3)
    for index in 0..<mean.count {
      let variance = squares.at[index] - mean.at[index] * mean.at[index]
      mean.at[index] = max(variance, 0).squareRoot()
    }
    return mean
  }
}
