import Blobs
import Crypto
import FoundationEssentials
import Settings
import Telemetry

/// Every setting of Epox, read once from the environment.
package struct Configuration: Sendable {
  /// Where a program runs.
  package enum Environment: String, CaseIterable, Sendable { case development, test, production }

  package let environment: Environment
  package let baseURL: String
  package let ownerDSN: String
  package let appDSN: String
  package let systemDSN: String
  package let socket: String
  package let threads: Int
  package let workers: Int
  package let signUps: Int
  package let leaseSeconds: Int
  package let settleSeconds: Int
  package let secretBox: SecretBox
  package let blobs: Blobs
  package let publicFolder: String
  package let sqlFolder: String
  package let outboxFolder: String
  package let mailSender: String
  package let imagingProgram: String
  package let allowedHosts: Set<String>
  package let authorities: String?
  package let recordFile: String?
  package let demoStore: DemoStore?
  package let engines: EngineSettings
  package let stripe: StripeSettings?
  package let shopify: ShopifySettings?
  package let bigCommerce: BigCommerceSettings
  package let lines: [SettingsReader.Line]

  /// The store that the sandbox plays, for the demo account.
  package struct DemoStore: Sendable {
    package let url: String
    package let key: String
    package let secret: String
  }

  /// Reads all settings.
  /// - Throws: `SettingsMistakes` with every mistake in it.
  package init(_ variables: [String: String]) throws {
    var read = SettingsReader(variables)
    environment = read.choice(
      "EPOX_ENVIRONMENT", default: .production, why: "development shows pages for developers")
    baseURL = read.text(
      "EPOX_BASE_URL", why: "the address at which people and stores reach this site")
    ownerDSN = read.text("EPOX_DATABASE_OWNER", default: "", secret: true, why: "for migrations")
    appDSN = read.text("EPOX_DATABASE_APP", secret: true, why: "the role for one account at a time")
    systemDSN = read.text(
      "EPOX_DATABASE_SYSTEM", secret: true, why: "the role for work across accounts")
    socket = read.text(
      "EPOX_SOCKET", default: "/run/epox/responder.sock", why: "where nginx finds the responder")
    threads = read.number("EPOX_THREADS", default: 32, in: 1...512, why: "requests at a time")
    workers = read.number("EPOX_WORKERS", default: 4, in: 1...64, why: "jobs at a time")
    signUps = read.number(
      "EPOX_SIGN_UPS", default: 20, in: 1...1_000_000,
      why: "accounts that one address may open before it has to wait")
    leaseSeconds = read.number(
      "EPOX_LEASE_SECONDS", default: 30, in: 2...600,
      why: "how long a job stays with a worker that is not heard of")
    settleSeconds = read.number(
      "EPOX_SETTLE_SECONDS", default: 130, in: 1...600,
      why: "how long a store may go on with a call whose answer was lost")
    let keys = read.text("EPOX_SECRET_KEYS", secret: true, why: "encrypts the stores' keys")
    let media = read.text("EPOX_MEDIA_SECRET", secret: true, why: "signs links to pictures")
    let folder = read.text("EPOX_BLOBS", default: "/var/lib/epox/blobs", why: "where pictures live")
    blobs = Blobs(folder: folder, secret: media)
    publicFolder = read.text("EPOX_PUBLIC", default: "public", why: "static files and room plates")
    sqlFolder = read.text("EPOX_SQL", default: "sql", why: "migrations")
    outboxFolder = read.text(
      "EPOX_OUTBOX", default: "/var/lib/epox/outbox", why: "where mail goes without a mail server")
    mailSender = read.text(
      "EPOX_MAIL_FROM", default: "Epox <hello@epox.example>", why: "who mail comes from")
    imagingProgram = read.text(
      "EPOX_IMAGING", default: "epox-imaging", why: "the program that opens pictures")
    let hosts = read.text(
      "EPOX_ALLOWED_HOSTS", default: "", why: "private host:port pairs that may be called")
    allowedHosts = Set(hosts.split(separator: ",").map(String.init))
    let file = read.text(
      "EPOX_CA_FILE", default: "", why: "PEM file of authorities that stores may be certified by")
    authorities = file.isEmpty ? nil : file
    let record = read.text("EPOX_RECORD", default: "", why: "file for outbound traffic, in tests")
    recordFile = record.isEmpty ? nil : record
    demoStore = Configuration.demoStore(&read)
    engines = EngineSettings(&read)
    stripe = StripeSettings(&read)
    shopify = ShopifySettings(&read)
    bigCommerce = BigCommerceSettings(&read)
    var box: SecretBox?
    do { box = try SecretBox(keys) } catch {
      if !keys.isEmpty {
        read.reject("EPOX_SECRET_KEYS", "expected name:base64 of 32 bytes, separated by commas.")
      }
    }
    lines = read.lines
    try read.finish()
    guard let box else { throw SettingsMistakes(sentences: ["EPOX_SECRET_KEYS is not usable."]) }
    secretBox = box
  }

  private static func demoStore(_ read: inout SettingsReader) -> DemoStore? {
    let url = read.text("EPOX_DEMO_STORE", default: "", why: "address of the sandbox's store")
    let key = read.text("SANDBOX_CONSUMER_KEY", default: "", secret: true, why: "its key")
    let secret = read.text("SANDBOX_CONSUMER_SECRET", default: "", secret: true, why: "its secret")
    return url.isEmpty ? nil : DemoStore(url: url, key: key, secret: secret)
  }

  /// The settings of this process; a program checks them with `load` before anything else.
  package static let current = load()

  private static func load() -> Configuration {
    do {
      return try Configuration(ProcessInfo.processInfo.environment)
    } catch {
      endProgram("Epox cannot start:\n\(error)", code: 78)
    }
  }
}

extension Configuration {
  /// Where people can write to: the address that mail comes from.
  package var contact: String {
    let address = mailSender.split(separator: "<").last ?? ""
    return String(address.prefix { $0 != ">" })
  }
}
