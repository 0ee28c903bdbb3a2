import Accounts
import Design
import FoundationEssentials
import HTTP
import Postgres
import Site

/// A call for the app that BigCommerce has signed; the store in it is the store that is meant.
package struct BigCommerceCall: Visitor {
  let db: Database
  let request: Request
  let payload: SignedPayload

  package static let door = Door.machine("BigCommerce")

  /// - Throws: `Problem` 403: a sign-in would not help, and would lead back here.
  package static func admit(_ request: Request, db: Database) throws -> BigCommerceCall {
    guard let app = Configuration.current.bigCommerce.app,
      let payload = SignedPayload(
        request.query["signed_payload_jwt"] ?? "", clientID: app.clientID, secrets: app.secrets,
        at: Date())
    else {
      throw Problem(
        .forbidden,
        "BigCommerce did not sign this call, or it is too old. Open Epox again from its control "
          + "panel.")
    }
    return BigCommerceCall(db: db, request: request, payload: payload)
  }
}

extension Stores {
  /// A user of the store opens the app: it has nothing to show in a frame but the way to itself.
  package static func openFromBigCommerce(_ call: BigCommerceCall) throws -> Response {
    call.request.isFramed
      ? framedPage("Epox", "Epox opens in a window of its own.", to: Site.store())
      : .see(Site.store())
  }

  /// The merchant uninstalls the app: its token is dead.
  ///
  /// A token that was made by hand lives on, and so does a connection that is newer than the call.
  package static func uninstallFromBigCommerce(_ call: BigCommerceCall) throws -> Response {
    try call.atStores("store.uninstalled") { store in
      try letGo(store.id, told: call.payload.issued, call.db)
    }
    return .ok
  }

  /// A user of the store may not use the app any more: we know nobody by BigCommerce's numbers, so
  /// it is only written down.
  package static func forgetBigCommerceUser(_ call: BigCommerceCall) throws -> Response {
    try call.atStores("store.user-removed") { _ in true }
    return .ok
  }
}

extension BigCommerceCall {
  /// Does something at every account that the app was installed for, and writes down that it did.
  fileprivate func atStores(_ action: String, _ body: (ConnectedStore) throws -> Bool) throws {
    let details: JSON = [
      "shop": .string(payload.shop), "user": payload.user.map { .int($0) } ?? .null,
    ]
    for place in try db.all(.connections(of: payload.shop, at: BigCommercePlatform.kind)) {
      try db.transaction(as: place.client) {
        guard let store = try db.first(.store(place.store)), store.isInstalled, try body(store)
        else { return }
        try db.run(
          """
          INSERT INTO audit_event (client_id, action, details)
          VALUES (\(place.client), \(action), \(details.text)::jsonb)
          """)
      }
    }
  }
}
