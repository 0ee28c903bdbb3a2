import FoundationEssentials
import Imaging
import Pictures
import Testing

@Suite struct PicturesProvenanceTests {
  let isReady = PicturesTests.isReady

  private func sofa(_ format: PictureFormat, _ side: Int = 300) throws -> Picture {
    #expect(isReady)
    return try Pictures.normalise(
      ImagingMaterial.sample("sofa-white"), longestSide: side, format: format, quality: 80)
  }

  @Test func `a mere crop of a picture of unknown source says nothing`() throws {
    for format in PictureFormat.allCases {
      #expect(DigitalSource.told(by: try sofa(format).bytes) == nil)
    }
    #expect(DigitalSource.of(nil, after: .none) == nil)
  }

  @Test(arguments: PictureFormat.allCases, DigitalSource.allCases)
  func `what a file says of its source is read back`(
    _ format: PictureFormat, _ source: DigitalSource
  ) throws {
    let marked = try sofa(format).telling(source)
    #expect(DigitalSource.told(by: marked.bytes) == source)
    let text = String(decoding: marked.bytes, as: UTF8.self)
    #expect(text.contains("<Iptc4xmpExt:DigitalSourceType>\(source.address)<"))
  }

  @Test(arguments: PictureFormat.allCases)
  func `a marked file is the same picture`(_ format: PictureFormat) throws {
    let plain = try sofa(format)
    let marked = plain.telling(.composite)
    #expect(try Pictures.luminance(marked.bytes) == Pictures.luminance(plain.bytes))
    #expect(try Pictures.probe(marked.bytes) == Pictures.probe(plain.bytes))
  }

  @Test(arguments: PictureFormat.allCases)
  func `marking again replaces what was said before`(_ format: PictureFormat) throws {
    let once = try sofa(format).telling(.composite)
    let twice = once.telling(.trainedAlgorithmicMedia)
    #expect(DigitalSource.told(by: twice.bytes) == .trainedAlgorithmicMedia)
    #expect(twice.telling(.composite) == once)
  }

  @Test(arguments: PictureFormat.allCases)
  func `a seal that would be broken by it is taken off`(_ format: PictureFormat) throws {
    let plain = try sofa(format)
    let sealed = sealed(plain.telling(.composite).bytes, format)
    #expect(String(decoding: sealed, as: UTF8.self).contains("urn:c2pa:test"))
    let marked = DigitalSource.trainedAlgorithmicMedia.marking(sealed)
    #expect(!String(decoding: marked, as: UTF8.self).contains("urn:c2pa:test"))
    #expect(marked == plain.telling(.trainedAlgorithmicMedia).bytes)
  }

  /// The file with a manifest as each format keeps it.
  private func sealed(_ file: [UInt8], _ format: PictureFormat) -> [UInt8] {
    let words = Array("urn:c2pa:test...".utf8)
    switch format {
    case .jpeg:
      let content = Array("JP".utf8) + words
      return file.prefix(2) + [0xFF, 0xEB, 0, UInt8(content.count + 2)] + content
        + file.dropFirst(2)
    case .png:
      // Behind the signature and the head, which take 33 bytes.
      let chunk = [0, 0, 0, UInt8(words.count)] + Array("caBX".utf8) + words + [0, 0, 0, 0]
      return file.prefix(33) + chunk + file.dropFirst(33)
    case .webp:
      var whole = file + Array("C2PA".utf8) + [UInt8(words.count), 0, 0, 0] + words
      let length = UInt32(whole.count - 8)
      for place in 0..<4 { whole[4 + place] = UInt8(truncatingIfNeeded: length >> (8 * place)) }
      return whole
    }
  }

  @Test(arguments: PictureFormat.allCases, PictureFormat.allCases)
  func `a source outlives every encoding`(_ from: PictureFormat, _ to: PictureFormat) throws {
    let made = try sofa(from).telling(.trainedAlgorithmicMedia)
    let small = try Pictures.normalise(made.bytes, longestSide: 90, format: to, quality: 60)
    #expect(small.width == 90)
    #expect(DigitalSource.told(by: small.bytes) == .trainedAlgorithmicMedia)
    let cutOut = try Pictures.cutOut(made.bytes)
    #expect(DigitalSource.told(by: cutOut.png) == .trainedAlgorithmicMedia)
  }

  @Test func `of a stranger's metadata only the source is kept`() throws {
    let packet = """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF><rdf:Description
      exif:GPSLatitude="52,31.2N" photoshop:City="Annaberg"
      Iptc4xmpExt:DigitalSourceType = "\(DigitalSource.digitalCapture.address)"/></rdf:RDF>
      """
    let content = Array("http://ns.adobe.com/xap/1.0/\0\(packet)".utf8)
    let plain = try sofa(.jpeg).bytes
    let length = content.count + 2
    let photo =
      plain.prefix(2) + [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 255)] + content
      + plain.dropFirst(2)
    for format in PictureFormat.allCases {
      let ours = try Pictures.normalise(Array(photo), longestSide: 90, format: format, quality: 80)
      #expect(DigitalSource.told(by: ours.bytes) == .digitalCapture)
      #expect(!ours.bytes.contains(Array("GPS".utf8)))
      #expect(!ours.bytes.contains(Array("Annaberg".utf8)))
    }
  }

  @Test func `a room with a product says that it is put together`() throws {
    #expect(isReady)
    let cases: [(DigitalSource?, DigitalSource)] = [
      (nil, .composite), (.digitalCapture, .composite),
      (.trainedAlgorithmicMedia, .compositeSynthetic),
    ]
    for (source, expected) in cases {
      let picture = try Pictures.normalise(
        ImagingMaterial.sample("armchair-white"), longestSide: 600, format: .png, quality: 80)
      let cutOut = try Pictures.cutOut(picture.telling(source).bytes)
      let (plate, file) = try ImagingMaterial.room("boho-corner-daylight")
      let made = try Pictures.compose(
        Scene(
          cutOut: cutOut.png, baseX: cutOut.baseX, baseY: cutOut.baseY, plate: plate,
          plateFile: file, longestSide: 240))
      #expect(DigitalSource.told(by: made.bytes) == expected)
    }
  }

  @Test func `what AI made stays so after any edit`() {
    for source in DigitalSource.allCases where source.isGenerative {
      for change in [DigitalSource.Change.none, .appearance, .content, .generative] {
        #expect(DigitalSource.of(source, after: change)?.isGenerative == true)
      }
    }
    #expect(DigitalSource.of(.trainedAlgorithmicMedia, after: .content) == .trainedAlgorithmicMedia)
    #expect(DigitalSource.of(nil, after: .appearance) == .algorithmicallyEnhanced)
    #expect(DigitalSource.of(.digitalCapture, after: .content) == .humanEdits)
    #expect(DigitalSource.of(.composite, after: .content) == .composite)
    #expect(
      DigitalSource.of(.composite, after: .generative) == .compositeWithTrainedAlgorithmicMedia)
  }

  @Test func `broken files come back as they were`() throws {
    for format in PictureFormat.allCases {
      let file = try sofa(format, 40).bytes
      for end in 0..<min(file.count, 400) {
        let part = Array(file.prefix(end))
        _ = DigitalSource.told(by: part)
        _ = DigitalSource.composite.marking(part)
      }
      for place in 0..<min(file.count, 400) {
        var part = file
        part[place] = ~part[place]
        _ = DigitalSource.told(by: DigitalSource.composite.marking(part))
      }
    }
    #expect(DigitalSource.composite.marking([1, 2, 3]) == [1, 2, 3])
  }
}
