import Imaging

/// What the products of a flow are put into: a room, all rooms in turn, or a plain background.
///
/// Stored as two words: the room's or background's name, and the mood or what is seen below.
package struct Scenery: Sendable {
  /// The name of all rooms in turn.
  static let allRooms = "all-rooms"
  /// The name of daylight and evening in turn.
  static let bothMoods = "both-moods"
  /// What may be seen below a product in front of a plain background, the usual first.
  static let grounds: [(name: String, ground: PlainBackdrop.Ground)] = [
    ("soft-shadow", .shadow), ("reflection", .reflection), ("no-shadow", .nothing),
  ]
  /// The plain backgrounds by their names.
  static let backgrounds = [
    "white-background", "grey-background", "gradient-background", "colour-background",
  ]
  static let usualColour = "#d8c3a5"

  /// The room's or the background's name.
  package let room: String
  /// The mood, or what is seen below the product.
  package let mood: String
  /// The plain background, if it is one.
  package let backdrop: PlainBackdrop?
  private let rooms: [Room]

  /// What the two names mean; nothing when one of them means nothing.
  package init?(room: String, mood: String, colour: String?, library: RoomLibrary) {
    (self.room, self.mood) = (room, mood)
    backdrop = Scenery.backdrop(room, mood, colour ?? Scenery.usualColour)
    rooms = room == Scenery.allRooms ? library.rooms : library.room(room).map { [$0] } ?? []
    let moods = library.moods + [Scenery.bothMoods]
    guard backdrop != nil || (!rooms.isEmpty && moods.contains(mood)) else { return nil }
    let isThere = mood == Scenery.bothMoods || rooms.contains { $0.plates[mood] != nil }
    guard backdrop != nil || isThere else { return nil }
  }

  /// Whether a room or a background has this name.
  static func knows(_ room: String, _ library: RoomLibrary) -> Bool {
    backgrounds.contains(room) || room == allRooms || library.room(room) != nil
  }

  private static func backdrop(_ name: String, _ ground: String, _ colour: String) -> PlainBackdrop?
  {
    guard let ground = grounds.first(where: { $0.name == ground })?.ground else { return nil }
    switch name {
    case "white-background": return .white(ground)
    case "grey-background": return PlainBackdrop(.sweep, colour: "#e6e6e7", ground: ground)
    case "gradient-background": return PlainBackdrop(.gradient, colour: colour, ground: ground)
    case "colour-background": return PlainBackdrop(.flat, colour: colour, ground: ground)
    default: return nil
    }
  }

  /// The room that holds most side by side; a plain background has no end.
  var widestPlate: RoomPlate? {
    rooms.flatMap(\.plates.values).max {
      ($0.widest(.square), $0.id) < ($1.widest(.square), $1.id)
    }
  }

  /// The room of one picture, from 0: rooms and moods change from picture to picture where
  /// several are wished for, and those that feel like the inspiration come first.
  package func plate(_ variant: Int, seed: UInt64, like look: Look? = nil) -> RoomPlate? {
    if let look {
      let plates = rooms.flatMap(\.plates.values).filter {
        mood == Scenery.bothMoods || $0.mood == mood
      }
      let order = plates.sorted {
        ($0.look.distance(to: look), $0.id) < ($1.look.distance(to: look), $1.id)
      }
      return order.isEmpty ? nil : order[variant % order.count]
    }
    guard !rooms.isEmpty else { return nil }
    // Three rooms on, so that neighbours in the library are not neighbours on the page.
    let room = rooms[(Int(seed % UInt64(rooms.count)) + variant * 3) % rooms.count]
    let wished = mood == Scenery.bothMoods ? room.moods[variant % room.moods.count] : mood
    return room.plates[wished]
  }

  /// The text that stands for a picture where it cannot be seen.
  package func alt(_ product: String, _ variant: Int, seed: UInt64) -> String {
    alt(product, plate(variant, seed: seed))
  }

  /// The same for a room that was chosen.
  func alt(_ product: String, _ plate: RoomPlate?) -> String {
    if backdrop != nil {
      return String(
        "\(product) on a \(room.split(separator: "-").joined(separator: " "))".prefix(300))
    }
    guard let plate,
      let room = rooms.first(where: { $0.plates[plate.mood]?.id == plate.id })
    else { return String("\(product) in a furnished room".prefix(300)) }
    return altText(product: product, room: room, mood: plate.mood)
  }
}
