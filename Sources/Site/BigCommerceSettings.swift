import Settings

/// How BigCommerce is reached, and the app that Epox is for it.
package struct BigCommerceSettings: Sendable {
  /// What BigCommerce knows our app by.
  package struct App: Sendable {
    package let clientID: String
    /// The newest is used, all of them are believed while one is rolled.
    package let secrets: [String]

    /// What asks for tokens.
    package var secret: String { secrets.last ?? "" }
  }

  /// Where stores answer; without a slash at its end.
  package let apiURL: String
  /// Where codes become tokens; without a slash at its end.
  package let loginURL: String
  /// `nil` where there is no app: then a store is connected with a token that was made by hand.
  package let app: App?

  /// Reads the settings; a client id without a secret is a mistake.
  package init(_ read: inout SettingsReader) {
    let api = read.text(
      "EPOX_BIGCOMMERCE_API_URL", default: "https://api.bigcommerce.com",
      why: "where BigCommerce's stores answer")
    let login = read.text(
      "EPOX_BIGCOMMERCE_LOGIN_URL", default: "https://login.bigcommerce.com",
      why: "where BigCommerce gives tokens")
    let client = read.text(
      "EPOX_BIGCOMMERCE_CLIENT_ID", default: "", why: "the client id of our BigCommerce app")
    let secrets = read.text(
      "EPOX_BIGCOMMERCE_SECRETS", default: "", secret: true,
      why: "its client secrets, comma between, the newest last")
    let all = secrets.split(separator: ",").map { $0.filter { !$0.isWhitespace } }
      .filter { !$0.isEmpty }
    apiURL = api.hasSuffix("/") ? String(api.dropLast()) : api
    loginURL = login.hasSuffix("/") ? String(login.dropLast()) : login
    if !client.isEmpty, all.isEmpty {
      read.reject("EPOX_BIGCOMMERCE_SECRETS", "is needed with EPOX_BIGCOMMERCE_CLIENT_ID.")
    }
    app = client.isEmpty || all.isEmpty ? nil : App(clientID: client, secrets: all)
  }
}
