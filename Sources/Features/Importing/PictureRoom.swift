import Billing
import FoundationEssentials
import Jobs
import Postgres
import Site

extension Importing {
  /// Lets pictures be fetched, as many as the account's plan has room for, what came first first.
  ///
  /// The others are left out with what to do; a later import tries them once more.
  static func fetch(_ pictures: [PictureID], _ client: UUID, _ db: Database) throws {
    guard !pictures.isEmpty else { return }
    var leftOut: Set<PictureID> = []
    if let (room, full) = try Billing.roomForPending(db) {
      leftOut = Set(try db.all(Query<PictureID>.leaveOut(after: room, full)))
    }
    let wanted = pictures.filter { !leftOut.contains($0) }
    try db.enqueue(wanted.map { FetchPicture(picture: $0) }, for: client)
  }
}

extension Query<PictureID> {
  /// Leaves out what waits for its file beyond so many.
  fileprivate static func leaveOut(after room: Int, _ reason: String) -> Self {
    """
    UPDATE product_picture SET state = 'failed', reason = \(reason)
    WHERE client_id = current_client() AND id IN (
      SELECT id FROM product_picture
      WHERE client_id = current_client() AND state = 'pending' AND removed_at IS NULL
      ORDER BY id OFFSET \(room)::bigint)
    RETURNING id
    """
  }
}
