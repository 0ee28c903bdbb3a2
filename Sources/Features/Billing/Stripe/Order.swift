import FoundationEssentials
import Postgres
import Site

/// Something that was ordered, at the price that was shown.
struct Order: RowReadable, Sendable {
  let id: PurchaseID
  let amount: Int
  let currency: String
  let state: String
  /// What a pack brings, `nil` for a plan.
  let credits: Int?
  let session, url: String?
  let planName: String?
  let every: String?

  init(_ row: Row) throws {
    (id, amount, currency, state) = (try row[0], try row[1], try row[2], try row[3])
    (credits, session, url) = (try row[4], try row[5], try row[6])
    (planName, every) = (try row[7], try row[8])
  }

  /// Whether nothing can change it any more.
  var isOver: Bool { state == "paid" || state == "wrong" }

  /// What it is, for people.
  var words: String {
    planName.map { "the plan \($0), every \(every ?? "month")" } ?? "\(credits ?? 0) credits"
  }

  /// The same at the beginning of a sentence.
  var title: String { words.prefix(1).uppercased() + words.dropFirst() }
}

extension Query<Order> {
  static func order(session: String) -> Self {
    """
    SELECT o.id, o.amount, o.currency, o.state, k.credits, o.session, o.url, p.name, o.every
    FROM purchase o LEFT JOIN credit_package k ON k.id = o.pack_id
    LEFT JOIN plan p ON p.id = o.plan_id
    WHERE o.client_id = current_client() AND o.session = \(session) FOR UPDATE OF o
    """
  }

  static func order(_ id: PurchaseID) -> Self {
    """
    SELECT o.id, o.amount, o.currency, o.state, k.credits, o.session, o.url, p.name, o.every
    FROM purchase o LEFT JOIN credit_package k ON k.id = o.pack_id
    LEFT JOIN plan p ON p.id = o.plan_id
    WHERE o.client_id = current_client() AND o.id = \(id)
    """
  }

  /// Those that nobody has paid yet, besides the newest.
  static var olderOpenOrders: Self {
    """
    SELECT o.id, o.amount, o.currency, o.state, k.credits, o.session, o.url, p.name, o.every
    FROM purchase o LEFT JOIN credit_package k ON k.id = o.pack_id
    LEFT JOIN plan p ON p.id = o.plan_id
    WHERE o.client_id = current_client() AND o.state = 'open' AND o.session IS NOT NULL
      AND EXISTS (SELECT FROM purchase n WHERE n.client_id = o.client_id AND n.state = 'open'
        AND n.session IS NOT NULL AND n.id > o.id)
    """
  }
}
