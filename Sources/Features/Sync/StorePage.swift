import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Jobs
import Postgres
import Site
import Stores

extension Sync {
  /// The store: how the connection is doing, what waits to be published, what is live.
  package static func showStore(_ member: Member) throws -> Response {
    guard let store = try member.read(.active).first else { return noStore(member) }
    let shown = try shown(store, member)
    return member.page("Store", actions: storeActions(member)) {
      div(.class("split")) {
        div(.class("stack-24"), .data("live", Site.storeSyncLive()), .data("live-every", "5000")) {
          shown
        }
        aside { Stores.connectionCard(store, member) }
      }
    }
  }

  /// The part of the store page that changes while pictures are on their way.
  ///
  /// It is followed as long as the page is looked at: what is approved elsewhere begins to be
  /// published by itself.
  package static func showSyncLive(_ member: Member) throws -> Response {
    guard let store = try member.read(.active).first else { throw Problem.missing }
    return .page(try shown(store, member).bytes)
  }

  private static func shown(_ store: ConnectedStore, _ member: Member) throws -> HTML {
    let (counts, live) = try member.read(.counts(store.id), .live(store.id))
    return progress(counts.first, member)
      + block("In your store, put there by Epox") { livePictures(live, member) }
  }

  /// Sends every approved picture that is not in the store yet.
  package static func syncAll(_ editor: Editor) throws -> Response {
    let planned = try editor.transaction {
      guard let store = try editor.db.first(.active) else {
        throw Problem(.conflict, "No store is connected. Connect one first.")
      }
      return try plan(
        try editor.db.all(.publishable(store.id)), for: store.id, by: editor.person,
        client: editor.client.uuid, editor.db)
    }
    let words =
      planned == 0
      ? "Everything that is approved is in the store already."
      : "\(count(planned, "picture")) on the way to your store."
    return .see(Site.store()).flash(words)
  }

  /// Sends the approved pictures of one product.
  package static func publish(_ editor: Editor, _ product: ProductID) throws -> Response {
    let planned = try editor.transaction {
      guard try editor.db.first(Query<ProductID>.known(product)) != nil else {
        throw Problem.missing
      }
      guard let store = try editor.db.first(.active) else {
        throw Problem(.conflict, "No store is connected. Connect one first.")
      }
      return try plan(
        try editor.db.all(.publishable(store.id, product: product)), for: store.id,
        by: editor.person, client: editor.client.uuid, editor.db)
    }
    return .see(Site.product(product)).flash(
      "\(count(planned, "picture")) on the way to your store.")
  }

  /// Takes one of our pictures out of the store.
  package static func remove(_ editor: Editor, _ id: SyncedAssetID) throws -> Response {
    try editor.transaction {
      guard let place = try editor.db.first(.place(of: id)) else { throw Problem.missing }
      guard try editor.db.run(.remove(id)) == 1 else {
        throw Problem(
          .conflict, "This picture is on its way right now. Wait a moment, then take it out.")
      }
      try editor.db.run(
        .event(
          "planned", "To be taken out of the store.", store: place.store, product: place.product,
          of: id, by: editor.person))
      try editor.db.enqueue(
        SyncProduct(store: place.store, product: place.product), for: editor.client.uuid)
    }
    return .see(Site.store()).flash("The picture is being taken out of your store.")
  }

  private static func noStore(_ member: Member) -> Response {
    member.page("Store") {
      emptyState(
        "store", "No store is connected",
        "Connect your shop: Epox brings its products here, and puts approved pictures back.",
        actions: linkButton(
          "Connect a store", to: Site.storeConnect(), .primary, testID: "connect-store-btn"))
    }
  }

  private static func storeActions(_ member: Member) -> HTML {
    linkButton("History", to: Site.storeHistory(), icon: "clock")
      + linkButton("Import products", to: Site.importStart(), icon: "import")
  }

  private static func progress(_ counts: SyncCounts?, _ member: Member) -> HTML {
    let counts = counts ?? .none
    return div(.class("stack")) {
      dl(.class("stats")) {
        stat("Waiting", counts.waiting, "approved, not in the store", "pending-sync-count")
        stat("On the way", counts.underWay, "being published or taken out", "underway-count")
        stat("In the store", counts.live, "put there by Epox", "synced-count")
        if counts.failed > 0 { stat("Failed", counts.failed, "see the history", "failed-count") }
      }
      if counts.underWay > 0 {
        progressBar(percent: counts.percent, label: "Publishing")
      } else if counts.waiting == 0, counts.live > 0 {
        p(.class("muted"), .testID("sync-complete")) {
          "Everything that is approved is in your store."
        }
      }
      if counts.waiting > 0, member.canEdit { syncButton(counts, member) }
    }
  }

  private static func syncButton(_ counts: SyncCounts, _ member: Member) -> HTML {
    div {
      dialogButton(
        "Publish \(count(counts.waiting, "approved picture"))", opens: "sync-all", .primary,
        icon: "sync", testID: "sync-all-btn")
      dialog(
        id: "sync-all", "Publish \(count(counts.waiting, "picture"))?", action: Site.storeSync(),
        csrf: member.csrf, confirm: "Publish", look: .primary, testID: "confirm-sync-btn"
      ) {
        p {
          "They are added behind the pictures that your products have. Nothing of yours is "
          "replaced, and each one can be taken out again."
        }
      }
    }
  }

  private static func stat(_ name: String, _ value: Int, _ note: String, _ testID: String) -> HTML {
    div(.class("stat")) {
      dt { name }
      dd(.class("num"), .testID(testID)) { number(value) }
      dd(.class("stat-note")) { note }
    }
  }
}
