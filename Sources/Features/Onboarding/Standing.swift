import FoundationEssentials
import Postgres
import Site

/// How far an account has come, in one row.
struct Standing: RowReadable, Sendable {
  let products: Int
  let pictures: Int
  let generated: Int
  let toReview: Int
  let approved: Int
  let rejected: Int
  let published: Int
  let hasStore: Bool
  let openFlow: FlowID?

  init(_ row: Row) throws {
    (products, pictures, generated) = (try row[0], try row[1], try row[2])
    (toReview, approved, rejected) = (try row[3], try row[4], try row[5])
    (published, hasStore, openFlow) = (try row[6], try row[7], try row[8])
  }

  /// Approved of what was judged, in per cent; nothing before the first decision.
  var approvalRate: Int? {
    let judged = approved + rejected
    return judged == 0 ? nil : approved * 100 / judged
  }
}

extension Query<Standing> {
  /// Counted by index; nothing here reads a product or a picture.
  static var standing: Self {
    """
    SELECT
      (SELECT count(*) FROM product WHERE deleted_at IS NULL),
      (SELECT count(*) FROM (SELECT FROM product_picture
        WHERE state = 'ready' AND removed_at IS NULL LIMIT 1) counted),
      made.generated, made.open, made.approved, made.rejected,
      (SELECT count(*) FROM synced_asset WHERE state IN ('pushed', 'verified')),
      EXISTS (SELECT FROM store WHERE state <> 'disconnected'),
      (SELECT flow_id FROM asset WHERE deleted_at IS NULL AND state = 'generated'
        AND approval = 'open' ORDER BY id DESC LIMIT 1)
    FROM (
      SELECT count(*) FILTER (WHERE state = 'generated') AS generated,
        count(*) FILTER (WHERE state = 'generated' AND approval = 'open') AS open,
        count(*) FILTER (WHERE approval = 'approved') AS approved,
        count(*) FILTER (WHERE approval = 'rejected') AS rejected
      FROM asset WHERE deleted_at IS NULL
    ) made
    """
  }
}

/// A kind of work that goes on for the account.
struct RunningWork: RowReadable, Sendable {
  let kind: String
  let jobs: Int
  let done: Int
  let total: Int?
  let note: String?

  init(_ row: Row) throws {
    (kind, jobs, done, total, note) = (try row[0], try row[1], try row[2], try row[3], try row[4])
  }

  /// What is going on, in words; `nil` for work that nobody needs to hear of.
  var words: String? {
    switch kind {
    case "generate-picture": "Generating pictures"
    case "prepare-picture": "Preparing uploaded pictures"
    case "fetch-picture": "Fetching product pictures"
    case "import-products": "Importing products"
    case "sync-product": "Publishing to the store"
    default: nil
    }
  }
}

extension Query<RunningWork> {
  /// Unfinished work by kind.
  ///
  /// Jobs that keep count themselves show it; of others it is the number that is waiting.
  static var running: Self {
    """
    SELECT kind, count(*), coalesce(sum(done_count), 0), sum(total_count),
      max(note) FILTER (WHERE state = 'running')
    FROM job WHERE state IN ('ready', 'running') GROUP BY kind ORDER BY min(created_at)
    """
  }
}
