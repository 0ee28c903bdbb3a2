import Blobs
import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

/// One line of the history.
struct SyncEvent: RowReadable, Sendable {
  let id: UUID
  let action: String
  let detail: String
  let product: ProductID
  let productName: String
  let person: String?
  let thumb: String?
  let at: Date

  init(_ row: Row) throws {
    (id, action, detail) = (try row[0], try row[1], try row[2])
    (product, productName, person) = (try row[3], try row[4], try row[5])
    (thumb, at) = (try row[6], try row[7])
  }
}

extension Query<SyncEvent> {
  /// The history, newest first, from before a line that was already shown.
  static func history(before last: UUID?, action: String?) -> Self {
    """
    SELECT e.id, e.action, e.detail, p.id, p.name, person.name, a.thumb, e.at
    FROM sync_event e
    JOIN product p ON p.client_id = e.client_id AND p.id = e.product_id
    LEFT JOIN person ON person.id = e.person_id
    LEFT JOIN synced_asset s ON s.client_id = e.client_id AND s.id = e.synced_asset_id
    LEFT JOIN asset a ON a.client_id = s.client_id AND a.id = s.asset_id
    WHERE e.client_id = current_client()
      AND (\(last)::uuid IS NULL OR e.id < \(last))
      AND (\(action)::text IS NULL OR e.action = \(action))
    ORDER BY e.id DESC LIMIT 51
    """
  }
}

extension Sync {
  /// Everything that Epox ever did in the store.
  package static func showHistory(_ member: Member) throws -> Response {
    let before = member.request.query["before"].flatMap { UUID(uuidString: $0) }
    let actions = ["planned", "pushed", "adopted", "verified", "removed", "failed", "waiting"]
    let action = member.request.query["action"].flatMap { actions.contains($0) ? $0 : nil }
    let events = try member.read(.history(before: before, action: action))
    return member.page(
      "History", lead: "Everything that Epox did in your store.",
      crumbs: [Crumb("Store", Site.store())]
    ) {
      if action != nil || !events.isEmpty { historyFilter(actions, chosen: action) }
      if events.isEmpty {
        emptyState(
          "history", action == nil ? "Nothing has happened yet" : "Nothing of this kind",
          "Each picture that is published, verified or taken out leaves a line here.")
      } else {
        ol(.class("timeline"), .id("history")) {
          for event in events.prefix(50) { line(event) }
        }
        if events.count > 50, let last = events.dropLast().last {
          loadMore(
            "\(Site.storeHistory())?\(member.request.query.setting("before", last.id.uuidString).urlEncoded)",
            list: "history")
        }
      }
    }
  }

  private static func historyFilter(_ actions: [String], chosen: String?) -> HTML {
    form(
      .class("filters"), .method("get"), .action(Site.storeHistory()), Attribute("data-autosubmit")
    ) {
      div(.class("select")) {
        selectElement(.class("input"), .name("action"), .aria("label", "What happened")) {
          optionList(
            [("", "Everything")] + actions.map { ($0, word($0)) }, chosen: chosen ?? "")
        }
      }
      element("noscript", []) { button(.class("btn")) { "Filter" } }
    }
  }

  private static func line(_ event: SyncEvent) -> HTML {
    li(.class("event"), .data("status", tone(event.action))) {
      span(.class("event-mark"), .aria("hidden", "true")) { icon(mark(event.action)) }
      div(.class("event-body")) {
        p {
          strong { word(event.action) }
          ": "
          a(.href(Site.product(event.product))) { event.productName }
        }
        p(.class("event-note")) {
          event.detail
          if let person = event.person { " By \(person)." }
        }
      }
      if let thumb = event.thumb {
        img(
          .class("thumb"), .alt(""), .width(40), .height(40),
          .src(
            Configuration.current.blobs.link(thumb, expires: Date(timeIntervalSinceNow: 3600))))
      }
      timeTag(event.at)
    }
  }

  private static func word(_ action: String) -> String {
    switch action {
    case "planned": "Requested"
    case "pushed": "Published"
    case "adopted": "Found in the store"
    case "verified": "Verified"
    case "removed": "Taken out"
    case "failed": "Failed"
    default: "Waiting for the store"
    }
  }

  private static func tone(_ action: String) -> String {
    switch action {
    case "pushed", "adopted", "verified": "ok"
    case "failed": "failed"
    case "removed": "removed"
    default: "info"
    }
  }

  private static func mark(_ action: String) -> StaticString {
    switch action {
    case "pushed", "adopted": "upload"
    case "verified": "check"
    case "removed": "minus"
    case "failed": "warning"
    default: "clock"
    }
  }
}
