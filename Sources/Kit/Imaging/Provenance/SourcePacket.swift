/// The XMP packet that tells a picture's source, and nothing else.
enum SourcePacket {
  /// A packet as it stands in a file.
  static func bytes(of source: DigitalSource) -> [UInt8] {
    Array(
      """
      <?xpacket begin="\u{FEFF}" id="W5M0MpCehiHzreSzNTczkc9d"?>
      <x:xmpmeta xmlns:x="adobe:ns:meta/">
      <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
      <Iptc4xmpExt:DigitalSourceType>\(source.address)</Iptc4xmpExt:DigitalSourceType>
      </rdf:Description>
      </rdf:RDF>
      </x:xmpmeta>
      <?xpacket end="r"?>
      """.utf8)
  }

  private static let property = Array("DigitalSourceType".utf8)
  private static let scheme = Array("digitalsourcetype/".utf8)
  /// How far behind the property's name its value may stand.
  private static let reach = 200

  /// The source that a stranger's packet tells, whether as element, attribute or resource.
  ///
  /// Only a code of the vocabulary is taken over; nothing else of the packet is looked at.
  static func source(in packet: ArraySlice<UInt8>) -> DigitalSource? {
    guard let name = packet.place(of: property) else { return nil }
    let near = packet[name..<min(name + reach, packet.endIndex)]
    guard let start = near.place(of: scheme) else { return nil }
    let letters = near[(start + scheme.count)...].prefix {
      (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
    }
    return DigitalSource(code: String(decoding: letters, as: UTF8.self))
  }
}

extension ArraySlice<UInt8> {
  /// Where some bytes begin for the first time.
  func place(of wanted: [UInt8]) -> Int? {
    guard let first = wanted.first, count >= wanted.count else { return nil }
    var from = startIndex
    let last = endIndex - wanted.count
    while from <= last, let found = self[from...last].firstIndex(of: first) {
      if self[found..<found + wanted.count].elementsEqual(wanted) { return found }
      from = found + 1
    }
    return nil
  }

  /// A number of two to four bytes, the most significant first.
  var bigEndian: Int { reduce(0) { $0 << 8 | Int($1) } }

  /// A number of two to four bytes, the least significant first.
  var littleEndian: Int { reversed().reduce(0) { $0 << 8 | Int($1) } }
}

extension UInt32 {
  var bigEndianBytes: [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: self >> (24 - 8 * $0)) } }
  var littleEndianBytes: [UInt8] { bigEndianBytes.reversed() }
}
