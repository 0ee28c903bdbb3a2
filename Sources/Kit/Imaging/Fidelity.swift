/// How true a generated picture shows a product, compared with the product's own picture.
///
/// All scores run from 0 to 100. The room's light does not count: it is measured and taken out
/// before colours are compared.
public struct Fidelity: Codable, Sendable, Equatable {
  /// All in all; the worst part weighs as much as the rest together.
  public let score: Double
  /// Whether it has the product's outline and proportions.
  public let silhouette: Double
  /// Whether it has the product's colours.
  public let colour: Double
  /// Whether it has the product's details, in their places.
  public let structure: Double
  /// The mean difference of colour as eyes judge it (CIEDE2000; 1 is just visible).
  public let colourDifference: Double
  /// How much wider the product is drawn than it should be for its height; 1 is right.
  public let stretch: Double
  /// Where the product was found.
  public let place: PlaceInPicture

  /// A score from its parts.
  public init(
    score: Double, silhouette: Double, colour: Double, structure: Double,
    colourDifference: Double, stretch: Double, place: PlaceInPicture
  ) {
    self.score = score
    self.silhouette = silhouette
    self.colour = colour
    self.structure = structure
    self.colourDifference = colourDifference
    self.stretch = stretch
    self.place = place
  }
}

/// A rectangle in a picture, in shares of its width and height from the top left.
public struct PlaceInPicture: Codable, Sendable, Equatable {
  /// Left edge; below 0 when it begins outside.
  public var left: Double
  /// Upper edge.
  public var top: Double
  /// Width as a share of the picture's.
  public var width: Double
  /// Height as a share of the picture's.
  public var height: Double

  /// A rectangle from its parts.
  public init(left: Double, top: Double, width: Double, height: Double) {
    self.left = left
    self.top = top
    self.width = width
    self.height = height
  }
}

/// A fidelity score and the picture that shows where it was lost.
public struct MeasuredFidelity: Sendable, Equatable {
  /// The score with its parts.
  public let fidelity: Fidelity
  /// The generated picture in grey, with yellow to red where it strays from the product.
  public let heatMap: Picture

  /// A measurement from its parts.
  public init(fidelity: Fidelity, heatMap: Picture) {
    self.fidelity = fidelity
    self.heatMap = heatMap
  }
}
