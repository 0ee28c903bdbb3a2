/// Whether a PNG file is whole.
///
/// Decoders fill what they cannot read with black and go on, so that half a file looks like a
/// picture with a dark foot.
package enum PNGSoundness {
  private static let drawn = ["IHDR", "PLTE", "IDAT"]

  /// Whether its chunks lead to its end, and those that hold the picture are as they were written.
  package static func isWhole(_ file: [UInt8]) -> Bool {
    var place = 8
    while place + 12 <= file.count {
      let end = place + 12 + file[place..<place + 4].bigEndian
      guard end <= file.count else { return false }
      let name = String(decoding: file[place + 4..<place + 8], as: UTF8.self)
      if name == "IEND" { return true }
      let sum = Int(CRC32.of(file[place + 4..<end - 4]))
      guard !drawn.contains(name) || sum == file[end - 4..<end].bigEndian else { return false }
      place = end
    }
    return false
  }
}
