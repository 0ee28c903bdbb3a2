import HTTP
import Postgres

#if canImport(Glibc)
import Glibc
#endif

/// What the sandbox plays of BigCommerce, below `/bigcommerce`: the API of its stores (`api`), the
/// door of its apps (`login`), the page of our app in a control panel (`manage`), pictures (`cdn`).
enum BigCommerceServices {
  static func knows(_ path: String) -> Bool { path.hasPrefix("/bigcommerce/") }

  static func answer(_ request: Request, _ db: Database) throws -> Response {
    let parts = request.path.split(separator: "/").dropFirst().map(String.init)
    switch parts.first {
    case "api" where parts.count > 3: return try call(request, Array(parts), db)
    case "login" where request.method == .post && parts.count == 3:
      return try BigCommerceTokens.answer(request, db)
    case "manage" where parts.count > 3:
      guard let store = try BigCommerceStore.named(parts[1], db) else { return Pages.missing() }
      let desk = BigCommerceDesk(store: store, db: db)
      return try BigCommerceConsent.answer(request, parts.count > 4 ? parts[4] : "", desk)
    case "cdn" where parts.count > 2: return try file(parts[1], Int(parts[2]) ?? 0, db)
    default: return Pages.missing()
    }
  }

  /// A call of a store's API: `api/stores/HASH/v3/…`.
  private static func call(_ request: Request, _ parts: [String], _ db: Database) throws
    -> Response
  {
    let hash = parts[2]
    guard let allowance = try BigCommerceAllowance.take(hash, db) else {
      return BigCommerceError.missing.response(isOld: false)
    }
    var request = request
    request.path = "/" + parts.dropFirst(3).joined(separator: "/")
    request.headers[BigCommerceCaller.storeHeader] = hash
    request.headers[BigCommerceCaller.acceptHeader] = request.headers["accept"]
    request.headers["accept"] = nil
    let response = try faulty(request, hash, db) { request in
      guard allowance.left >= 0 else {
        return allowance.told(BigCommerceError(429, "Too many requests").response(isOld: false))
      }
      return allowance.told(try respond(request, db))
    }
    try db.run(
      """
      INSERT INTO bigcommerce_request (store, method, path, status)
      VALUES (\(hash), \(request.method.rawValue), \(String(request.path.prefix(300))),
        \(Fault.isCut(response) ? 444 : response.status))
      """)
    return response
  }

  /// Answers with the faults that were ordered for a store.
  static func faulty(
    _ request: Request, _ hash: String, _ db: Database, _ work: (Request) throws -> Response
  ) throws -> Response {
    let body = String(decoding: request.body.prefix(20_000), as: UTF8.self)
    let faults = try db.all(
      Query<BigCommerceFault>.fired(
        hash, BigCommerceFault.kinds, request.method.rawValue, request.path, body))
    for fault in faults where fault.kind == "latency" {
      usleep(UInt32(min(max(fault.seconds, 0), 300) * 1_000_000))
    }
    if let instead = faults.lazy.compactMap(\.instead).first { return instead }
    var request = request
    if faults.contains(where: { $0.kind == "wrong_product" }) {
      request.path = try another(than: request.path, hash, db)
    }
    return try faults.reduce(work(request)) { try $1.spoilt($0) }
  }

  private static func respond(_ request: Request, _ db: Database) throws -> Response {
    do {
      return try BigCommerceRoutes.api.answer(request, db: db)
    } catch let error as BigCommerceError {
      return error.response(isOld: request.path.hasPrefix("/v2/"))
    }
  }

  /// The address of another product of the store.
  private static func another(than path: String, _ hash: String, _ db: Database) throws -> String {
    let start = "/v3/catalog/products/"
    guard path.hasPrefix(start), let id = Int(path.dropFirst(start.count)) else { return path }
    let other = try db.first(
      """
      SELECT id FROM bigcommerce_thing
      WHERE store = \(hash) AND kind = 'product' AND id <> \(id) ORDER BY id LIMIT 1
      """ as Query<Int>)
    return other.map { start + String($0) } ?? path
  }

  private static func file(_ hash: String, _ id: Int, _ db: Database) throws -> Response {
    let found = try db.first(
      """
      SELECT mime, bytes FROM bigcommerce_file JOIN blob USING (checksum)
      WHERE id = \(id) AND store = \(hash)
      """ as Query<StoredFile>)
    guard let found else { return Pages.missing() }
    return Response(headers: [("Content-Type", found.mime)], body: found.bytes)
  }

  private struct StoredFile: RowReadable {
    let mime: String
    let bytes: [UInt8]
    init(_ row: Row) throws { (mime, bytes) = (try row[0], try row[1]) }
  }
}
