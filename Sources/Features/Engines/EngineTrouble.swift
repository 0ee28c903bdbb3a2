import FoundationEssentials

/// The ways in which a paid engine makes no picture; each sentence is for the merchant.
package enum EngineTrouble: Error, Sendable, Equatable {
  /// It will not do this, however often it is asked.
  case refused(String)
  /// It answered, but without a picture.
  case empty(String)
  /// No answer came; what was asked may have been done, and paid by us.
  case lost(String)
  /// All its places are taken: come back in a moment.
  case full
  /// It is away, or asks to be left alone until then.
  case away(Absence)

  /// For how long an engine is away, and why.
  package struct Absence: Sendable, Equatable {
    package let seconds: Double
    package let reason: String
    /// Whether it is so short that nobody needs to choose another engine.
    package var isShort: Bool { seconds <= 60 && isRateLimit }
    /// Whether it is only the pace that it complains of.
    package let isRateLimit: Bool
  }
}
