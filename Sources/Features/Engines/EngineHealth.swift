/// What keeps a paid engine from working.
enum EngineHealth: Sendable, Equatable {
  /// Too fast: seconds to wait.
  case rate(Double)
  /// Nothing more until midnight where the vendor counts its days.
  case dailyQuota(String)
  /// Nothing more until somebody pays or mends the key.
  case key(String, detail: String)
  /// It is not well.
  case overload(String)

  var isRate: Bool {
    if case .rate = self { return true }
    return false
  }

  /// The word under which it is kept.
  var kind: String {
    switch self {
    case .rate: "rate"
    case .dailyQuota: "quota"
    case .key: "key"
    case .overload: "overload"
    }
  }

  /// What is in the way, for the merchant.
  var reason: String {
    switch self {
    case .rate: "It asked us to go slower."
    case .dailyQuota(let words), .key(let words, _), .overload(let words): words
    }
  }
}
