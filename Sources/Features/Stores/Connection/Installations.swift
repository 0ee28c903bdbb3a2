import Accounts
import Crypto
import Design
import Fetch
import FoundationEssentials
import HTTP
import Postgres
import Site

/// An installation that began in the store itself, before anybody here said whose it is.
struct NewInstallation {
  let platform: String
  let shop: String
  /// What the merchant knows the store by.
  let title: String
  let secrets: String
}

/// An installation that waits for an owner's word, ten minutes at most.
struct WaitingInstallation: RowReadable {
  let platform: String
  let shop: String
  let title: String
  let sealed: String

  init(_ row: Row) throws {
    (platform, shop, title, sealed) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Stores {
  /// Keeps an installation for the browser it came with.
  ///
  /// A page in a frame of the store's cannot keep a cookie for us. It gets a link that works once
  /// and binds the browser that opens it.
  static func keepInstallation(_ new: NewInstallation, _ visitor: Anyone) throws -> Response {
    let token = randomToken()
    let isFramed = visitor.request.isFramed
    let sealed = try Configuration.current.secretBox
      .seal(new.secrets, for: sealing(new.platform, new.shop))
    _ = try visitor.db.run(.keep(new, hash(token), sealed: sealed, isBound: !isFramed))
    guard isFramed else {
      return .see(Site.storeInstallation())
        .adding("Set-Cookie", InstallationCookie.set(token))
    }
    return framedPage(
      "One step left", "Say which account \(new.title) belongs to, within ten minutes.",
      to: Site.storeInstallationClaim(token))
  }

  /// Binds an installation to the browser that opens its link, the first time.
  package static func claimInstallation(_ visitor: Anyone, _ link: String) throws -> Response {
    let token = randomToken()
    guard try visitor.db.run(.bind(hash(link), to: hash(token))) == 1 else {
      throw Problem.notWaiting
    }
    return .see(Site.storeInstallation()).adding("Set-Cookie", InstallationCookie.set(token))
  }

  /// Asks whether the store that waits in this browser is to be connected to this account.
  package static func showInstallation(_ owner: Owner) throws -> Response {
    let found = try waiting(owner)
    return installationPage(owner, found, obstacle: try obstacle(found, owner))
  }

  /// Connects the store that waits in this browser.
  ///
  /// What stands in the way is found before the installation is used up; of two that confirm at
  /// once, one gets it.
  package static func confirmInstallation(_ owner: Owner) throws -> Response {
    let found = try waiting(owner)
    if let obstacle = try obstacle(found, owner) {
      return installationPage(owner, found, obstacle: obstacle, status: 409)
    }
    let platform = try offered(found.platform)
    let secrets = try Configuration.current.secretBox
      .open(found.sealed, for: sealing(found.platform, found.shop))
    let new = try TestsUnderWay.run(for: owner.client) {
      try platform.connection(installed: found.shop, secrets: secrets, fetch: .configured())
    }
    guard try owner.db.first(Query<WaitingInstallation>.take(bound(owner))) != nil else {
      throw Problem.notWaiting
    }
    return try adopt(new, platform, owner).adding("Set-Cookie", InstallationCookie.clear)
  }

  private static func waiting(_ owner: Owner) throws -> WaitingInstallation {
    guard let found = try owner.db.first(Query<WaitingInstallation>.waiting(bound(owner))) else {
      throw Problem.notWaiting
    }
    return found
  }

  private static func bound(_ owner: Owner) -> [UInt8] {
    hash(owner.request.cookie(InstallationCookie.name) ?? "")
  }

  /// Why the store cannot be connected to this account, in words; `nil` when it can.
  private static func obstacle(_ found: WaitingInstallation, _ owner: Owner) throws -> String? {
    let current = try owner.read(.active).first
    if let current, current.identity != found.shop || current.platform.kind != found.platform {
      return "\(current.title) is connected to this account already. Disconnect it first."
    }
    for place in try owner.db.all(.connections(of: found.shop, at: found.platform))
    where place.client != owner.client.uuid {
      let others: [ConnectedStore] = try owner.db.read(as: place.client, .store(place.store))
      guard others.contains(where: \.isInstalled) else { continue }
      return "This store is connected to another account of Epox. Disconnect it there, or "
        + "uninstall Epox in the store and install it anew."
    }
    return nil
  }

  private static func hash(_ token: String) -> [UInt8] { sha256(Array(token.utf8)) }

  private static func sealing(_ platform: String, _ shop: String) -> String {
    "installation/\(platform)/\(shop)"
  }

  /// Installations that nobody confirmed in time.
  ///
  /// Runs in the system role, across accounts.
  package static let forgetInstallations: Statement =
    "DELETE FROM store_installation WHERE created_at < now() - interval '10 minutes'"
}

/// What binds a browser to the installation that waits in it.
private enum InstallationCookie {
  private static let isSecure = Configuration.current.baseURL.hasPrefix("https:")
  static let name = isSecure ? "__Host-epox-install" : "epox-install"
  private static let guards = "Path=/; HttpOnly; SameSite=Lax" + (isSecure ? "; Secure" : "")

  static func set(_ token: String) -> String { "\(name)=\(token); Max-Age=600; \(guards)" }
  static let clear = "\(name)=; Max-Age=0; \(guards)"
}

extension Problem {
  fileprivate static let notWaiting = Problem(
    .conflict,
    "No installation waits in this browser: it is confirmed already, older than ten minutes, or was "
      + "begun elsewhere. Install Epox again from your store's control panel.")
}
