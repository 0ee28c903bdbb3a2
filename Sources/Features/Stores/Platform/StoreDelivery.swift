import FoundationEssentials
import HTTP

/// What a store's server told us; its signature holds.
package struct StoreDelivery: Sendable {
  /// As the store calls it, for the log.
  package let topic: String
  package let news: StoreNews
  /// The same news twice has the same key.
  package let key: [UInt8]
  /// When the thing changed by the store's clock, where the delivery says so.
  package let modified: Date?
  /// It tells of a change without saying when or what.
  ///
  /// For a minute after a write of ours it is taken for the echo. A change by
  /// somebody else in that minute is found by the sweep.
  package let isBlind: Bool

  package init(
    topic: String, news: StoreNews, key: [UInt8], modified: Date? = nil, isBlind: Bool = false
  ) {
    (self.topic, self.news, self.key) = (topic, news, key)
    (self.modified, self.isBlind) = (modified, isBlind)
  }
}

/// What is worth asking the store about.
package enum StoreNews: Sendable, Equatable {
  /// A product was made, changed or taken away.
  case product(String)
  case categories
  /// Name, currency or address of the shop.
  case shop
  /// The merchant took us out of the store: its keys are dead.
  case uninstalled
  case nothing
}

extension Problem {
  /// The same for a wrong signature and for a store that does not exist: whoever guesses ids
  /// learns nothing.
  package static let unsignedDelivery = Problem(
    .signedOut, "The signature of this delivery does not hold.")
}
