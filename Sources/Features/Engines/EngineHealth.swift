/// What keeps a paid engine, or one of its models, from working.
enum EngineHealth: Sendable, Equatable {
  /// Too fast: seconds to wait.
  case rate(Double)
  /// Nothing more until midnight where the vendor counts its days.
  case dailyQuota
  /// There is no such model (any more).
  case noModel
  /// It answers that it is not well.
  case overload
  /// It does not answer what it was asked.
  case silence
  /// Nobody is there to be asked.
  case unreachable
  /// Nothing more until somebody mends the key or its rights; what the vendor said of it.
  case key(said: String)
  /// Nothing more until somebody pays.
  case noCredits
  /// What it answers cannot be kept here, and would be paid for nothing.
  case noRoomHere

  /// Whether it concerns one model and not all that the vendor has.
  var isOfModel: Bool {
    switch self {
    case .rate, .dailyQuota, .noModel, .overload, .silence: true
    case .unreachable, .key, .noCredits, .noRoomHere: false
    }
  }

  /// Whether pictures would meet the same, whatever the call was for.
  ///
  /// Silence and overload may be about what was asked; a key may have no right to one model.
  var befallsPictures: Bool {
    switch self {
    case .rate, .dailyQuota, .noModel, .noRoomHere: true
    case .overload, .silence, .unreachable, .key, .noCredits: false
    }
  }

  /// Whether the vendor is well all the same, as far as it was seen.
  var isAnswer: Bool { self != .silence && self != .unreachable }

  /// The word under which it is kept.
  var kind: String {
    switch self {
    case .rate: "rate"
    case .dailyQuota: "quota"
    case .noModel: "model"
    case .overload, .silence, .unreachable: "overload"
    case .key, .noCredits: "key"
    case .noRoomHere: "room"
    }
  }

  /// What is in the way, for the merchant.
  func reason(_ vendor: Vendor) -> String {
    let (name, host) = (vendor.title, "whoever runs Epox here")
    return switch self {
    case .rate: "\(name) gets more requests than it allows at the moment."
    case .dailyQuota: "\(name)'s quota of today is used up."
    case .noModel: "\(name) has no such model any more; \(host) has to choose another one."
    case .overload: "\(name) is overloaded."
    case .silence: "\(name) does not answer."
    case .unreachable: "\(name) cannot be reached."
    case .key: "\(name) does not take this installation's key; \(host) has to mend that."
    case .noRoomHere: "\(name)'s pictures cannot be kept here at the moment; \(host) knows."
    case .noCredits: "The credits at \(name) are used up; \(host) has to buy more."
    }
  }

  /// What the vendor said, where somebody has to do something about it; for the log.
  var said: String? {
    switch self {
    case .key(let said): said
    case .noModel: "404"
    case .noCredits: "402"
    default: nil
    }
  }
}
