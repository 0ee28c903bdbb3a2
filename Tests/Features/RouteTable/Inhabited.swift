import Blobs
import Epox
import FoundationEssentials
import HTTP
import Postgres
import Site

/// An account with one of everything, and the addresses of all routes written with its ids.
struct Inhabited {
  let browser: Browser
  let client: UUID
  private let ids: [String: String]

  init() throws {
    browser = try TestHouse.merchant()
    let client = try TestHouse.client(of: browser)
    self.client = client
    let db = TestHouse.app()
    let (store, product, picture) = (StoreID(), ProductID(), PictureID())
    let (flow, asset, synced, run) = (FlowID(), AssetID(), SyncedAssetID(), ImportID())
    let csv = CSVImportID()
    try db.transaction(as: client) {
      try Inhabited.upload(db, client, csv)
      try Inhabited.stock(db, client, store, product, picture, run)
      try Inhabited.pictures(db, client, store, product, picture, flow, asset, synced)
    }
    let system = TestHouse.system()
    let person: Query<PersonID> = "SELECT person_id FROM membership WHERE client_id = \(client)"
    let session: Query<SessionID> = "SELECT id FROM session WHERE client_id = \(client)"
    ids = [
      "store": store.pathText, "product": product.pathText, "picture": picture.pathText,
      "flow": flow.pathText, "asset": asset.pathText, "synced_asset": synced.pathText,
      "import": run.pathText, "person": try system.one(person).pathText,
      "session": try system.one(session).pathText, "invitation": UUID().uuidString,
      "csv_import": csv.pathText, "purchase": UUID().uuidString, "name": "no-such-token",
    ]
  }

  private static func stock(
    _ db: Database, _ client: UUID, _ store: StoreID, _ product: ProductID, _ picture: PictureID,
    _ run: ImportID
  ) throws {
    try db.run(
      """
      INSERT INTO store (client_id, id, platform, url, credentials, state)
      VALUES (\(client), \(store), 'woocommerce', 'https://shop.example', 'sealed', 'connected')
      """)
    try db.run(
      """
      INSERT INTO product (client_id, id, source, store_id, external_id, name)
      VALUES (\(client), \(product), 'imported', \(store), '10', 'Halden')
      """)
    try db.run(
      """
      INSERT INTO product_picture (client_id, id, product_id, state, original, large, thumb)
      VALUES (\(client), \(picture), \(product), 'ready', 'a.jpg', 'b.webp', 'c.webp')
      """)
    try db.run(
      "INSERT INTO import_run (client_id, id, store_id) VALUES (\(client), \(run), \(store))")
  }

  private static func upload(_ db: Database, _ client: UUID, _ csv: CSVImportID) throws {
    let file = try Configuration.current.blobs.put(Array("name\nHalden\n".utf8), "csv")
    try db.run(
      """
      INSERT INTO csv_import (client_id, id, file_name, file, format, encoding, headings, columns,
        currency)
      VALUES (\(client), \(csv), 'shop.csv', \(file), 'plain', 'UTF-8', '{name}', '{name}', 'EUR')
      """)
  }

  private static func pictures(
    _ db: Database, _ client: UUID, _ store: StoreID, _ product: ProductID, _ picture: PictureID,
    _ flow: FlowID, _ asset: AssetID, _ synced: SyncedAssetID
  ) throws {
    try db.run(
      """
      INSERT INTO flow (client_id, id, product_id, picture_id, state, room, mood, aspect, variants)
      VALUES (\(client), \(flow), \(product), \(picture), 'completed', 'modern-living', 'daylight',
        '1:1', 1)
      """)
    try db.run(
      """
      INSERT INTO asset (client_id, id, flow_id, product_id, variant, state, original, large, thumb,
        width, height)
      VALUES (\(client), \(asset), \(flow), \(product), 1, 'generated', 'a.jpg', 'b.webp', 'c.webp',
        800, 800)
      """)
    try db.run(
      """
      INSERT INTO synced_asset (client_id, id, store_id, product_id, asset_id, marker, checksum,
        picture_path, state, external_id)
      VALUES (\(client), \(synced), \(store), \(product), \(asset), \(synced.pathText), 'x',
        '/pictures/x', 'verified', '77')
      """)
  }

  /// The address of a route with this account's ids at its stars.
  func address(of route: Route) -> String {
    var names = route.names[...]
    return route.pattern.split(separator: "*", omittingEmptySubsequences: false)
      .map(String.init)
      .reduce(nil as String?) { built, piece in
        guard let built else { return piece }
        return built + (ids[names.popFirst() ?? ""] ?? "none") + piece
      } ?? route.pattern
  }

  /// Gives the person another role in the account.
  func become(_ role: String) throws {
    try TestHouse.system().run(
      "UPDATE membership SET role = \(role) WHERE client_id = \(client)")
  }
}

extension Route {
  /// The role that a member needs, nothing when members are not who may come in.
  var role: String? {
    guard case .member(let role) = door else { return nil }
    return role
  }

  /// Whether programs call it.
  var isAPI: Bool { pattern.hasPrefix("/api/") }

  /// A body that can be read and says nothing.
  var emptyBody: [UInt8] { isAPI ? Array("{}".utf8) : [] }

  /// What tells the route from all others.
  var name: String { "\(method.rawValue) \(pattern)" }
}

extension Browser {
  /// Calls a route with any query and body; the token goes into the header.
  func call(
    _ route: Route, _ method: HTTP.Method? = nil, at address: String, query: String = "",
    token: String?, body: [UInt8] = [], type: String = "application/x-www-form-urlencoded"
  ) throws -> Response {
    var headers: Headers = ["content-type": type]
    headers["cookie"] = cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
    headers["x-csrf-token"] = token
    let request = Request(
      method ?? route.method, address, query: Parameters(urlEncoded: Array(query.utf8)),
      headers: headers, body: body, remoteAddress: self.address, id: "test")
    return try router.answer(request, db: db)
  }

  /// The token that this browser's forms carry at a route: a session's, or a stranger's own.
  func token(at route: Route) -> String? {
    guard route.door == .anyone else { return token }
    return cookies.first { $0.key.hasSuffix("epox-visit") }?.value
  }
}

extension Response {
  /// Whether it is a refusal in the form that the route's callers read.
  func isRefusal(of route: Route) -> Bool {
    guard status >= 400 else { return false }
    let type = header("Content-Type") ?? ""
    return type == (route.isAPI ? "application/problem+json" : "text/html; charset=utf-8")
  }
}
