// swift-tools-version: 6.2
import PackageDescription

/// The house, from the ground up: each target may import only what stands in its list.
let package = Package(
  name: "epox",
  targets: [
    // Libraries: module maps for C, nothing else
    .library("CFastCGI", "fcgi", "libfcgi-dev"),
    .library("CPostgres", "libpq", "libpq-dev"),
    .library("CCurl", "libcurl", "libcurl4-openssl-dev"),
    .library("COpenSSL", "libcrypto", "libssl-dev"),
    .library("CVips", "vips", "libvips-dev"),

    // Kit: knows no Epox word
    .kit("Telemetry"),
    .kit("Threads"),
    .kit("Settings"),
    .kit("CSV"),
    .kit("Crypto", "COpenSSL"),
    .kit("Postgres", "CPostgres"),
    .kit("HTTP", "Postgres", "Crypto"),
    .kit("FastCGI", "CFastCGI", "HTTP", "Postgres", "Telemetry", "Threads"),
    .kit("HTML"),
    .kit("Fetch", "CCurl", "Telemetry", "Threads"),
    .kit("Blobs", "Crypto"),
    .kit("Mail"),
    .kit("Jobs", "Postgres", "Telemetry", "Threads"),
    .kit("Imaging"),
    .kit("Pictures", "CVips", "Imaging"),

    // The shared vocabulary and the look
    .house("Site", "HTTP", "Postgres", "Settings", "Crypto", "Blobs", "Fetch", "Telemetry"),
    .house("Design", "Site", "HTML", "HTTP"),

    // Features, in the order in which they may know each other
    .feature("Accounts", "Mail"),
    .feature("Billing", "Accounts", "Fetch", "Mail", exclude: ["Ledger.md"]),
    .feature("Engines", "Accounts", "Imaging", "Fetch"),
    .feature("Catalog", "Accounts", "Billing", "Engines", "Imaging", "Threads"),
    .feature("Stores", "Accounts", "Billing", "Catalog", "Fetch", "Mail", "Threads"),
    .feature(
      "Importing", "Accounts", "Billing", "Catalog", "Stores", "Fetch", "Imaging", "CSV", "Mail",
      "Threads"),
    .feature("Studio", "Accounts", "Billing", "Engines", "Catalog", "Imaging"),
    .feature("Sync", "Accounts", "Billing", "Catalog", "Stores", "Studio", "Fetch", "Imaging"),
    .feature("Onboarding", "Accounts", "Billing", "Catalog", "Stores", "Studio", "Sync"),
    .feature("Admin", "Accounts", "Billing"),

    // The four tables of contents
    .house(
      "Epox", "Accounts", "Billing", "Engines", "Catalog", "Stores", "Importing", "Studio", "Sync",
      "Onboarding", "Admin", "Site", "Design", "HTTP", "HTML", "Postgres", "Jobs", "Telemetry",
      "Crypto",
      "Imaging", "Fetch", "Mail", "Blobs"),

    // Programs
    .program("responder", "Epox", "FastCGI", "Site", "Telemetry"),
    .program("worker", "Epox", "Site", "Jobs", "Telemetry"),
    .program("scheduler", "Epox", "Site", "Jobs", "Telemetry"),
    .program("imaging", "Pictures"),
    .program(
      "epox", "Epox", "Site", "Accounts", "Billing", "Stores", "Importing", "Postgres", "Crypto",
      "Settings", "Telemetry"),
    .program(
      "sandbox", "FastCGI", "HTTP", "HTML", "Postgres", "Crypto", "Fetch", "Settings", "Telemetry",
      "Threads", "Imaging"),

    // Tests
    .tests(
      "Kit", "HTTP", "HTML", "Postgres", "Fetch", "Crypto", "Blobs", "Mail", "Settings", "Jobs",
      "Telemetry", "Imaging", "Pictures", "FastCGI", "Threads", "CSV", exclude: ["Masks"]),
    .tests(
      "Features", "Epox", "Accounts", "Billing", "Engines", "Catalog", "Stores", "Importing",
      "Studio", "Sync", "Onboarding", "Site", "Design", "HTTP", "HTML", "Postgres", "Jobs",
      "Crypto", "Mail", "Imaging", "CSV", "Blobs", "Threads", "Settings"),
    .tests("HouseRules", "Epox", "Site", "HTTP"),
  ]
)

extension Target {
  /// Warnings are errors, and existentials and imports say what they are.
  static var strict: [SwiftSetting] {
    [
      .treatAllWarnings(as: .error),
      .enableUpcomingFeature("ExistentialAny"),
      .enableUpcomingFeature("MemberImportVisibility"),
    ]
  }

  /// A C library of the system, found through pkg-config.
  static func library(_ name: String, _ pkgConfig: String, _ debian: String) -> Target {
    .systemLibrary(
      name: name, path: "Sources/Libraries/\(name)", pkgConfig: pkgConfig,
      providers: [.apt([debian])])
  }

  /// A piece of the kit: useful to any web application, and the only place with unsafe pointers.
  static func kit(_ name: String, _ uses: String...) -> Target {
    .target(
      name: name, dependencies: uses.map { .init(stringLiteral: $0) }, path: "Sources/Kit/\(name)",
      swiftSettings: strict)
  }

  /// A part of the application that all features share.
  static func house(_ name: String, _ uses: String...) -> Target {
    .target(
      name: name, dependencies: uses.map { .init(stringLiteral: $0) }, path: "Sources/\(name)",
      swiftSettings: strict + [.strictMemorySafety()])
  }

  /// A feature slice.
  ///
  /// It may use the whole kit that pages and jobs need.
  static func feature(_ name: String, _ uses: String..., exclude: [String] = []) -> Target {
    let ground = [
      "Site", "Design", "HTTP", "HTML", "Postgres", "Jobs", "Crypto", "Telemetry", "Blobs",
    ]
    return .target(
      name: name, dependencies: (ground + uses).map { .init(stringLiteral: $0) },
      path: "Sources/Features/\(name)", exclude: exclude,
      swiftSettings: strict + [.strictMemorySafety()])
  }

  /// A program: a main file of a few lines over what stands below it.
  static func program(_ name: String, _ uses: String...) -> Target {
    .executableTarget(
      name: name == "epox" ? name : "epox-\(name)",
      dependencies: uses.map { .init(stringLiteral: $0) }, path: "Sources/Programs/\(name)",
      swiftSettings: strict + [.strictMemorySafety()])
  }

  /// Tests that mirror a folder of `Sources`.
  static func tests(_ name: String, _ uses: String..., exclude: [String] = []) -> Target {
    .testTarget(
      name: "\(name)Tests", dependencies: uses.map { .init(stringLiteral: $0) },
      path: "Tests/\(name)", exclude: exclude, swiftSettings: strict)
  }
}
