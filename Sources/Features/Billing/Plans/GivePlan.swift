import HTTP
import Postgres

extension Billing {
  /// Gives the account a plan by hand and without payment, in place of one given before.
  ///
  /// Its limits hold at once. It brings no credits: those that were agreed upon are granted apart.
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

  /// Takes the plan back that was given by hand; without one it does nothing.
  package static func takePlanBack(_ db: Database) throws {
    try db.run(
      """
      UPDATE subscription SET status = 'canceled', updated_at = now()
      WHERE client_id = current_client() AND id = 'hand/' || current_client()
      """)
  }
}
