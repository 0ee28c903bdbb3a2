import Imaging
import Pictures
import Testing

@Suite struct WallsTests {
  let program = ImagingMaterial.program()

  @Test func `a decoder in wrong hands finds every door shut`() throws {
    let walls = try program.proveWalls()
    #expect(walls.holes == [])
    #expect(walls.standing.contains("limits"))
    #expect(walls.startsThreads)
    #expect(walls.standing.count + walls.missing.count == 4)
  }

  @Test func `only six formats have a loader that is open`() {
    #expect(ImagingService.start())
    let families = ["Jpeg", "Png", "Webp", "Tiff", "Nsgif", "Heif"]
    let ways = ["Buffer", "File", "Source"]
    let allowed = families.flatMap { family in ways.map { "VipsForeignLoad\(family)\($0)" } }
    #expect(Loaders.open() == allowed.sorted())
  }

  @Test(arguments: StrangeFormats.files)
  func `a file of any other format is refused`(_ file: StrangeFormats.File) throws {
    let error = #expect(throws: ImagingError.self) { try program.probe(file.bytes) }
    guard case .refused(let sentence) = error else {
      Issue.record("\(file.name): \(String(describing: error))")
      return
    }
    #expect(sentence.hasPrefix("This is not a picture that can be opened."))
  }
}
