import Accounts
import Billing
import Engines
import Importing
import Jobs
import Postgres
import Stores
import Studio
import Sync

/// Everything that comes round by the clock.
package let schedule = Schedule([
  every(300, "forget sessions and links that have expired") { db in
    try Accounts.sweep(db)
  },
  every(3600, "forget jobs that ended two weeks ago") { db in
    try db.run(
      """
      DELETE FROM job WHERE state IN ('done', 'cancelled')
        AND finished_at < now() - interval '14 days'
      """)
  },
  every(3600, "empty the bin after thirty days") { db in
    try db.run("DELETE FROM product WHERE deleted_at < now() - interval '30 days'")
  },
  every(3600, "forget what was laid out for an import a week ago") { db in
    try Importing.forgetStaged(db)
  },
  every(3600, "ask the paid engines whether key, models and credits hold") { _ in
    Engines.alert()
  },
  every(3600, "forget what programs did under a key a day ago") { db in
    try Billing.forgetActs(db)
  },
  every(60, "let credits go whose time is over") { db in
    try Billing.expire(db)
  },
  every(600, "grant what yearly plans bring this month") { db in
    try Billing.grantDue(db)
  },
  every(600, "ask about plans whose period is over, and remind of missing payments") { db in
    try Billing.askAboutOverdue(db)
    try Billing.remind(db)
  },
  every(3600, "compare with Stripe, once a night") { db in
    try Billing.reconcileNightly(db)
  },
  every(300, "give credits back whose job died") { db in
    try db.run(Studio.sweepForgotten)
  },
  every(60, "renew tokens that are about to end") { db in
    try db.run(Stores.renewTokens)
  },
  every(3600, "see to it that stores still tell us about changes") { db in
    try db.run(Stores.keepWebhooks)
    try db.run(Stores.forgetApprovals)
  },
  every(60, "forget installations that nobody confirmed") { db in
    try db.run(Stores.forgetInstallations)
  },
  every(300, "sweep stores for changes that nobody told") { db in
    try db.run(Importing.sweepStores)
  },
  every(300, "compare with every store, once a night") { db in
    try db.run(Importing.reconcileStores)
    try db.run(Importing.forgetReconciliations)
  },
  every(60, "take up placements that lost their job") { db in
    try db.run(Sync.resumeForgotten)
  },
])
