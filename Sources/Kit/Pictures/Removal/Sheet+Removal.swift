import Imaging

extension Sheet {
  /// Takes away what the mask shows in white.
  mutating func remove(_ file: [UInt8]?, seed: UInt64) throws {
    remove(try Hole(file, width, height), seed: seed)
  }

  /// Takes away a rectangle.
  mutating func remove(_ part: PlaceInPicture, seed: UInt64) throws {
    remove(try Hole(part, width, height), seed: seed)
  }

  private mutating func remove(_ hole: Hole, seed: UInt64) {
    let (box, wide) = (hole.surroundings, width)
    let patch = Patch(hole, seed: seed) { channels[$0].cropped(box) }
    for channel in 0..<3 {
      let filled = patch.plane(channel)
      for index in hole.part.at.indices where hole.part.at[index] {
        channels[channel].at[hole.place(index, wide)] = filled.at[index]
      }
    }
    guard let alpha else { return }
    for index in hole.part.at.indices where hole.part.at[index] {
      alpha.at[hole.place(index, wide)] = 1
    }
  }
}

extension Raster {
  /// Around a larger place there are more pixels than memory allows for.
  private static let mostAround = 9_000_000

  /// Takes away what lies in a hole, and leaves every other pixel as it is; or nothing at all,
  /// where it is too much for so large a picture.
  mutating func remove(_ hole: Hole, seed: UInt64) throws -> Bool {
    let box = hole.surroundings
    guard box.width * box.height <= Raster.mostAround else { return false }
    let patch = Patch(hole, seed: seed) { plane($0, in: box) }
    for channel in 0..<bands {
      let filled = channel < 3 ? patch.plane(channel) : nil
      for index in hole.part.at.indices where hole.part.at[index] {
        let byte = filled.map { UInt8(Light.byte($0.at[index]) + 0.5) } ?? 255
        bytes[hole.place(index, width) * bands + channel] = byte
      }
    }
    return true
  }
}
