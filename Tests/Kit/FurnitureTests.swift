import Imaging
import Testing

/// What merchants call their things, and what these are.
@Suite struct FurnitureTests {
  @Test(
    arguments: [
      ("Floor-to-Ceiling Bookcase", .bookshelf), ("Regal Velvet Armchair", .armchair),
      ("Canvas Laundry Basket", .basket), ("Rugged Oak Dining Table", .table),
      ("Desktop Organizer", .other), ("Desk Organizer", .other), ("Dining Table Lamp", .tableLamp),
      ("Sofa with Ottoman", .sofa), ("Stool for Desk", .stool), ("Table Runner, Linen", .other),
      ("Corda Coffee Table in oak", .coffeeTable), ("Mira Table Lamp", .tableLamp),
      ("Halden 3-Seat Fabric Sofa", .sofa), ("Foundry 5-Tier Oak and Steel Bookshelf", .bookshelf),
      ("Linde Oak Dining Chair with Padded Seat", .chair), ("Set of 4 Dining Chairs", .chair),
      ("Nola Upholstered Oak Bed 160 x 200 cm", .bed), ("Velvet Sofa Bed", .sofa),
      ("Floating Shelves, Set of 2", .wallShelf), ("Plug-in Wall Sconce", .wallLamp),
      ("Full-Length Mirror", .floorMirror), ("Mirrored Sideboard", .sideboard),
      ("Adjustable Desk Lamp", .tableLamp), ("Comfortable Reading Pillow", .cushion),
      ("Walnut Console Table", .sideboard), ("Chair Cushion", .cushion),
      ("Plant Stand", .sideTable),
      ("Shrug Blanket", .other), ("Black and White Rug", .rug), ("Gift card", .other),
    ] as [(String, Furniture)])
  func `an English name ends with the thing`(_ name: String, _ kind: Furniture) {
    #expect(Furniture(name: name) == kind)
  }

  @Test(
    arguments: [
      ("Esstisch Eiche massiv", .table), ("Romantische Vase", .vase), ("Lederstuhl Karl", .chair),
      ("Bücherregal mit Schubladen", .bookshelf), ("Couchtische", .coffeeTable),
      ("Pendelleuchte Kupfer", .pendant), ("Wäschekorb aus Rattan", .basket),
      ("Hocker Nils", .pouf),
      ("Kleiderschränke", .wardrobe), ("Polsterbett 180x200", .bed),
      ("Fantastischer Wandspiegel", .mirror),
      ("Tischleuchte für Schreibtisch", .tableLamp), ("Lampe de table en céramique", .tableLamp),
      ("Fauteuil de bureau", .armchair), ("Table basse ronde", .coffeeTable),
      ("Coussin pour canapé", .cushion), ("Bout de canapé en métal", .sideTable),
      ("Canapé d’angle", .sofa), ("Skrivbord i ek", .desk), ("Matstolar", .chair),
      ("Tavolo da pranzo", .table), ("Sedia con cuscino", .chair), ("Eetkamerstoel", .chair),
    ] as [(String, Furniture)])
  func `other languages build words together or say the thing first`(
    _ name: String, _ kind: Furniture
  ) {
    #expect(Furniture(name: name) == kind)
  }

  @Test func `what somebody said counts first, then the name, then the categories`() {
    #expect(Furniture(name: "Dorn", categories: "Lighting > Pendant Lamps") == .pendant)
    #expect(Furniture(name: "Berber", categories: "Textiles > Rugs") == .rug)
    #expect(Furniture(name: "Halden Sofa", categories: "Tables") == .sofa)
    #expect(Furniture(name: "Halden Sofa", categories: "Tables", type: "Bench") == .bench)
    #expect(Furniture(name: "Halden Sofa", categories: "", type: "something") == .sofa)
    #expect(Furniture(name: "") == .other)
  }
}
