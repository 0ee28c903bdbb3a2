import Epox
import FoundationEssentials
import HTTP
import Postgres
import Site

/// The house under test: the real database that the harness made, and the real router.
///
/// Tests share the database and run side by side, so each one makes its own people and accounts.
enum TestHouse {
  /// A connection in the role of the responder: it sees one account at a time.
  static func app() -> Database { Database(Configuration.current.appDSN) }

  /// A connection in the role that works across accounts.
  static func system() -> Database { Database(Configuration.current.systemDSN) }

  /// A text that no other test uses.
  static func unique(_ word: String) -> String {
    "\(word)-\(UUID().uuidString.lowercased().prefix(13))"
  }

  /// An address that nobody has.
  static func email() -> String { "\(unique("anna"))@example.com" }

  /// A password that is good enough.
  static let password = "halden sofa 42"

  /// Somebody who has just signed up, at a browser.
  static func merchant(email: String = email()) throws -> Browser {
    let browser = Browser()
    try browser.get("/signup")
    try browser.post(
      "/signup",
      ["name": "Anna Berg", "shop": "Nordlys", "email": email, "password": password])
    return browser
  }

  /// The id of the account in which a browser works.
  static func client(of browser: Browser) throws -> UUID {
    let session = try JSON(bytes: browser.get("/api/v1/session").body)
    guard let id = session["account"]["id"].string.flatMap(UUID.init(uuidString:)) else {
      throw DatabaseError.unreadable("nobody is signed in")
    }
    return id
  }
}
