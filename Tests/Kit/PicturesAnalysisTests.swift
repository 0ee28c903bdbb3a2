import FoundationEssentials
import Imaging
import Pictures
import Testing

@Suite struct PicturesAnalysisTests {
  let isReady = PicturesTests.isReady

  private func analysis(_ name: String) throws -> PictureAnalysis {
    #expect(isReady)
    return try Pictures.analyse(ImagingMaterial.sample(name))
  }

  @Test(arguments: [
    ("sofa-green-white", ["green", "dark green", "grey green", "sage", "moss green", "olive"]),
    ("armchair-blue-white", ["blue", "dark blue", "slate blue", "navy", "petrol", "blue grey"]),
    ("vase-white", ["white", "off-white", "light grey", "greige", "cream", "ivory"]),
    ("pendant-lamp-white", ["grey green", "dark green", "moss green", "green"]),
  ])
  func `the largest colour has the name that people give it`(
    _ sample: String, _ names: [String]
  ) throws {
    let palette = try analysis(sample).palette
    let first = try #require(palette.first)
    #expect(names.contains(first.name), "\(palette)")
    #expect((1...6).contains(palette.count))
    #expect(palette.map(\.share) == palette.map(\.share).sorted(by: >))
    #expect(palette.reduce(0) { $0 + $1.share } <= 1.001)
    #expect(Set(palette.map(\.name)).count == palette.count, "each name comes once")
    #expect(first.hex.count == 7 && first.hex.hasPrefix("#"))
  }

  @Test func `a plain background is told from a room`() throws {
    let studio = try analysis("sofa-white")
    #expect(studio.background == .plain)
    let ground = try #require(studio.backgroundColour.flatMap { Int($0.dropFirst(), radix: 16) })
    #expect(ground >> 16 > 220, "the shop photos stand on near-white")
    let room = try analysis("armchair-room")
    #expect(room.background == .busy && room.backgroundColour == nil)
  }

  @Test func `a blurred picture is less sharp`() throws {
    let sharp = try ImagingMaterial.sample("dining-chair-white")
    let soft = try Pictures.edit(
      sharp, [.resize(width: 200, height: nil), .enlarge(longestSide: 1_200)],
      format: .png, quality: 90)
    let (first, second) = (try Pictures.analyse(sharp), try Pictures.analyse(soft.bytes))
    #expect(first.sharpness > second.sharpness + 25)
    #expect(first.sharpness >= 60)
  }

  @Test func `too much and too little light are told`() throws {
    let sofa = try Pictures.bytes(of: ImagingMaterial.sample("sofa-white"))
    func exposed(_ factor: Double) throws -> PictureAnalysis.Exposure {
      let pixels = sofa.pixels.enumerated().map { index, byte in
        index % 4 == 3 ? byte : UInt8(min(Double(byte) * factor, 255))
      }
      return try Pictures.analyse(
        Pictures.png(pixels, width: sofa.width, height: sofa.height)
      ).exposure
    }
    #expect(try exposed(1) == .balanced)
    #expect(try exposed(0.12) == .dark)
    #expect(try exposed(1.35) == .bright)
  }

  @Test func `the hash knows a picture again and tells others`() throws {
    let sofa = try analysis("sofa-white").hash
    for (side, format) in [(300, PictureFormat.webp), (700, .jpeg), (1_000, .png)] {
      let again = try Pictures.normalise(
        ImagingMaterial.sample("sofa-white"), longestSide: side, format: format, quality: 60)
      #expect(try Pictures.analyse(again.bytes).hash.distance(to: sofa) <= 4)
    }
    for other in ["armchair-white", "bed-white", "vase-white", "dining-table-white"] {
      #expect(try analysis(other).hash.distance(to: sofa) >= 14, "\(other)")
    }
    #expect(PerceptualHash(bits: 5).distance(to: PerceptualHash(bits: 6)) == 2)
    #expect(PerceptualHash(hex: sofa.hex) == sofa)
    #expect(PerceptualHash(hex: "short") == nil)
  }

  @Test func `the outline says what is tall and what is slender`() throws {
    let lamp = try analysis("floor-lamp-white").shape
    let sofa = try analysis("sofa-white").shape
    let shelf = try analysis("bookshelf-white").shape
    #expect(lamp.aspect < 0.5 && lamp.slender > 0.2 && lamp.fill < 0.35)
    #expect(sofa.aspect > 1.5 && sofa.fill > 0.6)
    #expect(shelf.fill > lamp.fill)
  }

  @Test func `the program sees what the engine sees`() throws {
    let file = try ImagingMaterial.sample("table-lamp-white")
    let there = try ImagingMaterial.program().analyse(file)
    #expect(try there == Pictures.analyse(file))
    let again = try JSONDecoder().decode(
      PictureAnalysis.self, from: JSONEncoder().encode(there))
    #expect(again == there)
  }
}
