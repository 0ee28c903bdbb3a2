import Jobs
import Postgres
import Site

/// Pairs all pictures of an account that look alike: those of the time before pairs were kept.
///
/// Idempotent by the pair. It keeps its place after every batch.
package struct FindLookAlikes: Job {
  package static let kind = "find-look-alikes"
  package static let priority = 8
  package var uniqueKey: String? { "look-alikes" }

  package init() {}

  package func run(in shift: Shift) throws {
    while true {
      try shift.obeyWishes()
      // The place is kept as JSON: an id stands between quotation marks.
      let place = shift.place.flatMap { PictureID(pathText: $0.filter { $0 != "\"" }) }
      let batch = try shift.db.read(as: shift.client, .seen(after: place))
      guard let last = batch.last else { return }
      try shift.transaction { db in
        try db.run(.pair(batch))
        try shift.keepPlace("\"\(last.pathText)\"")
      }
    }
  }
}

extension Query<PictureID> {
  /// The next pictures that somebody has looked at.
  fileprivate static func seen(after place: PictureID?) -> Self {
    """
    SELECT picture_id FROM picture_sight WHERE client_id = current_client()
      AND (\(place)::uuid IS NULL OR picture_id > \(place)::uuid)
    ORDER BY picture_id LIMIT 200
    """
  }
}
