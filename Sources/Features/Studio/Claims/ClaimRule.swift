import FoundationEssentials
import Postgres
import Site

/// By which rule the credit of a bad picture comes back.
package struct ClaimRule: RowReadable, Sendable {
  package let version: Int
  /// So many percent of a month's pictures may be claimed.
  package let monthPercent: Int
  /// So many in any case.
  package let monthLeast: Int
  /// How long after a picture was made.
  package let days: Int
  /// Below this fidelity a picture may always be claimed.
  package let score: Int
  package let since: Date

  package init(_ row: Row) throws {
    (version, monthPercent, monthLeast) = (try row[0], try row[1], try row[2])
    (days, score, since) = (try row[3], try row[4], try row[5])
  }
}

extension Query<ClaimRule> {
  /// The rule that counts today.
  package static var claimRule: Self {
    """
    SELECT version, month_percent, month_least, days, score, since FROM claim_rule
    ORDER BY version DESC LIMIT 1
    """
  }
}

/// Whether a picture can be claimed, as its page shows it.
struct ClaimStanding: RowReadable, Sendable {
  /// When its credit came back; nothing before.
  let claimedAt: Date?
  /// Credits that it cost.
  let cost: Int
  let isUntrue: Bool
  let isLate: Bool
  /// How many more of this month's pictures may be claimed.
  let left: Int

  init(_ row: Row) throws {
    (claimedAt, cost, isUntrue) = (try row[0], try row[1], try row[2])
    (isLate, left) = (try row[3], try row[4])
  }
}

extension Query<ClaimStanding> {
  /// How it stands with a picture that cost something; no row for others.
  static func claim(on asset: AssetID) -> Self {
    """
    SELECT c.at, p.credits, coalesce(f.score < r.score, false),
      p.settled_at < now() - make_interval(days => r.days), claims_left()
    FROM asset a
    JOIN credit_reservation p ON p.client_id = a.client_id AND p.state = 'captured'
      AND (starts_with(p.cause, 'asset/' || a.id || '/') OR p.cause = 'edit/' || a.id)
    CROSS JOIN (SELECT * FROM claim_rule ORDER BY version DESC LIMIT 1) r
    LEFT JOIN claim c ON c.client_id = a.client_id AND c.asset_id = a.id
    LEFT JOIN asset_fidelity f ON f.client_id = a.client_id AND f.asset_id = a.id
    WHERE a.client_id = current_client() AND a.id = \(asset) AND a.state = 'generated' LIMIT 1
    """
  }
}
