import FoundationEssentials
import Imaging
import Pictures
import Testing

@Suite struct LookTests {
  let isReady = PicturesTests.isReady

  private func picture(_ colours: [[UInt8]]) throws -> [UInt8] {
    #expect(isReady)
    let pixels = (0..<120 * 90).flatMap { index -> [UInt8] in
      colours[index % 120 * colours.count / 120] + [255]
    }
    return try Pictures.png(pixels, width: 120, height: 90)
  }

  @Test func `a palette is named in the words of a look`() throws {
    let look = try Pictures.look(of: picture([[31, 42, 74], [31, 42, 74], [206, 156, 44]]))
    #expect(look.colours?.map(\.name) == ["navy", "mustard"])
    #expect(look.words.suffix(2) == ["navy", "mustard"])
    #expect(look.words.contains("dark"))
  }

  @Test func `of many colours three are kept`() throws {
    let look = try Pictures.look(
      of: picture([
        [31, 42, 74], [206, 156, 44], [208, 32, 42], [60, 140, 68], [255, 255, 255],
      ]))
    #expect(look.colours?.count == 3)
  }

  @Test func `looks that were kept before there were palettes are still read`() throws {
    let old = #"{"lightness":60,"red":4,"yellow":12,"contrast":20}"#
    let look = try JSONDecoder().decode(Look.self, from: Data(old.utf8))
    #expect(look.colours == nil && look.words == ["warm"])
    #expect(look.distance(to: look) == 0)
  }

  @Test func `a room in a colour of the palette suits better than one in a colour beside it`() {
    let green = PictureAnalysis.PaletteColour(name: "green", hex: "#3c8c44", share: 0.5)
    var look = Look(rgb: [120, 90, 60])
    let (room, other) = (Look(rgb: [60, 140, 68]), Look(rgb: [60, 68, 140]))
    let before = look.distance(to: room)
    look.colours = [green]
    #expect(look.distance(to: room) < before)
    #expect(look.distance(to: room) < look.distance(to: other))
    #expect(look.distance(to: room) == room.distance(to: look))
  }
}
