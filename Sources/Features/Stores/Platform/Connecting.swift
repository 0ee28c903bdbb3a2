import FoundationEssentials
import Site

/// A form that connects a store, as data.
package struct ConnectForm: Sendable {
  /// A line that a merchant fills in.
  package struct Line: Sendable {
    let name: String
    let label: String
    let hint: String?
    let isSecret: Bool
    let isAddress: Bool
    let missing: String

    package init(
      _ name: String, _ label: String, hint: String? = nil, isSecret: Bool = false,
      isAddress: Bool = false, missing: String
    ) {
      (self.name, self.label, self.hint, self.isSecret) = (name, label, hint, isSecret)
      (self.isAddress, self.missing) = (isAddress, missing)
    }
  }

  let lines: [Line]
  /// What the merchant asks before filling it in, and the steps that answer it.
  let question: String
  let steps: [String]

  package init(_ lines: [Line], question: String, steps: [String]) {
    (self.lines, self.question, self.steps) = (lines, question, steps)
  }
}

/// What a merchant is asked to approve on the store's own page.
package struct ApprovalRequest: Sendable {
  /// The secret that comes back with the answer; it works once, for ten minutes.
  package let state: String
  /// Where the merchant's browser comes back to.
  package let returnAddress: String
  /// Where the store's server may deliver keys by itself.
  package let deliveryAddress: String
}

/// Where an approval is given.
package struct ApprovalPage: Sendable {
  /// The shop that was meant: an answer for another one is refused.
  package let shop: String
  package let address: String

  package init(shop: String, address: String) { (self.shop, self.address) = (shop, address) }
}

/// An approval that came back to the browser it was asked in.
package struct Approval: Sendable {
  /// The shop that was meant.
  package let shop: String
  /// The secret that was sent along.
  package let state: String
  /// What the store's server delivered meanwhile, `nil` when nothing came.
  package let delivered: String?
  /// Where the merchant's browser came back to, as it was sent along.
  package let returnAddress: String
}

/// A store that has just proved that it can be used.
package struct NewConnection: Sendable {
  /// Where the shop's REST API or admin stands; also what the merchant calls it by.
  package let url: String
  /// What the platform knows the shop by, should its address change; the address when nothing else.
  package let identity: String
  package let name: String
  package let version: String
  /// ISO 4217.
  package let currency: String
  package let dimensionUnit: String
  /// How the platform takes its keys, in a word of its own.
  package let access: String
  /// Sealed before it is stored.
  package let secrets: String
  package let tokenEnds: Date?
  package let productCount: Int?

  package init(
    url: String, identity: String? = nil, name: String, version: String, currency: String,
    dimensionUnit: String, access: String = "", secrets: String, tokenEnds: Date? = nil,
    productCount: Int? = nil
  ) {
    (self.url, self.identity, self.name) = (url, identity ?? url, name)
    (self.version, self.currency, self.dimensionUnit) = (version, currency, dimensionUnit)
    (self.access, self.secrets, self.tokenEnds) = (access, secrets, tokenEnds)
    self.productCount = productCount
  }
}

/// What it takes to call a connected store.
package struct StoreAccess: Sendable {
  package let url: String
  package let identity: String
  /// How the platform takes its keys, in a word of its own.
  package let access: String
  /// Opened; never logged.
  package let secrets: String
  package let dimensionUnit: String
}

/// Secrets that replace the old ones.
package struct RenewedAccess: Sendable {
  package let secrets: String
  package let tokenEnds: Date?

  package init(secrets: String, tokenEnds: Date?) {
    (self.secrets, self.tokenEnds) = (secrets, tokenEnds)
  }
}
