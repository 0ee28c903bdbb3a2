import Accounts
import Design
import HTML
import HTTP
import Postgres
import Site

extension Billing {
  /// Tells the owners when four fifths of the month's cap are used, and when all of it is: each
  /// once a month, in the transaction that uses them.
  static func alertCaps(_ db: Database) throws {
    guard let room = try db.first(Query<SpendingRoom>.spendingRoom),
      let most = room.perMonth, let percent = room.percentUsed, percent >= 80
    else { return }
    let reached = percent >= 100 ? 100 : 80
    let told = try db.run(
      """
      UPDATE spending_cap SET told_month = date_trunc('month', now()), told_percent = \(reached)
      WHERE client_id = current_client() AND (told_month IS DISTINCT FROM
        date_trunc('month', now())::date OR told_percent < \(reached))
      """)
    guard told == 1 else { return }
    try mailOwners(
      reached == 100 ? "Your cap for this month is reached" : "80 % of your monthly cap is used",
      """
      \(room.used) of the \(most) credits that your account lets itself spend this month are used.
      \(reached == 100 ? "Nothing more" : "Once all are used, nothing more") is started before the \
      month ends.

      The cap can be changed here:
      \(Configuration.current.baseURL + Site.billing())
      """, db)
  }
}

/// Says that the month's cap is nearly used, or used.
package func capNotice(_ room: SpendingRoom?) -> HTML {
  guard let room, let most = room.perMonth, let percent = room.percentUsed, percent >= 80 else {
    return HTML()
  }
  return alert(
    .info,
    percent >= 100
      ? "This month's cap of \(count(most, "credit")) is reached"
      : "\(percent) % of this month's cap of \(count(most, "credit")) is used",
    testID: "cap-notice"
  ) {
    p {
      percent >= 100 ? "Nothing more is started before the month ends. " : ""
      a(.href(Site.billing())) { "Change the cap" }
    }
  }
}
