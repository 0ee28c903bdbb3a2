import FoundationEssentials

/// What travels between the client and the imaging program.
///
/// A message is eight bytes ("EPOX" and the header's length, big-endian), a JSON header, and
/// the blobs whose lengths the header tells. Neither side believes a length before checking it.
package enum Wire {
  /// The longest header that is read.
  package static let longestHeader = 256 * 1_024
  /// The most that all blobs of one message may weigh.
  package static let heaviestBlobs = 200 * 1_024 * 1_024

  /// A message that does not follow the rules.
  package struct Malformed: Error {
    package let reason: String

    package init(_ reason: String) { self.reason = reason }
  }

  /// Something that bytes can be read from and written to, in full or not at all.
  package protocol Line {
    func read(exactly count: Int) throws -> [UInt8]
    func write(_ bytes: [UInt8]) throws
  }

  /// A question to the imaging program.
  package struct Order: Codable {
    package var task: Task
    package var longestSide: Int?
    package var format: PictureFormat?
    package var quality: Int?
    package var scene: Scene?
    package var near: PlaceInPicture?
    package var edits: [Edit]?
    package var hint: CutOutHint?
    package var blobs: [Int] = []

    package enum Task: String, Codable {
      case probe, normalise, cutOut, compose, fidelity, isolate, look, analyse, edit
    }

    package init(_ task: Task) { self.task = task }
  }

  /// What the imaging program says: facts, a picture's measures, or why not.
  package struct Reply: Codable {
    package var refused: String?
    package var failed: String?
    package var facts: PictureFacts?
    package var look: Look?
    package var walls: WallReport?
    package var width: Int?
    package var height: Int?
    package var format: PictureFormat?
    package var confidence: Double?
    package var baseX: Double?
    package var baseY: Double?
    package var fidelity: Fidelity?
    package var analysis: PictureAnalysis?
    package var blobs: [Int] = []

    package init() {}
  }

  package static func send(_ header: some Encodable, blobs: [[UInt8]], on line: some Line) throws {
    let text = [UInt8](try JSONEncoder().encode(header))
    let count = UInt32(text.count)
    let length = (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * $0)) }
    try line.write(Array("EPOX".utf8) + length + text)
    for blob in blobs { try line.write(blob) }
  }

  package static func receive<Header: Decodable>(
    _ type: Header.Type, sizes: (Header) -> [Int], on line: some Line
  ) throws -> (Header, [[UInt8]]) {
    let start = try line.read(exactly: 8)
    guard start.prefix(4).elementsEqual("EPOX".utf8) else { throw Malformed("no message") }
    let length = start.dropFirst(4).reduce(0) { $0 << 8 | Int($1) }
    guard length <= longestHeader else { throw Malformed("a header of \(length) bytes") }
    let text = try line.read(exactly: length)
    let header = try JSONDecoder().decode(Header.self, from: Data(text))
    let lengths = sizes(header)
    guard
      lengths.count <= 8, lengths.allSatisfy({ 0...heaviestBlobs ~= $0 }),
      lengths.reduce(0, +) <= heaviestBlobs
    else { throw Malformed("blobs of \(lengths) bytes") }
    return (header, try lengths.map(line.read(exactly:)))
  }
}
