import Catalog
import Imaging
import Testing

@Suite struct ProductTypeTests {
  @Test(arguments: [
    ("Halden 3-seater sofa", "", ProductType.sofa),
    ("Table lamp Nola", "", .tableLamp),
    ("Coffee Table 'Mira' in walnut", "Tables", .coffeeTable),
    ("Sofa bed Luna", "", .bed),
    ("Mira", "Living room > Armchairs", .armchair),
    ("Esstisch Eiche massiv", "", .diningTable),
    ("Golvlampa Tripod", "", .floorLamp),
    ("Set of 4 dining chairs", "Furniture", .chair),
    ("Pendant light, brass", "Lighting", .pendantLamp),
    ("Wool rug 200x300", "", .rug),
    ("Lámpara de mesa Sol", "", .tableLamp),
  ])
  func `words tell the type`(_ name: String, _ categories: String, _ type: ProductType) {
    let guess = ProductType.guess(name: name, categories: categories, shape: nil)
    #expect(guess?.type == type && guess?.isNamed == true)
  }

  @Test func `a word inside another is not a word`() {
    #expect(ProductType.guess(name: "Bedford bankers", categories: "", shape: nil) == nil)
  }

  @Test func `the outline is asked where words say nothing`() {
    let lamp = PictureAnalysis.Shape(aspect: 0.42, fill: 0.23, slender: 0.28, foot: 0.97)
    let guess = ProductType.guess(name: "Nola", categories: "New", shape: lamp)
    #expect(guess?.type == .floorLamp && guess?.isNamed == false)
    let thing = PictureAnalysis.Shape(aspect: 0.7, fill: 0.5, slender: 0.1, foot: 0.5)
    #expect(ProductType.guess(name: "Nola", categories: "", shape: thing) == nil)
    #expect(ProductType.guess(name: "Nola chair", categories: "", shape: lamp)?.type == .chair)
  }
}
