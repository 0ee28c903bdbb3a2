import FoundationEssentials
import Imaging

/// Makes the sandbox's pictures: the product of the first reference, cut out and put into the room
/// of the second one by the built-in imaging program.
struct DarkRoom {
  let call: GeminiCall

  /// A picture of the shape and size that is asked for.
  func picture() throws -> [UInt8] { try sourceless(picture(side: side, variant: chance(4))) }

  /// A small and worse one, as models draw before they are done.
  func sketch() throws -> [UInt8] { try sourceless(picture(side: side / 2, variant: 5)) }

  private func picture(side: Int, variant: Int) throws -> [UInt8] {
    let imaging = ImagingProgram(path: Sandbox.settings.imagingProgram)
    do {
      return try composed(imaging, side: side, variant: variant)
    } catch ImagingError.refused {
      let any = try call.pictures.first?.bytes ?? file(of: plate)
      let ratio = Aspect(rawValue: call.aspect)?.ratio ?? 1
      let shaped = try imaging.edit(any, [.shape(ratio: ratio)], format: .jpeg, quality: 92)
      return try imaging.normalise(shaped.bytes, longestSide: side, format: .jpeg, quality: 88)
        .bytes
    } catch let error as ImagingError {
      throw GeminiError(code: 500, status: "INTERNAL", message: String(describing: error))
    }
  }

  private func composed(_ imaging: ImagingProgram, side: Int, variant: Int) throws -> [UInt8] {
    let backdrop = backdrop
    guard call.pictures.count > 1 || backdrop != nil else {
      throw ImagingError.refused("One reference: an edit.")
    }
    let plate = try plate
    // The second reference is the room, where there is one.
    let products = call.pictures.enumerated().filter { $0.offset != 1 || backdrop != nil }
    let items = try products.map { _, picture in
      let product = try imaging.cutOut(picture.bytes)
      return Scene.Item(cutOut: product.png, baseX: product.baseX, baseY: product.baseY)
    }
    var scene = Scene(
      items: items, setting: backdrop.map(Setting.plain) ?? .room(plate),
      aspect: Aspect(rawValue: call.aspect) ?? .square,
      variant: variant, seed: UInt64(chance(1000)), longestSide: side, format: .jpeg, quality: 90)
    if backdrop == nil { scene.plateFile = try file(of: plate) }
    return try imaging.compose(scene).bytes
  }

  /// The longer side: models keep the number of pixels, not the side.
  private var side: Int {
    let sizes: [String: Double] = ["512": 512, "1K": 1024, "2K": 2048, "4K": 4096]
    let size = sizes[call.size] ?? 1024
    let ratio = Aspect(rawValue: call.aspect)?.ratio ?? 1
    return min(Int(size * max(ratio, 1 / ratio).squareRoot()), 2048)
  }

  /// The plain background that the prompt speaks of.
  private var backdrop: PlainBackdrop? {
    guard
      let line = call.words.split(separator: "\n").first(where: {
        $0.hasPrefix("Background: ")
      }), let start = line.firstIndex(of: "#")
    else { return nil }
    return PlainBackdrop(.sweep, colour: String(line[start...].prefix(7)))
  }

  /// The room that the prompt speaks of, else any.
  private var plate: RoomPlate {
    get throws {
      let plates = try RoomPlate.library(folder: Sandbox.settings.rooms)
      guard !plates.isEmpty else { throw ImagingError.refused("There are no rooms.") }
      let named = plates.filter {
        call.words.contains("Room: \($0.roomType), \($0.style)")
          && call.words.contains($0.mood == "evening" ? "evening light" : "daylight")
      }
      return named.first ?? plates[chance(plates.count)]
    }
  }

  private func file(of plate: RoomPlate) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(filePath: "\(Sandbox.settings.rooms)/\(plate.file)")))
  }

  /// The same prompt gives the same picture.
  private func chance(_ count: Int) -> Int {
    let sum = call.words.utf8.reduce(UInt64(7)) { ($0 &* 31) &+ UInt64($1) }
    return Int(sum % UInt64(count))
  }
}

/// The file with nothing in it of where its picture came from: the real services drop metadata.
///
/// The word that leads to it is made unreadable in its place.
func sourceless(_ file: [UInt8]) -> [UInt8] {
  let word = Array("digitalsourcetype/".utf8)
  guard let found = file.firstRange(of: word) else { return file }
  var rest = file
  rest.replaceSubrange(found, with: repeatElement(0x20, count: word.count))
  return sourceless(rest)
}
