import Blobs
import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

/// A picture of ours in the store, or on its way there or back.
struct LivePicture: RowReadable, Sendable {
  let id: SyncedAssetID
  let state: String
  let product: ProductID
  let productName: String
  let permalink: String
  let asset: AssetID
  let thumb: String
  let alt: String
  let reason: String?
  let at: Date

  init(_ row: Row) throws {
    (id, state, product) = (try row[0], try row[1], try row[2])
    (productName, permalink, asset) = (try row[3], try row[4], try row[5])
    (thumb, alt, reason, at) = (try row[6], try row[7], try row[8], try row[9])
  }

  /// The state as the components know it, and in a word.
  var status: (name: String, word: String) {
    switch state {
    case "verified", "pushed": ("synced", "In the store")
    case "removing": ("running", "Being taken out")
    case "failed": ("failed", "Failed")
    default: ("pending", "On the way")
    }
  }
}

extension Query<LivePicture> {
  /// Newest first; a store with more than these has them on its products' pages.
  static func live(_ store: StoreID) -> Self {
    """
    SELECT s.id, s.state, p.id, p.name, p.permalink, a.id, a.thumb, a.alt, s.reason,
      s.requested_at
    FROM synced_asset s
    JOIN asset a ON a.client_id = s.client_id AND a.id = s.asset_id
    JOIN product p ON p.client_id = s.client_id AND p.id = s.product_id
    WHERE s.client_id = current_client() AND s.store_id = \(store) AND s.state <> 'removed'
    ORDER BY s.id DESC LIMIT 60
    """
  }
}

/// How many pictures are where.
struct SyncCounts: RowReadable, Sendable {
  let waiting: Int
  let underWay: Int
  let live: Int
  let failed: Int

  static let none = SyncCounts(waiting: 0, underWay: 0, live: 0, failed: 0)

  init(_ row: Row) throws {
    (waiting, underWay) = (try row[0], try row[1])
    (live, failed) = (try row[2], try row[3])
  }

  private init(waiting: Int, underWay: Int, live: Int, failed: Int) {
    (self.waiting, self.underWay, self.live, self.failed) = (waiting, underWay, live, failed)
  }

  var percent: Int { live + underWay == 0 ? 100 : 100 * live / (live + underWay) }
}

extension Query<SyncCounts> {
  static func counts(_ store: StoreID) -> Self {
    """
    SELECT
      (SELECT count(*) FROM asset a JOIN product p
         ON p.client_id = a.client_id AND p.id = a.product_id
       WHERE a.client_id = current_client() AND a.approval = 'approved' AND a.deleted_at IS NULL
         AND p.store_id = \(store) AND p.gone_at IS NULL AND p.deleted_at IS NULL
         AND NOT EXISTS (
           SELECT 1 FROM synced_asset s WHERE s.client_id = a.client_id AND s.asset_id = a.id
             AND s.store_id = \(store) AND s.state NOT IN ('removed', 'failed'))),
      count(*) FILTER (WHERE state IN ('planned', 'pushing', 'removing')),
      count(*) FILTER (WHERE state IN ('pushed', 'verified')),
      count(*) FILTER (WHERE state = 'failed')
    FROM synced_asset WHERE client_id = current_client() AND store_id = \(store)
    """
  }
}

/// Which store and product a placement belongs to.
struct Place: RowReadable {
  let store: StoreID
  let product: ProductID
  init(_ row: Row) throws { (store, product) = (try row[0], try row[1]) }
}

extension Query<Place> {
  static func place(of id: SyncedAssetID) -> Self {
    """
    SELECT store_id, product_id FROM synced_asset
    WHERE client_id = current_client() AND id = \(id) AND state <> 'removed'
    """
  }
}

extension Query<ProductID> {
  static func known(_ id: ProductID) -> Self {
    """
    SELECT id FROM product WHERE client_id = current_client() AND id = \(id)
      AND deleted_at IS NULL
    """
  }
}

extension Sync {
  static func livePictures(_ pictures: [LivePicture], _ member: Member) -> HTML {
    guard !pictures.isEmpty else {
      return emptyState(
        "pictures", "Nothing published yet",
        "Approve pictures in the review, and they appear in your shop beside your own.",
        actions: linkButton("To the pictures", to: Site.assets()))
    }
    return ul(.class("picture-grid")) {
      for picture in pictures {
        li(.data("id", picture.id.pathText)) { livePicture(picture, member) }
      }
    }
  }

  private static func livePicture(_ picture: LivePicture, _ member: Member) -> HTML {
    let (status, word) = picture.status
    let isRemovable = ["planned", "pushed", "verified", "failed"].contains(picture.state)
    return article(.class("asset-card"), .testID("synced-image"), .data("status", status)) {
      a(.class("tile"), .href(Site.asset(picture.asset))) {
        img(
          .src(Configuration.current.blobs.link(picture.thumb, expires: inAnHour)),
          .alt(picture.alt), .width(480), .height(480), Attribute("loading", "lazy"))
      }
      span(.class("tile-badge badge"), .data("status", status)) { word }
      p(.class("caption")) {
        a(.href(Site.product(picture.product))) { picture.productName }
        if let reason = picture.reason { small { reason } }
      }
      if isRemovable, member.canEdit { removal(picture, member) }
    }
  }

  private static func removal(_ picture: LivePicture, _ member: Member) -> HTML {
    let id = "remove-\(picture.id.pathText)"
    return div(.class("row")) {
      if !picture.permalink.isEmpty {
        a(.class("btn btn-small"), .href(picture.permalink), .aria("label", "See in the store")) {
          icon("external")
          "View"
        }
      }
      dialogButton("Take out", opens: id, .smallQuiet, testID: "remove-btn")
      dialog(
        id: id, "Take this picture out of the store?", action: Site.removal(picture.id),
        csrf: member.csrf, confirm: "Take out", keep: "Keep it", testID: "confirm-remove-btn"
      ) {
        p { "Only this picture goes. Your own pictures stay, and it stays approved here." }
      }
    }
  }

  private static var inAnHour: Date { Date(timeIntervalSinceNow: 3600) }
}
