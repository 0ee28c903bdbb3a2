import Design
import Fetch
import HTTP

/// A kind of store: all that the rest of the house knows of WooCommerce, Shopify or BigCommerce.
///
/// A platform is a type without values; `Platforms.all` lists them. What it does with one shop is
/// that shop's `Shop`. A platform offers one or several ways in: keys that a merchant types, an
/// approval that the merchant gives on the store's own page, and an installation that begins there.
package protocol StorePlatform: SendableMetatype {
  /// Its name in the database and in addresses, such as `woocommerce`.
  static var kind: String { get }
  /// Its name for people.
  static var name: String { get }
  /// What the choice says beside the name.
  static var note: String { get }
  /// The form for keys, `nil` when there is no such way in.
  static var keyForm: ConnectForm? { get }
  /// The form that leads to the store's own page, `nil` when there is no such way in.
  static var approvalForm: ConnectForm? { get }
  /// What a merchant does in the store itself to let us in, `nil` when there is no such way in.
  static var installation: ConnectForm? { get }

  /// Tries what stands in the key form, whose fields are all filled.
  /// - Throws: `Problem` whose `fields` name the field that needs another value.
  static func connect(keys: Form, fetch: Fetch) throws -> NewConnection

  /// Where the merchant's browser goes to approve.
  /// - Throws: `Problem` whose `fields` name the field that needs another value.
  static func approvalPage(_ form: Form, _ asked: ApprovalRequest, fetch: Fetch) throws
    -> ApprovalPage

  /// The secret in what came back, from the browser or from the store's server.
  static func state(of answer: Request) -> String

  /// The secrets that the store's server delivers by itself while the merchant approves.
  /// - Throws: `Problem` when it is nothing that could be used.
  static func delivered(_ call: Request) throws -> String

  /// What the browser brought back, turned into a connection.
  ///
  /// The state has been checked already: it is the account's own, fresh and not used before.
  /// - Throws: `Problem` with a sentence for the merchant.
  static func connection(from answer: Request, _ given: Approval, fetch: Fetch) throws
    -> NewConnection

  /// The store behind an installation that an owner of the account has confirmed here.
  /// - Throws: `Problem` with a sentence for the merchant.
  static func connection(installed shop: String, secrets: String, fetch: Fetch) throws
    -> NewConnection

  /// One shop, ready to be called.
  /// - Throws: `StoreTrouble` when what the connection holds cannot be used.
  static func open(_ access: StoreAccess, fetch: Fetch) throws -> any Shop

  /// Reads a delivery whose bytes have to be the sender's own.
  ///
  /// `secret`: the store's own webhook secret.
  /// - Throws: `Problem` 401 when the signature does not hold.
  static func hear(_ request: Request, secret: String) throws -> StoreDelivery

  /// New secrets for a store whose token is about to end.
  /// - Throws: `StoreTrouble`; one that is about keys means that the merchant has to connect again.
  static func renew(_ access: StoreAccess, fetch: Fetch) throws -> RenewedAccess
}

extension StorePlatform {
  package static var keyForm: ConnectForm? { nil }
  package static var approvalForm: ConnectForm? { nil }
  package static var installation: ConnectForm? { nil }

  package static func connect(keys: Form, fetch: Fetch) throws -> NewConnection {
    throw Problem.missing
  }

  package static func approvalPage(_ form: Form, _ asked: ApprovalRequest, fetch: Fetch) throws
    -> ApprovalPage
  {
    throw Problem.missing
  }

  package static func state(of answer: Request) -> String { answer.query["state"] ?? "" }

  package static func delivered(_ call: Request) throws -> String { throw Problem.missing }

  package static func connection(from answer: Request, _ given: Approval, fetch: Fetch) throws
    -> NewConnection
  {
    throw Problem.missing
  }

  package static func connection(installed shop: String, secrets: String, fetch: Fetch) throws
    -> NewConnection
  {
    throw Problem.missing
  }

  package static func renew(_ access: StoreAccess, fetch: Fetch) throws -> RenewedAccess {
    throw StoreTrouble.unreachable("\(name) gives no tokens that end.")
  }
}

/// Every kind of store; a new one is added here, and nowhere else in the features.
package enum Platforms {
  package static let all: [any StorePlatform.Type] = [
    WooCommercePlatform.self, ShopifyPlatform.self, BigCommercePlatform.self,
  ]

  /// The platform with this name.
  package static func named(_ kind: String) -> (any StorePlatform.Type)? {
    all.first { $0.kind == kind }
  }
}
