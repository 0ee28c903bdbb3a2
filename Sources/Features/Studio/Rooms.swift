import Catalog
import FoundationEssentials
import Imaging
import Site

/// A room of the library, in each mood that it was photographed in.
package struct Room: Sendable {
  /// Its name without the mood, such as `modern-living`.
  package let id: String
  package let title: String
  package let roomType: String
  package let style: String
  package let plates: [String: RoomPlate]

  /// The moods that the room has, daylight first.
  package var moods: [String] { plates.keys.sorted() }

  /// The room's picture in a mood; in any other where that one is missing.
  package func picture(_ mood: String) -> String {
    let plate = plates[mood] ?? moods.first.flatMap { plates[$0] }
    return StaticFiles.link("rooms/\(plate?.file ?? "")")
  }

  /// The same for a small place, where the library has a small one.
  package var smallPicture: String {
    let plate = moods.first.flatMap { plates[$0] }
    let file = plate?.file ?? ""
    let small = "rooms/small/\(file)"
    let isThere = FileManager.default.fileExists(
      atPath: "\(Configuration.current.publicFolder)/\(small)")
    return StaticFiles.link(isThere ? small : "rooms/\(file)")
  }
}

/// The rooms that products can stand in.
package struct RoomLibrary: Sendable {
  package let rooms: [Room]
  private let folder: String

  /// Reads a folder with `rooms.json`; plates of one room differ in the mood that ends their name.
  package init(folder: String) throws {
    self.folder = folder
    var order: [String] = []
    var plates: [String: [String: RoomPlate]] = [:]
    for plate in try RoomPlate.library(folder: folder) {
      let ending = "-\(plate.mood)"
      let name = plate.id.hasSuffix(ending) ? String(plate.id.dropLast(ending.count)) : plate.id
      if plates[name] == nil { order.append(name) }
      plates[name, default: [:]][plate.mood] = plate
    }
    rooms = order.compactMap { name in
      guard let moods = plates[name], let any = moods.values.first else { return nil }
      return Room(
        id: name, title: lookTitle(name), roomType: any.roomType, style: any.style, plates: moods)
    }
  }

  /// The library of this installation.
  package static func current() throws -> RoomLibrary { try shared.get() }

  private static let shared = Result {
    try RoomLibrary(folder: "\(Configuration.current.publicFolder)/rooms")
  }

  /// A room by its name.
  package func room(_ id: String) -> Room? { rooms.first { $0.id == id } }

  /// All moods that some room has.
  package var moods: [String] { Set(rooms.flatMap(\.moods)).sorted() }

  /// The file of a plate.
  func bytes(of plate: RoomPlate) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(folder)/\(plate.file)")))
  }
}
