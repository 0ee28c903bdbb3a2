import Blobs
import Catalog
import Fetch
import FoundationEssentials
import Imaging
import Jobs
import Postgres
import Site
import Stores

/// Fetches the first picture of what an import could bring, shows it in the list while the merchant
/// looks through it, and compares it with the pictures that are here.
///
/// Idempotent by the row. It ends as soon as the merchant has decided; the rest is found when the
/// pictures arrive.
package struct CompareItems: Job {
  package static let kind = "compare-items"
  package static let attempts = 3
  package static let priority = 6
  /// How many pictures are fetched for a look that may come to nothing.
  package static let most = 100
  let run: ImportID
  package var uniqueKey: String? { "compare/\(run.pathText)" }

  package func run(in shift: Shift) throws {
    while let item = try shift.db.read(as: shift.client, .toCompare(run)).first {
      try shift.obeyWishes()
      let seen = try look(at: item.url, shift)
      try shift.transaction { _ = try $0.run(.compared(item, seen, run)) }
    }
  }

  /// What the picture looks like; nothing for one that cannot be had, which is told when it is
  /// imported.
  private func look(at url: String, _ shift: Shift) throws -> SeenPicture? {
    var call = Call(.get, url, timeout: 20, limit: 30 << 20)
    call.redirects = 4
    do {
      let reply = try HostSlot.hold(hostName(of: url), shift.db) { try shift.fetch.send(call) }
      guard reply.status == 200 else { return nil }
      let small = try shift.imaging.normalise(
        reply.body, longestSide: 160, format: .webp, quality: 75)
      return SeenPicture(
        hash: try shift.imaging.analyse(reply.body).hash,
        thumb: try Configuration.current.blobs.put(small.bytes, "webp"))
    } catch is FetchError {
      return nil
    } catch is ImagingError {
      return nil
    }
  }
}

private struct SeenPicture {
  let hash: PerceptualHash
  /// The key of a small one for the list.
  let thumb: String
}

/// A row whose picture was not compared yet.
struct UncomparedItem: RowReadable {
  let position: Int
  let url: String
  init(_ row: Row) throws { (position, url) = (try row[0], try row[1]) }
}

extension Query<UncomparedItem> {
  fileprivate static func toCompare(_ run: ImportID) -> Self {
    """
    SELECT i.position, i.thumb_url FROM import_item i
    JOIN import_run r ON r.client_id = i.client_id AND r.id = i.run_id AND r.state = 'preview'
    WHERE i.client_id = current_client() AND i.run_id = \(run) AND NOT i.compared
      AND i.outcome = 'new' AND i.thumb_url <> ''
      AND (SELECT count(*) FROM import_item done WHERE done.client_id = i.client_id
        AND done.run_id = i.run_id AND done.compared) < \(CompareItems.most)
    ORDER BY i.position LIMIT 1
    """
  }
}

extension Statement {
  /// A new product whose picture is here already looks like a duplicate of the one that has it.
  fileprivate static func compared(_ item: UncomparedItem, _ seen: SeenPicture?, _ run: ImportID)
    -> Self
  {
    let digits = seen?.hash.hex
    return """
      UPDATE import_item i SET compared = true, thumb = \(seen?.thumb), twin_id = coalesce(twin.id, i.twin_id),
        outcome = CASE WHEN twin.id IS NULL THEN i.outcome ELSE 'duplicate' END,
        is_twin_by_picture = twin.id IS NOT NULL
      FROM (SELECT (
        SELECT p.id FROM generate_series(0, 7) AS part
        JOIN picture_band b ON b.client_id = current_client() AND b.band = part
          AND b.value = get_byte(decode(\(digits), 'hex'), part)
          AND bit_count(b.hash # ('x' || \(digits))::bit(64)) <= 7
        JOIN product_picture pp ON pp.client_id = b.client_id AND pp.id = b.picture_id
          AND pp.removed_at IS NULL
        JOIN product p ON p.client_id = pp.client_id AND p.id = pp.product_id
          AND p.deleted_at IS NULL
        ORDER BY bit_count(b.hash # ('x' || \(digits))::bit(64)), p.id LIMIT 1) AS id) twin
      WHERE i.client_id = current_client() AND i.run_id = \(run) AND i.position = \(item.position)
        AND i.outcome = 'new'
      """
  }
}
