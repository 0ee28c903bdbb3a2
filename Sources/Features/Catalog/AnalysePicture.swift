import Blobs
import Engines
import Imaging
import Jobs
import Postgres
import Site
import Threads

/// Looks at a product picture: its colours, background, sharpness and outline.
///
/// Idempotent by the file: the same one gives the same row.
package struct AnalysePicture: Job {
  package static let kind = "analyse-picture"
  package static let attempts = 3
  /// Nobody waits for it.
  package static let priority = 7
  package let picture: PictureID
  /// The key of the picture's file.
  package let file: String
  package var uniqueKey: String? { "sight/\(picture.pathText)/\(file)" }

  /// Files are known by their bytes, and many shops bring the same pictures: those of a supplier,
  /// or our own samples.
  private static let seen = Memo<String, PictureAnalysis>(most: 500)

  package init(picture: PictureID, file: String) { (self.picture, self.file) = (picture, file) }

  package func run(in shift: Shift) throws {
    do {
      let analysis = try Self.seen.answer(file) {
        try shift.imaging.analyse(try Configuration.current.blobs.get(file))
      }
      try shift.transaction { db in
        try db.run(.keep(analysis, of: picture, file))
        try db.run(.pairingTurn)
        for statement in Statement.unfileHash(of: picture) { try db.run(statement) }
        try db.run(.fileHash(of: picture))
        try db.run(.pair([picture]))
        guard try db.first(Query<EngineChoice>.choice)?.pictures == .ai else { return }
        try db.enqueue(DescribePicture(picture: picture, file: file), for: shift.client)
      }
    } catch ImagingError.refused {
      // A picture too small to say anything of is still a picture.
    } catch let stop as ImagingError {
      throw shift.answer(to: stop)
    }
  }
}
