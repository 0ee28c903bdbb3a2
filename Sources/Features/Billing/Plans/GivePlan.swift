import HTTP
import Postgres

extension Billing {
  /// Gives the account a plan by hand and without payment, in place of one given before.
  ///
  /// Its limits hold at once; credits are granted by themselves.
  package static func give(plan code: String, _ db: Database) throws {
    let given = try db.run(
      """
      INSERT INTO subscription (client_id, id, plan_id, status)
      SELECT current_client(), 'hand/' || current_client(), id, 'active'
      FROM plan WHERE code = \(code) AND is_offered
      ON CONFLICT (client_id, id) DO UPDATE
      SET plan_id = excluded.plan_id, status = 'active', updated_at = now()
      """)
    guard given == 1 else { throw Problem(.invalid, "There is no plan called \(code).") }
  }
}
