/// What a product is, as far as its name and its categories tell.
///
/// It decides where the product belongs and how large it is where nobody says.
public enum Furniture: String, Codable, Sendable, CaseIterable {
  case pendant, tableLamp, floorLamp, wallLamp, rug, sofa, armchair, pouf, bench, stool, chair
  case coffeeTable, sideTable, desk, bed, bookshelf, wardrobe, sideboard, table, mirror, picture
  case vase, candle, clock, tableware, cushion, plant, basket, wallShelf, floorMirror, tableClock
  case other

  /// Width, height and depth in centimetres of a usual one; of a rug, its length as depth.
  public var usualCM: (width: Double, height: Double, depth: Double)? {
    switch self {
    case .pendant: (42, 32, 42)
    case .tableLamp: (34, 52, 34)
    case .floorLamp: (45, 155, 45)
    case .wallLamp: (20, 28, 18)
    case .rug: (170, 1, 240)
    case .sofa: (215, 84, 92)
    case .armchair: (80, 82, 80)
    case .pouf: (55, 42, 55)
    case .bench: (120, 46, 38)
    case .stool: (42, 65, 42)
    case .chair: (48, 82, 53)
    case .coffeeTable: (95, 40, 65)
    case .sideTable: (45, 52, 45)
    case .desk: (130, 75, 65)
    case .bed: (170, 100, 212)
    case .bookshelf: (90, 185, 34)
    case .wardrobe: (120, 200, 60)
    case .sideboard: (150, 75, 42)
    case .table: (180, 75, 90)
    case .mirror: (70, 100, 4)
    case .picture: (60, 80, 4)
    case .vase: (20, 32, 20)
    case .candle: (9, 14, 9)
    case .clock: (32, 32, 5)
    case .tableware: (24, 12, 24)
    case .cushion: (50, 50, 18)
    case .plant: (60, 115, 60)
    case .basket: (40, 38, 40)
    case .wallShelf: (80, 24, 20)
    case .floorMirror: (70, 165, 4)
    case .tableClock: (18, 18, 8)
    case .other: nil
    }
  }

  /// Where such a thing belongs.
  public var placement: Placement {
    switch self {
    case .pendant: .ceiling
    case .rug: .lying
    case .tableLamp, .vase, .candle, .tableClock, .tableware, .cushion: .tabletop
    case .mirror, .picture, .clock, .wallLamp, .wallShelf: .wall
    default: .floor
    }
  }

  /// Whether other things are put on top of it.
  public var carries: Bool {
    [.coffeeTable, .sideTable, .desk, .sideboard, .table, .bench].contains(self)
  }

  /// What the words of a name and of its categories say; the name counts before the categories.
  public init(name: String, categories: String = "") {
    self = Furniture.told(by: name) ?? Furniture.told(by: categories) ?? .other
  }

  /// What somebody said that it is; where that tells nothing, what its name and categories say.
  public init(name: String, categories: String, type: String?) {
    self =
      type.flatMap(Furniture.told) ?? Furniture(name: name, categories: categories)
  }
}
