import Imaging
import Pictures
import Testing

@Suite struct CompanyTests {
  private func piece(_ item: Scene.Item) -> Company.Piece {
    Company.Piece(item.kind, widthCM: item.widthCM, heightCM: item.heightCM)
  }

  @Test func `what is foreseen to be too wide is refused, and nothing else`() throws {
    let (plate, _) = try ImagingMaterial.room("modern-living-daylight")
    let sofa = try SceneMaterial.item("sofa", kind: .sofa, [220, 88, 92])
    let unmeasured = try SceneMaterial.item("sofa", kind: .sofa)
    let shelf = try SceneMaterial.item("bookshelf", kind: .bookshelf, [90, 190, 32])
    let table = try SceneMaterial.item("coffee-table", kind: .coffeeTable)
    let chair = try SceneMaterial.armchair()
    let groups = [
      [sofa, sofa, chair], [sofa, table, chair], [unmeasured, unmeasured, shelf],
      [chair, chair, chair, table], [sofa, shelf, shelf, shelf], [shelf, shelf],
      [sofa, sofa, sofa],
    ]
    var foreseen = 0
    for items in groups {
      let company = Company(items.map(piece))
      for aspect in [Aspect.tall, .square, .wide] where !company.fits(plate, aspect) {
        foreseen += 1
        var scene = try SceneMaterial.scene(items, in: "modern-living-daylight")
        scene.aspect = aspect
        #expect(throws: ImagingError.self) { try Pictures.layout(scene) }
      }
    }
    #expect(foreseen >= 5)
  }

  @Test func `what lies, hangs or stands on a table takes no floor`() {
    let small: [Furniture] = [.rug, .pendant, .vase, .picture]
    let sofa = Company.Piece(.sofa, widthCM: 220, heightCM: nil)
    let others = small.map { Company.Piece($0, widthCM: 300, heightCM: nil) }
    #expect(Company([sofa] + others).metres == sofa.wide)
  }

  @Test func `one alone always fits, for it is shown from farther away`() throws {
    let (plate, _) = try ImagingMaterial.room("modern-living-daylight")
    let wide = Company([Company.Piece(.sofa, widthCM: 600, heightCM: nil)])
    #expect(wide.fits(plate, .tall))
  }
}
