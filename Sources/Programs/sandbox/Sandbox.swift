import FastCGI
import FoundationEssentials
import Postgres
import Settings
import Telemetry
import Threads

#if canImport(Glibc)
import Glibc
#endif

/// The sandbox: a small, stateful stand-in for the stores and image services that Epox talks to.
///
/// It speaks as the recorded ones did, keeps everything in its own database, and can be told
/// through `/_sandbox` to be ill. `/_sandbox` also lists what it does not imitate.
enum Sandbox {
  /// The settings of this process, read on first use.
  static let settings: SandboxSettings = {
    do {
      return try SandboxSettings(ProcessInfo.processInfo.environment)
    } catch {
      fail(String(describing: error))
    }
  }()

  /// Prepares the database, then answers requests and delivers webhooks until it is stopped.
  static func run() {
    let settings = settings
    // The thread below must inherit that these are held back, or a stop would kill it mid-work.
    _ = Signals([SIGTERM, SIGINT])
    do {
      try Schema.prepare(Database(settings.database))
      try Seed.ensureDemo(Database(settings.database))
      try ModelSchema.ensureDemo(Database(settings.database), settings)
      try ShopifySeed.ensureDemo(Database(settings.database))
      try BigCommerceSeed.ensureDemo(Database(settings.database))
      try StripeServices.ensureEndpoint(Database(settings.database), settings)
      let server = try Server(socket: settings.socket, threads: settings.threads)
      let deliveries = Deliveries()
      let messenger = Thread { deliveries.run(Database(settings.database)) }
      Log.info("sandbox ready", ["socket": settings.socket, "url": settings.baseURL])
      server.run(Front.router, dsn: settings.database)
      deliveries.stop()
      messenger.join()
    } catch {
      fail(String(describing: error))
    }
  }

  private static func fail(_ reason: String) -> Never {
    Log.error("sandbox does not start", ["reason": reason])
    exit(1)
  }
}

/// Every setting of the sandbox, read once from the environment.
struct SandboxSettings: Sendable {
  let database: String
  let socket: String
  let baseURL: String
  let assets: String
  let allowedHosts: Set<String>
  let consumerKey: String
  let consumerSecret: String
  /// The program that makes the image services' pictures, and the folder of their rooms.
  let imagingProgram: String
  let rooms: String
  let geminiKey: String
  let removeBackgroundKey: String
  let stripeKey: String
  /// Where the payment service's news goes from the start, and what it is signed with.
  let stripeWebhook: String
  let stripeSecret: String
  /// The app that the Shopify shops know, and where its mandatory webhooks go.
  let shopifyKey: String
  let shopifySecret: String
  let shopifyCompliance: String
  /// The app that the BigCommerce stores know, and where its callbacks stand.
  let bigCommerceClient: String
  let bigCommerceSecret: String
  let bigCommerceApp: String
  let threads: Int
  let webhookDelay: Int

  /// Reads all settings.
  /// - Throws: `SettingsMistakes` with every mistake in it.
  init(_ variables: [String: String]) throws {
    var read = SettingsReader(variables)
    database = read.text("SANDBOX_DATABASE", secret: true, why: "where the stores are kept")
    socket = read.text("SANDBOX_SOCKET", why: "where nginx finds the sandbox")
    let url = read.text("SANDBOX_BASE_URL", why: "the address at which people reach the demo store")
    baseURL = url.hasSuffix("/") ? String(url.dropLast()) : url
    assets = read.text("SANDBOX_ASSETS", why: "the folder with products.json and its pictures")
    let hosts = read.text(
      "SANDBOX_ALLOWED_HOSTS", default: "",
      why: "host:port pairs, comma between, that pictures may be fetched from and webhooks sent to")
    allowedHosts = Set(hosts.split(separator: ",").map { $0.filter { !$0.isWhitespace } })
    consumerKey = read.text(
      "SANDBOX_CONSUMER_KEY", default: "ck_demo", secret: true, why: "the demo store's key")
    consumerSecret = read.text(
      "SANDBOX_CONSUMER_SECRET", default: "cs_demo", secret: true, why: "the demo store's secret")
    imagingProgram = read.text(
      "SANDBOX_IMAGING", default: "epox-imaging", why: "makes the image services' pictures")
    rooms = read.text("SANDBOX_ROOMS", default: "public/rooms", why: "the rooms in them")
    geminiKey = read.text(
      "SANDBOX_GEMINI_KEY", default: "demo", secret: true, why: "the key that Gemini knows")
    removeBackgroundKey = read.text(
      "SANDBOX_REMOVEBG_KEY", default: "demo", secret: true, why: "the key that remove.bg knows")
    stripeKey = read.text(
      "SANDBOX_STRIPE_KEY", default: "sk_test_demo", secret: true, why: "the key Stripe knows")
    stripeWebhook = read.text(
      "SANDBOX_STRIPE_WEBHOOK", default: "", why: "where Stripe's events are sent from the start")
    stripeSecret = read.text(
      "SANDBOX_STRIPE_SECRET", default: "whsec_demo", secret: true, why: "what signs them")
    shopifyKey = read.text(
      "SANDBOX_SHOPIFY_KEY", default: "demo", secret: true, why: "the app that Shopify knows")
    shopifySecret = read.text(
      "SANDBOX_SHOPIFY_SECRET", default: "shpss_demo", secret: true, why: "the app's secret")
    shopifyCompliance = read.text(
      "SANDBOX_SHOPIFY_COMPLIANCE", default: "", why: "where its mandatory webhooks are sent")
    bigCommerceClient = read.text(
      "SANDBOX_BIGCOMMERCE_CLIENT_ID", default: "demo", why: "the app that BigCommerce knows")
    bigCommerceSecret = read.text(
      "SANDBOX_BIGCOMMERCE_SECRET", default: "bc_demo", secret: true, why: "the app's secret")
    bigCommerceApp = read.text(
      "SANDBOX_BIGCOMMERCE_APP", default: "", why: "where the app's callbacks stand")
    threads = read.number("SANDBOX_THREADS", default: 16, in: 1...256, why: "requests at a time")
    webhookDelay = read.number(
      "SANDBOX_WEBHOOK_DELAY", default: 2, in: 0...3600,
      why: "seconds between a change and its webhook")
    try read.finish()
  }

  /// Where the sandbox itself listens, as `host:port`; a store may always fetch from itself.
  var ownHost: String {
    let rest = baseURL.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first
    let host = rest.map(String.init) ?? ""
    if host.contains(":") { return host }
    return host + (baseURL.hasPrefix("https:") ? ":443" : ":80")
  }

  /// Everything that may be fetched although it is on a private network.
  var reachable: Set<String> { allowedHosts.union([ownHost]) }
}
