import Imaging
import Pictures
import Synchronization

/// Scenes for the tests of composing.
enum SceneMaterial {
  private static let cutOuts = Mutex<[String: CutOut]>([:])

  /// A product of the samples on white, cut out once for all tests.
  static func cutOut(_ name: String) throws -> CutOut {
    if let made = cutOuts.withLock({ $0[name] }) { return made }
    let made = try Pictures.cutOut(ImagingMaterial.sample("\(name)-white"))
    cutOuts.withLock { $0[name] = made }
    return made
  }

  /// A product of the samples, ready for a scene.
  static func item(_ name: String, kind: Furniture = .other, _ size: [Double] = []) throws
    -> Scene.Item
  {
    let cutOut = try cutOut(name)
    return Scene.Item(
      cutOut: cutOut.png, baseX: cutOut.baseX, baseY: cutOut.baseY, widthCM: size.first,
      heightCM: size.dropFirst().first, depthCM: size.dropFirst(2).first, kind: kind)
  }

  static func armchair() throws -> Scene.Item {
    try item("armchair", kind: .armchair, [83, 79, 81])
  }

  /// A plain magenta rectangle, seen straight on, of this size in centimetres.
  static func board(_ width: Double, _ height: Double, _ depth: Double = 1) -> Scene.Item {
    let (wide, tall) = (Int(width * 3), Int(height * 3))
    let png = ImagingMaterial.boxPNG(
      width: wide + 20, height: tall + 20, box: (10..<wide + 10, 10..<tall + 10))
    return Scene.Item(
      cutOut: png, baseX: Double(wide) / 2 + 10, baseY: Double(tall) + 9, widthCM: width,
      heightCM: height, depthCM: depth)
  }

  static func scene(
    _ items: [Scene.Item], in room: String, side: Int = 480, variant: Int = 0
  ) throws -> Scene {
    let (plate, file) = try ImagingMaterial.room(room)
    return Scene(
      items: items, setting: .room(plate), plateFile: file, variant: variant, seed: 5,
      longestSide: side, format: .png)
  }

  static func scene(_ items: [Scene.Item], on backdrop: PlainBackdrop, side: Int = 480) -> Scene {
    Scene(items: items, setting: .plain(backdrop), seed: 5, longestSide: side, format: .png)
  }

  /// The box around all magenta pixels of a picture.
  static func magenta(_ picture: Picture) throws -> (
    left: Int, right: Int, top: Int, bottom: Int
  ) {
    let view = try PictureView(picture)
    var (left, right, top, bottom) = (picture.width, -1, picture.height, -1)
    for y in 0..<picture.height {
      for x in 0..<picture.width where view.isMagenta(x, y) {
        (left, right) = (min(left, x), max(right, x))
        (top, bottom) = (min(top, y), max(bottom, y))
      }
    }
    return (left, right, top, bottom)
  }
}

/// The pixels of a finished picture.
struct PictureView {
  let width: Int
  let height: Int
  private let bytes: [UInt8]

  init(_ picture: Picture) throws {
    (width, height) = (picture.width, picture.height)
    bytes = try Pictures.colours(picture.bytes)
  }

  func pixel(_ x: Int, _ y: Int) -> [UInt8] {
    let at = (y * width + x) * 3
    return Array(bytes[at..<at + 3])
  }

  func isMagenta(_ x: Int, _ y: Int) -> Bool {
    let at = (y * width + x) * 3
    return bytes[at] > 90 && bytes[at + 2] > 90 && Int(bytes[at + 1]) < Int(bytes[at]) / 2
  }

  var corners: [[UInt8]] {
    [pixel(0, 0), pixel(width - 1, 0), pixel(0, height - 1), pixel(width - 1, height - 1)]
  }
}
