import Accounts
import Design
import HTTP
import Postgres
import Site

extension Billing {
  /// Tells the owners when few credits are left, and when none are: each once until new ones come,
  /// in the transaction that uses them.
  ///
  /// Who only tries Epox has few from the start, and hears of it at the end alone.
  static func alertLow(_ db: Database) throws {
    let told = try db.run(
      """
      INSERT INTO credit_alert AS a (client_id, lot_id, is_out)
      SELECT b.client_id, l.id, b.credits = 0 FROM credit_balance b CROSS JOIN LATERAL (
        SELECT id, source FROM credit_lot WHERE client_id = b.client_id AND source <> 'refund'
        ORDER BY id DESC LIMIT 1) l
      WHERE b.client_id = current_client() AND b.credits < \(fewCredits)
        AND (b.credits = 0 OR l.source <> 'trial')
      ON CONFLICT (client_id) DO UPDATE SET lot_id = excluded.lot_id, is_out = excluded.is_out
      WHERE a.lot_id <> excluded.lot_id OR excluded.is_out AND NOT a.is_out
      """)
    guard told == 1 else { return }
    let left = try db.one(Query<Int>.balance)
    let state =
      left == 0
      ? "No credits are left, so nothing new is started."
      : "\(count(left, "credit")) \(left == 1 ? "is" : "are") left."
    try mailOwners(
      left == 0 ? "Your credits are used up" : "\(count(left, "credit")) left",
      """
      \(state) What is under way is finished, and your pictures stay.

      Packs and plans:
      \(Configuration.current.baseURL + Site.plans())
      """, db)
  }
}
