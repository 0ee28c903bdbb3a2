import FoundationEssentials
import Glibc
import Imaging
import Testing
import Threads

@Suite struct ImagingProgramTests {
  let program = ImagingMaterial.program()

  @Test func `hostile files are refused with a sentence and the program lives on`() throws {
    let picture = try ImagingMaterial.sample("sofa-white")
    _ = try program.probe(picture)
    let alive = program.processID
    let svg = #"<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#
    let hostile: [String: [UInt8]] = [
      "nothing": [],
      "half a JPEG": Array(picture.prefix(picture.count / 2)),
      "a script in an SVG": Array(svg.utf8),
      "a ZIP": [0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 400),
      "a PDF": Array("%PDF-1.7\n1 0 obj\n<< >>\nendobj\n".utf8),
      "PostScript": Array("%!PS-Adobe-3.0\nshowpage\n".utf8),
      "a picture of another kind": Array("P6 2 2 255 ".utf8) + [UInt8](repeating: 9, count: 12),
      "an ocean of pixels": ImagingMaterial.whitePNG(width: 50_000, height: 50_000, isEmpty: true),
      "noise": (0..<5_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) },
    ]
    for (name, file) in hostile {
      for attempt in [Self.normalise, Self.cutOut] {
        let error = #expect(throws: ImagingError.self, "\(name)") { try attempt(program, file) }
        guard case .refused(let sentence) = error else {
          Issue.record("\(name): \(String(describing: error))")
          continue
        }
        #expect(sentence.hasSuffix("."), "\(name)")
      }
    }
    #expect(program.processID == alive)
    #expect(try program.probe(picture).width == 1_200)
  }

  @Test(arguments: [PictureFormat.webp, .jpeg, .png])
  func `24 megapixels are written whole in 300 MB`(_ format: PictureFormat) throws {
    let photo = ImagingMaterial.whitePNG(width: 6_000, height: 4_000)
    let program = ImagingMaterial.program()
    _ = try program.normalise(photo, longestSide: 9_000, format: format, quality: 84)
    let process = try #require(program.processID)
    let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let kilobytes = try #require(peak?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    #expect(kilobytes <= 300 * 1_024)
  }

  @Test func `files that once stopped the program are opened or refused`() throws {
    let folder = "Tests/Fuzz/found"
    let names = try FileManager.default.contentsOfDirectory(
      atPath: "\(ImagingMaterial.root)/\(folder)")
    #expect(!names.isEmpty)
    for name in names {
      let file = try ImagingMaterial.file("\(folder)/\(name)")
      for attempt in [Self.normalise, Self.cutOut] {
        do { try attempt(program, file) } catch ImagingError.refused {}
      }
    }
  }

  private static func normalise(_ program: ImagingProgram, _ file: [UInt8]) throws {
    _ = try program.normalise(file, longestSide: 400, format: .webp, quality: 80)
  }

  private static func cutOut(_ program: ImagingProgram, _ file: [UInt8]) throws {
    _ = try program.cutOut(file)
  }

  @Test func `an ocean of pixels is refused before it is decoded`() throws {
    let ocean = ImagingMaterial.whitePNG(width: 50_000, height: 50_000, isEmpty: true)
    let clock = ContinuousClock()
    _ = try program.probe(ImagingMaterial.sample("sofa-white"))
    let time = clock.measure {
      let error = #expect(throws: ImagingError.self) { try program.probe(ocean) }
      guard case .refused(let sentence) = error else { return }
      #expect(sentence.contains("too large"))
    }
    // To decode it takes longer than this even on an idle machine.
    #expect(time < .seconds(3))
  }

  @Test func `killed in the middle it fails once and then works again`() throws {
    let picture = try ImagingMaterial.sample("plant-white")
    _ = try program.probe(picture)
    let victim = try #require(program.processID)
    let killer = Assassin.killAtWork(victim)
    defer { killer.join() }
    let error = #expect(throws: ImagingError.self) {
      for _ in 0..<20 { _ = try program.cutOut(picture) }
    }
    guard case .died = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(try program.probe(picture).width == 1_200)
    #expect(program.processID != victim)
  }

  @Test func `killed between two questions nobody notices`() throws {
    let picture = try ImagingMaterial.sample("vase-white")
    _ = try program.probe(picture)
    Assassin.kill(try #require(program.processID))
    #expect(try program.probe(picture).format == "jpeg")
  }

  @Test func `a program that hangs is stopped at the time limit`() throws {
    let hasty = ImagingMaterial.program(timeLimit: 4)
    let picture = try ImagingMaterial.sample("vase-white")
    _ = try hasty.probe(picture)
    kill(try #require(hasty.processID), SIGSTOP)
    #expect(throws: ImagingError.timedOut) { try hasty.probe(picture) }
    #expect(try hasty.probe(picture).height == 1_200)
  }

  @Test func `a program that is not there is an error and not a crash`() {
    let missing = ImagingProgram(path: "/nowhere/epox-imaging")
    #expect(throws: ImagingError.self) { try missing.probe([1, 2, 3]) }
  }

  @Test func `orientation is applied and the place is dropped`() throws {
    let room = try ImagingMaterial.room("minimal-studio-daylight").file
    let photo = ImagingMaterial.fromAPhone(room, orientation: 6, place: "Anna's kitchen")
    #expect(photo.contains(Array("Anna's kitchen".utf8)))
    let facts = try program.probe(photo)
    #expect(facts.width == 1_200 && facts.height == 1_600)
    for format in PictureFormat.allCases {
      let upright = try program.normalise(photo, longestSide: 800, format: format, quality: 80)
      #expect(upright.width == 600 && upright.height == 800)
      let leaks = upright.bytes.contains(Array("Anna".utf8))
      #expect(!leaks, "\(format)")
    }
  }

  @Test func `a picture is made smaller and never larger`() throws {
    let room = try ImagingMaterial.room("minimal-studio-daylight").file
    let small = try program.normalise(room, longestSide: 320, format: .webp, quality: 75)
    #expect(small.width == 320 && small.height == 240)
    #expect(small.bytes.dropFirst(8).starts(with: Array("WEBP".utf8)))
    let same = try program.normalise(room, longestSide: 5_000, format: .jpeg, quality: 75)
    #expect(same.width == 1_600 && same.height == 1_200)
  }

  @Test func `facts tell a plain background from a furnished room`() throws {
    let plain = try program.probe(ImagingMaterial.sample("sofa-white"))
    #expect(plain.plainBackground && !plain.hasAlpha)
    #expect(plain.averageColour.count == 7 && plain.averageColour.hasPrefix("#"))
    #expect(try !program.probe(ImagingMaterial.sample("armchair-room")).plainBackground)
  }
}
