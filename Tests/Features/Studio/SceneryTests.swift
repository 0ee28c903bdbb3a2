import Imaging
import Studio
import Testing

@Suite struct SceneryTests {
  let library = Result { try RoomLibrary.current() }

  private func scenery(_ room: String, _ mood: String, _ colour: String? = nil) throws -> Scenery? {
    Scenery(room: room, mood: mood, colour: colour, library: try library.get())
  }

  @Test func `all rooms come in turn, and both moods`() throws {
    let all = try #require(try scenery("all-rooms", "both-moods"))
    let plates = (0..<8).compactMap { all.plate($0, seed: 11) }
    #expect(Set(plates.map(\.style)).count == 8)
    #expect(Set(plates.map(\.mood)).count == 2)
    #expect(all.plate(3, seed: 11) == all.plate(3, seed: 11))
  }

  @Test func `an inspiration picks the rooms that feel like it`() throws {
    let all = try #require(try scenery("all-rooms", "both-moods"))
    let dark = Look(lightness: 45, red: 12, yellow: 22, contrast: 20)
    let bright = Look(lightness: 80, red: 0, yellow: 6, contrast: 12)
    #expect(all.plate(0, seed: 1, like: dark)?.mood == "evening")
    #expect(all.plate(0, seed: 1, like: bright)?.mood == "daylight")
  }

  @Test func `plain backgrounds have names of their own`() throws {
    let white = try #require(try scenery("white-background", "reflection"))
    #expect(white.backdrop?.isPureWhite == true)
    #expect(white.backdrop?.ground == .reflection)
    #expect(
      try scenery("colour-background", "soft-shadow", "#112233")?.backdrop?.rgb == [17, 34, 51])
    #expect(white.alt("Halden", 0, seed: 1) == "Halden on a white background")
  }

  @Test(arguments: [
    ("cellar", "daylight"), ("white-background", "daylight"), ("modern-living", "noon"),
    ("modern-living", "soft-shadow"), ("", ""),
  ])
  func `names that mean nothing are nothing`(_ room: String, _ mood: String) throws {
    #expect(try scenery(room, mood) == nil)
  }
}
