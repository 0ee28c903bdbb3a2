import Imaging
import Pictures
import Testing

@Suite struct PicturesPlacesTests {
  let isReady = PicturesTests.isReady

  private func group() throws -> [Scene.Item] {
    [
      try SceneMaterial.item("sofa", kind: .sofa, [220, 88, 92]),
      try SceneMaterial.item("coffee-table", kind: .coffeeTable, [80, 38, 80]),
      try SceneMaterial.item("floor-lamp", kind: .floorLamp, [54, 150, 54]),
      try SceneMaterial.item("vase", kind: .vase, [24, 34, 24]),
      try SceneMaterial.item("plant", kind: .plant, [75, 130, 75]),
      try SceneMaterial.item("table-lamp", kind: .tableLamp, [37, 55, 37]),
    ]
  }

  @Test(arguments: 0..<4)
  func `several products stand beside and before each other, never in each other`(
    _ variant: Int
  ) throws {
    let scene = try SceneMaterial.scene(group(), in: "modern-living-daylight", variant: variant)
    let placed = try Pictures.layout(scene)
    let standing = placed.filter { !$0.isCarried }
    for one in standing.indices {
      for other in 0..<one {
        let meets =
          standing[one].across.overlaps(standing[other].across)
          && standing[one].away.overlaps(standing[other].away)
        #expect(!meets, "\(standing[one].kind) stands in \(standing[other].kind)")
      }
    }
    let fronts = standing.map(\.away.lowerBound)
    #expect(fronts == fronts.sorted(by: >), "what is nearer is painted later")
    #expect(try Pictures.compose(scene).width == 480)
  }

  @Test func `a vase finds the table, and a lamp that finds none gets a plinth`() throws {
    let placed = try Pictures.layout(
      SceneMaterial.scene(group(), in: "modern-living-daylight"))
    #expect(placed.count { $0.isCarried } == 2)
    let table = try #require(placed.first { $0.kind == .coffeeTable })
    let vase = try #require(placed.first { $0.kind == .vase })
    #expect(vase.left > table.left && vase.right < table.right)
    #expect(vase.bottom > table.top && vase.bottom < (table.top + table.bottom) / 2)
    #expect(placed.contains { $0.kind == .sideTable })
    #expect(abs(vase.metre / table.metre - 1) < 0.001, "both at the same scale")
  }

  @Test func `a rug lies in perspective`() throws {
    var rug = SceneMaterial.board(240, 160, 160)
    (rug.kind, rug.placement) = (.rug, .lying)
    let scene = try SceneMaterial.scene([rug], in: "japandi-bedroom-daylight", side: 800)
    let picture = try Pictures.compose(scene)
    let view = try PictureView(picture)
    let found = try SceneMaterial.magenta(picture)
    func width(_ row: Int) -> Int {
      (0..<view.width).count { view.isMagenta($0, row) }
    }
    let tall = found.bottom - found.top
    #expect(tall * 2 < found.right - found.left, "it is seen from the side")
    #expect(width(found.bottom - tall / 5) > width(found.top + tall / 5) * 11 / 10)
  }

  @Test func `a pendant hangs by a cord that reaches the edge`() throws {
    var scene = try SceneMaterial.scene(
      [SceneMaterial.item("pendant-lamp", kind: .pendant, [41, 28, 41])],
      in: "japandi-bedroom-daylight")
    scene.plateFile = ImagingMaterial.whitePNG(width: 1_600, height: 1_200)
    let picture = try Pictures.compose(scene)
    let dark = try Pictures.luminance(picture.bytes).prefix(picture.width).count { $0 < 120 }
    #expect((1...20).contains(dark))
  }

  @Test func `what nobody measured is as large as such things are`() throws {
    let lamp = try SceneMaterial.item("floor-lamp", kind: .floorLamp)
    let placed = try Pictures.layout(SceneMaterial.scene([lamp], in: "classic-dining-daylight"))
    // A usual one has 155 cm; the foot nearest to the camera lies lower in the picture.
    let height = (placed[0].bottom - placed[0].top) / placed[0].metre
    #expect((1.5...1.8).contains(height))
  }

  @Test func `names and categories tell what a product is`() {
    #expect(Furniture(name: "Corda Coffee Table in oak").placement == .floor)
    #expect(Furniture(name: "Mira Table Lamp").placement == .tabletop)
    #expect(Furniture(name: "Dorn", categories: "Lighting > Pendant Lamps").placement == .ceiling)
    #expect(Furniture(name: "Berber", categories: "Textiles > Rugs").placement == .lying)
    #expect(Furniture(name: "Halden 3-Seat Fabric Sofa", categories: "Tables") == .sofa)
    #expect(Furniture(name: "Foundry Bookshelf") == .bookshelf)
    #expect(Furniture(name: "Hocker Nils") == .pouf)
    #expect(Furniture(name: "Gift card").placement == .floor)
  }
}
