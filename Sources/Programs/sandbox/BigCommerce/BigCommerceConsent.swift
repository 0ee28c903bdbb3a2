import Crypto
import Fetch
import HTML
import HTTP
import Postgres
import Telemetry

/// Our app's page in a store's control panel, where it is installed, opened and uninstalled.
///
/// The merchant is taken for signed in; a member of the staff may open the app too.
enum BigCommerceConsent {
  static func answer(_ request: Request, _ act: String, _ desk: BigCommerceDesk) throws -> Response
  {
    switch (request.method, act) {
    case (.get, ""): return try page(desk)
    case (.post, "install"): return to(try install(desk))
    case (.post, "open"):
      let isStaff = request.form["as"] == "staff"
      let person = isStaff ? BigCommercePayload.staff : BigCommercePayload.owner
      return to(BigCommercePayload(store: desk.store, person: person).address("load"))
    case (.post, "uninstall"):
      try uninstall(desk)
      return to(desk.store.page)
    case (.post, "remove"):
      call(BigCommercePayload(store: desk.store, person: BigCommercePayload.staff), "remove-user")
      return to(desk.store.page)
    default: return Pages.missing()
    }
  }

  private static func to(_ address: String) -> Response {
    Response(status: 302, headers: [("Location", address)])
  }

  private static func page(_ desk: BigCommerceDesk) throws -> Response {
    let tokens: Query<Int> = """
      SELECT count(*) FROM bigcommerce_token
      WHERE store = \(desk.store.hash) AND client = \(Sandbox.settings.bigCommerceClient)
      """
    let isInstalled = try desk.db.one(tokens) > 0
    let state =
      isInstalled ? "The app is installed in this store." : "The app is not installed yet."
    return StripePages.page("Epox for \(desk.store.title)") {
      p { state }
      p { "It will be able to:" }
      ul { for scope in desk.store.scopes.split(separator: " ") { li { words(scope) } } }
      choice("install", isInstalled ? "Install again" : "Confirm and install", desk)
      if isInstalled {
        choice("open", "Open", desk)
        choice("open", "Open as staff", desk, as: "staff")
        choice("remove", "Take the staff's access away", desk)
        choice("uninstall", "Uninstall", desk)
      }
    }
  }

  private static func words(_ scope: Substring) -> String {
    String(scope).replacing("store_", with: "").replacing("v2_", with: "").replacing("_", with: " ")
  }

  private static func choice(
    _ act: String, _ label: String, _ desk: BigCommerceDesk, as person: String = ""
  ) -> HTML {
    form(.method("post"), .action("\(desk.store.page)/\(act)")) {
      input(.type("hidden"), .name("as"), .value(person))
      p { button(.testID(person.isEmpty ? act : "\(act)-\(person)")) { label } }
    }
  }

  /// - Returns: where the browser goes with the code.
  static func install(_ desk: BigCommerceDesk) throws -> String {
    let code = hexadecimal(randomBytes(15))
    try desk.db.run(
      """
      INSERT INTO bigcommerce_code (code, store, scope)
      VALUES (\(code), \(desk.store.hash), \(desk.store.scopes))
      """)
    let query = Parameters([
      ("code", code), ("scope", desk.store.scopes), ("context", desk.store.context),
      ("account_uuid", desk.store.account),
    ])
    return "\(Sandbox.settings.bigCommerceApp)/bigcommerce/auth?\(query.urlEncoded)"
  }

  /// The token is dead at once, the app's hooks are gone, and the app hears of it in two ways.
  static func uninstall(_ desk: BigCommerceDesk) throws {
    let client = Sandbox.settings.bigCommerceClient
    try desk.db.transaction {
      try desk.tell("store/app/uninstalled", "app")
      try desk.db.run(
        "DELETE FROM bigcommerce_token WHERE store = \(desk.store.hash) AND client = \(client)")
      for hook in try desk.all("hook") where hook.doc["client_id"] == .string(client) {
        try desk.remove(hook.id)
      }
    }
    call(BigCommercePayload(store: desk.store, person: BigCommercePayload.owner), "uninstall")
  }

  /// Calls our app without a browser; what it answers does not matter.
  private static func call(_ payload: BigCommercePayload, _ name: String) {
    do {
      _ = try Fetch(allowed: Sandbox.settings.reachable)
        .send(Call(.get, payload.address(name), timeout: 10))
    } catch {
      Log.info("app not reached", ["call": name, "reason": String(describing: error)])
    }
  }
}
