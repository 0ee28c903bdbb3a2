import Blobs
import Crypto
import Imaging
import Jobs
import Postgres
import Site
import Threads

/// Makes an uploaded file into a picture of its product.
///
/// Idempotent: files are kept under their content's hash and the row is overwritten with the
/// same values.
package struct PreparePicture: Job {
  package static let kind = "prepare-picture"
  package static let attempts = 4
  package static let priority = 3
  package let picture: PictureID
  /// The key of the file as it was sent.
  package let file: String
  package var uniqueKey: String? { "picture/\(picture.pathText)" }

  package init(picture: PictureID, file: String) { (self.picture, self.file) = (picture, file) }

  package func run(in shift: Shift) throws {
    let bytes = try Configuration.current.blobs.get(file)
    try Catalog.prepare(bytes, for: picture, shift)
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    let isTechnical = sentence.hasPrefix("It failed")
    let reason = "This picture could not be opened. Please upload it again or as another file."
    try Catalog.fail(picture, isTechnical ? reason : sentence, shift)
  }
}

extension Catalog {
  /// Makes a file into a picture: the original kept, a large and a small WebP beside it.
  ///
  /// `source`: the address that it was fetched from. A file that cannot be used leaves the picture
  /// failed with the reason.
  /// The same file twice changes nothing the second time. When the imaging program dies the job
  /// is tried again, once.
  package static func prepare(
    _ bytes: [UInt8], for picture: PictureID, from source: String? = nil, _ shift: Shift
  ) throws {
    do {
      let made = try prepared(bytes, shift)
      try shift.transaction { db in
        try db.run(.keep(made.keys, made.facts, as: picture, from: source))
        try db.enqueue(
          AnalysePicture(picture: picture, file: made.keys.original), for: shift.client)
      }
    } catch ImagingError.refused(let sentence) {
      try fail(picture, sentence, shift)
    } catch let stop as ImagingError {
      throw shift.answer(to: stop)
    }
  }

  private struct Prepared: Sendable {
    let keys: PictureKeys
    let facts: PictureFacts
  }

  /// What the last files became: a shop shows one picture at several products and variations, and
  /// many shops show their supplier's.
  private static let lastPrepared = Memo<[UInt8], Prepared>(most: 500)

  /// The files of a picture, made once for the same bytes as long as they are there.
  private static func prepared(_ bytes: [UInt8], _ shift: Shift) throws -> Prepared {
    let blobs = Configuration.current.blobs
    let made = try lastPrepared.answer(sha256(bytes)) { try makeFiles(of: bytes, blobs, shift) }
    let isWhole = [made.keys.original, made.keys.large, made.keys.thumb].allSatisfy(blobs.has)
    return isWhole ? made : try makeFiles(of: bytes, blobs, shift)
  }

  private static func makeFiles(of bytes: [UInt8], _ blobs: Blobs, _ shift: Shift) throws
    -> Prepared
  {
    let facts = try shift.imaging.probe(bytes)
    let large = try shift.imaging.normalise(bytes, longestSide: 1600, format: .webp, quality: 84)
    let thumb = try shift.imaging.normalise(
      large.bytes, longestSide: 480, format: .webp, quality: 78)
    return Prepared(
      keys: PictureKeys(
        original: try blobs.put(bytes, ending(of: facts.format)),
        large: try blobs.put(large.bytes, "webp"), thumb: try blobs.put(thumb.bytes, "webp")),
      facts: facts)
  }

  /// Says that a picture cannot be had, and why; one that is there already stays.
  package static func fail(_ picture: PictureID, _ sentence: String, _ shift: Shift) throws {
    try shift.transaction { try $0.run(.fail(picture, sentence)) }
  }

  private static func ending(of format: String) -> String {
    let letters = format.lowercased().filter { $0.isASCII && $0.isLetter }
    return letters == "jpeg" ? "jpg" : letters.isEmpty ? "bin" : letters
  }
}

extension Shift {
  /// The imaging program of this worker thread.
  package var imaging: ImagingProgram {
    tool { ImagingProgram(path: Configuration.current.imagingProgram) }
  }

  /// What a job throws when the imaging program died or stood still at its picture: one more try,
  /// then the end, since such a file would stop the program every time.
  ///
  /// `end`: what is said then.
  package func answer(
    to stop: ImagingError,
    _ end: String = "The picture program stopped at this picture. Save the picture again, as JPEG "
      + "or PNG, and send the new file."
  ) -> any Error {
    attempt >= 2 ? GiveUp(end) : stop
  }
}
