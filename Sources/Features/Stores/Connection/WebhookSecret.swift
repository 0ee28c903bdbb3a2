import Crypto
import HTTP
import Site

/// The word between a store and us by which its deliveries are known, sealed where it is kept.
package enum WebhookSecret {
  /// A new one, sealed.
  static func fresh(for store: StoreID) throws -> String {
    try Configuration.current.secretBox.seal(randomToken(), for: context(store))
  }

  /// Opens what is kept.
  ///
  /// Those of the time before they were sealed are kept as they are, and known by it: a seal has a
  /// dot behind the name of its key, and no such word has one.
  package static func open(_ kept: String, for store: StoreID) throws -> String {
    guard kept.contains(".") else { return kept }
    return try Configuration.current.secretBox.open(kept, for: context(store))
  }

  /// What is kept, sealed by the newest key; `nil` where it is so already.
  static func sealedAnew(_ kept: String, for store: StoreID, _ box: SecretBox) throws -> String? {
    kept.contains(".")
      ? try box.sealedAnew(kept, for: context(store)) : try box.seal(kept, for: context(store))
  }

  private static func context(_ store: StoreID) -> String { "webhook/\(store.pathText)" }
}
