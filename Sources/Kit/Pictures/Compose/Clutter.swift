import Glibc
import Imaging

/// Where a room's picture is calm and where there is something to see already.
struct Clutter {
  private let edges: Plane
  private let scale: Float

  /// From the plate's file, as the stage shows it.
  init(_ file: [UInt8], _ stage: Stage) throws {
    let small = try StrangersFile(file).decoded(side: 110)
    let (width, height) = (small.width, small.height)
    scale = Float(width) / max(stage.size?.width ?? 1, 1)
    edges = Plane(width, height)
    func light(_ x: Int, _ y: Int) -> Float {
      let column = stage.isMirrored ? width - 1 - x : x
      let at = (y * width + column) * small.bands
      return Float(small.pixels[at]) + Float(small.pixels[at + 1]) + Float(small.pixels[at + 2])
    }
    for y in 0..<height - 1 {
      for x in 0..<width - 1 {
        let step = abs(light(x + 1, y) - light(x, y)) + abs(light(x, y + 1) - light(x, y))
        edges.at[y * width + x] = step > 18 + 0.11 * light(x, y) ? 1 : 0
      }
    }
  }

  /// How much there is to see behind a frame of the plate: 0 nothing, 1 edges all over.
  ///
  /// What is cut by the frame's sides counts double: half a picture beside a sofa is worse than
  /// a whole one behind it.
  func behind(_ frame: Frame) -> Float {
    let (wide, tall) = (frame.width * 0.12, frame.height * 0.3)
    let (left, right) = (Int((frame.left - wide) * scale), Int((frame.right + wide) * scale))
    let (top, bottom) = (Int((frame.top - tall) * scale), Int(frame.bottom * scale))
    var (sum, count): (Float, Float) = (0, 0)
    for y in max(top, 0)..<max(min(bottom, edges.height), max(top, 0)) {
      for x in max(left, 0)..<max(min(right, edges.width), max(left, 0)) {
        let isSide = x - left < 6 || right - x < 6
        sum += edges.at[y * edges.width + x] * (isSide ? 2 : 1)
        count += 1
      }
    }
    return count > 0 ? sum / count : 0
  }
}
