import FoundationEssentials
import HTTP
import Postgres

/// Whoever calls the API or looks at a page of one store, and what the key allows.
struct Caller: Visitor {
  static var door: Door { .anyone }
  static let shopHeader = "x-sandbox-shop"
  static let anonymousHeader = "x-sandbox-anonymous"

  let shop: Shop
  let request: Request
  let db: Database
  let access: Access

  /// What a key opens.
  enum Access { case nobody, customer, merchant }

  /// Finds the store and looks at the key.
  /// - Throws: `RestError` when a key is known and something about it is wrong. No key at all, or
  ///   an unknown one, is let in as nobody, as WordPress does.
  static func admit(_ request: Request, db: Database) throws -> Caller {
    let name = request.headers[shopHeader] ?? "demo"
    guard let shop = try db.first(.shop(name)) else { throw Problem.missing }
    let access = try Keys(shop: shop, request: request, db: db).access()
    return Caller(shop: shop, request: request, db: db, access: access)
  }

  /// Turns away who may not see or change something, in the words for it.
  func require(_ right: Right) throws {
    guard access != .merchant else { return }
    throw RestError(access == .customer ? 403 : 401, right.code, right.sentence)
  }

  /// What one needs a right for, and how the lack of it is told.
  enum Right {
    case list, view, create, edit, delete, batch

    var code: String {
      switch self {
      case .list, .view: "woocommerce_rest_cannot_view"
      case .create: "woocommerce_rest_cannot_create"
      case .edit: "woocommerce_rest_cannot_edit"
      case .delete: "woocommerce_rest_cannot_delete"
      case .batch: "woocommerce_rest_cannot_batch"
      }
    }

    var sentence: String {
      switch self {
      case .list: "Sorry, you cannot list resources."
      case .view: "Sorry, you cannot view this resource."
      case .create: "Sorry, you are not allowed to create resources."
      case .edit: "Sorry, you are not allowed to edit this resource."
      case .delete: "Sorry, you are not allowed to delete this resource."
      case .batch: "Sorry, you are not allowed to batch manipulate this resource."
      }
    }
  }

  /// The fields of the body.
  ///
  /// JSON that is no object, or under another type, counts as nothing.
  func fields() throws -> [String: JSON] {
    if request.contentType == "application/json" {
      guard !request.body.isEmpty else { return [:] }
      guard let json = try? JSON(bytes: request.body) else {
        throw RestError(
          400, "rest_invalid_json", "Invalid JSON body passed.",
          data: ["json_error_code": 4, "json_error_message": "Syntax error"])
      }
      return json.object ?? [:]
    }
    return Dictionary(
      request.form.pairs.map { ($0.name, JSON.string($0.value)) }, uniquingKeysWith: { $1 })
  }
}
