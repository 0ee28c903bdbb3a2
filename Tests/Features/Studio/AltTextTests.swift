import Site
import Studio
import Testing

@Suite struct AltTextTests {
  @Test func `the text says product, room and light`() throws {
    let library = try RoomLibrary.current()
    let loft = try #require(library.room("industrial-loft"))
    #expect(
      altText(product: "Halden", room: loft, mood: "evening")
        == "Halden in an industrial loft in the evening")
  }

  @Test func `every room has a picture in both moods`() throws {
    let library = try RoomLibrary.current()
    #expect(!library.rooms.isEmpty)
    for room in library.rooms { #expect(room.moods == ["daylight", "evening"]) }
  }

  @Test func `a file's name is made of letters and digits`() {
    #expect(fileName("Sofa \"Größe\" / 3:4\r\n") == "sofa-gr-e-3-4")
  }
}
