import HTTP

/// Every address of the site: the router matches on these, and pages call them to write links.
package enum Site {
  // Doors
  package static let home = Path("/")
  package static let login = Path("/login")
  package static let logout = Path("/logout")
  package static let signup = Path("/signup")
  package static let verify = Path("/verify/*", String.self)
  package static let resendVerification = Path("/verify")
  package static let forgot = Path("/forgot")
  package static let reset = Path("/reset/*", String.self)
  package static let chooseAccount = Path("/accounts")
  package static let invitation = Path("/invitations/*", String.self)

  // The studio's daily rooms
  package static let dashboard = Path("/dashboard")
  package static let products = Path("/products")
  package static let product = Path("/products/*", ProductID.self)
  package static let productPictures = Path("/products/*/pictures", ProductID.self)
  package static let productLive = Path("/products/*/live", ProductID.self)
  package static let studioHome = Path("/studio")
  package static let studio = Path("/studio/*", ProductID.self)
  package static let flow = Path("/flows/*", FlowID.self)
  package static let flowLive = Path("/flows/*/live", FlowID.self)
  package static let flowRetry = Path("/flows/*/retry", FlowID.self)
  package static let flowReview = Path("/flows/*/review", FlowID.self)
  package static let assets = Path("/assets")
  package static let asset = Path("/assets/*", AssetID.self)
  package static let assetApproval = Path("/assets/*/approval", AssetID.self)
  package static let assetRejection = Path("/assets/*/rejection", AssetID.self)
  package static let assetUndo = Path("/assets/*/undo", AssetID.self)
  package static let assetDownload = Path("/assets/*/download", AssetID.self)
  package static let collections = Path("/collections")

  // The store
  package static let store = Path("/store")
  package static let storeConnect = Path("/store/connect")
  package static let storeTest = Path("/store/connect/test")
  package static let storeDisconnect = Path("/store/*/disconnection", StoreID.self)
  package static let storeSettings = Path("/store/*/settings", StoreID.self)
  package static let storeHistory = Path("/store/history")
  package static let storeSync = Path("/store/sync")
  package static let storeSyncLive = Path("/store/sync/live")
  package static let importStart = Path("/products/import")
  package static let importRun = Path("/imports/*", ImportID.self)
  package static let importLive = Path("/imports/*/live", ImportID.self)
  package static let importState = Path("/imports/*/state", ImportID.self)
  package static let publication = Path("/products/*/publication", ProductID.self)
  package static let syncedAsset = Path("/published/*", SyncedAssetID.self)
  package static let removal = Path("/published/*/removal", SyncedAssetID.self)

  // Settings
  package static let settings = Path("/settings")
  package static let profile = Path("/settings/profile")
  package static let password = Path("/settings/password")
  package static let sessionEnd = Path("/settings/sessions/*/end", SessionID.self)
  package static let team = Path("/settings/team")
  package static let teamMember = Path("/settings/team/*", PersonID.self)
  package static let billing = Path("/settings/billing")
  package static let analytics = Path("/analytics")
  package static let notifications = Path("/notifications")
  package static let help = Path("/help")
  package static let styleguide = Path("/styleguide")

  // Programs
  package static let apiDescription = Path("/api/openapi.json")
  package static let apiSession = Path("/api/v1/session")
  package static let apiProducts = Path("/api/v1/products")
  package static let apiProduct = Path("/api/v1/products/*", ProductID.self)
  package static let apiFlows = Path("/api/v1/flows")
  package static let apiFlow = Path("/api/v1/flows/*", FlowID.self)
  package static let apiAsset = Path("/api/v1/assets/*", AssetID.self)
  package static let apiImports = Path("/api/v1/imports")
  package static let apiImport = Path("/api/v1/imports/*", ImportID.self)
  package static let wooCommerceWebhook = Path("/webhooks/woocommerce/*", StoreID.self)

  // Operators
  package static let healthy = Path("/healthz")
  package static let ready = Path("/readyz")
  package static let metrics = Path("/metrics")
}
