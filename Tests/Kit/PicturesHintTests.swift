import Imaging
import Pictures
import Testing

@Suite struct PicturesHintTests {
  static let isReady = ImagingService.start()

  static func stroke(_ keeps: Bool, _ points: [(Double, Double)], radius: Double = 0.008)
    -> CutOutHint.Stroke
  {
    CutOutHint.Stroke(
      keeps: keeps, radius: radius, points: points.map { CutOutHint.Point(x: $0.0, y: $0.1) })
  }

  static func cover(_ cover: [UInt8], _ x: Double, _ y: Double) -> UInt8 {
    cover[Int(y * 1_200) * 1_200 + Int(x * 1_200)]
  }

  @Test func `a product is told from a room`() throws {
    #expect(Self.isReady)
    let cover = try Pictures.coverage(ImagingMaterial.sample("armchair-room"))
    #expect(Self.cover(cover, 0.5, 0.3) == 255)
    #expect(Self.cover(cover, 0.3, 0.6) == 255)
    for (x, y) in [(0.05, 0.05), (0.1, 0.7), (0.9, 0.4), (0.9, 0.9), (0.5, 0.05)] {
      #expect(Self.cover(cover, x, y) == 0)
    }
    let cutOut = try Pictures.cutOut(ImagingMaterial.sample("armchair-room"))
    #expect(cutOut.confidence < 0.75)
  }

  @Test func `a stroke brings back a leg that has the floor's colour`() throws {
    #expect(Self.isReady)
    let room = try ImagingMaterial.sample("armchair-room")
    let leg = Self.stroke(true, [(0.39, 0.72), (0.39, 0.84)])
    let hint = CutOutHint(strokes: [leg])
    let cover = try Pictures.coverage(room, hint: hint)
    #expect(Self.cover(cover, 0.39, 0.78) == 255)
    #expect(Self.cover(cover, 0.5, 0.3) == 255)
    #expect(Self.cover(cover, 0.1, 0.8) == 0)
  }

  @Test func `a stroke takes away what was kept on a plain background`() throws {
    #expect(Self.isReady)
    let sofa = try ImagingMaterial.sample("sofa-white")
    let whole = try Pictures.coverage(sofa)
    let cushion = Self.stroke(false, [(0.26, 0.43), (0.27, 0.49)], radius: 0.02)
    let cover = try Pictures.coverage(sofa, hint: CutOutHint(strokes: [cushion]))
    #expect(Self.cover(whole, 0.265, 0.46) == 255)
    #expect(Self.cover(cover, 0.265, 0.46) == 0)
    #expect(Self.cover(cover, 0.7, 0.5) == 255)
  }

  @Test func `strokes that cannot be are refused with a reason`() throws {
    #expect(Self.isReady)
    let outside = CutOutHint(strokes: [Self.stroke(true, [(0.5, 1.5)])])
    let many = CutOutHint(
      strokes: Array(repeating: Self.stroke(true, [(0.5, 0.5)]), count: 201))
    for hint in [outside, many] {
      #expect(throws: ImagingError.self) {
        try Pictures.cutOut(ImagingMaterial.sample("sofa-white"), hint: hint)
      }
    }
  }

  @Test func `strokes reach the program through its door`() throws {
    let program = ImagingMaterial.program()
    let room = try ImagingMaterial.sample("table-lamp-room")
    let hint = CutOutHint(strokes: [
      Self.stroke(true, [(0.5, 0.3), (0.5, 0.7)]), Self.stroke(false, [(0.95, 0.8), (0.9, 0.9)]),
    ])
    let (alone, helped) = (try program.cutOut(room), try program.cutOut(room, hint: hint))
    #expect(helped.confidence > alone.confidence)
    #expect(helped.wish == nil)
  }

  @Test(arguments: [true, false])
  func `a stroke changes nothing that is far from it`(_ keeps: Bool) throws {
    #expect(Self.isReady)
    let room = try ImagingMaterial.sample("armchair-room")
    let before = try Pictures.coverage(room)
    let corner = Self.stroke(keeps, [(0.05, 0.9), (0.1, 0.9)], radius: 0.02)
    let after = try Pictures.coverage(room, hint: CutOutHint(strokes: [corner]))
    #expect(Self.cover(after, 0.07, 0.9) == (keeps ? 255 : 0), "it is obeyed")
    let elsewhere = before.indices.filter { $0 % 1_200 > 400 || $0 / 1_200 < 800 }
    #expect(elsewhere.allSatisfy { before[$0] == after[$0] })
  }

  @Test func `a product that fades into its paper is never sure`() throws {
    #expect(Self.isReady)
    for white in [255.0, 240] {
      let box = ImagingMaterial.fadingBox(onPaper: white)
      #expect(try Pictures.cutOut(box).confidence < CutOut.leastConfidence)
    }
  }
}
