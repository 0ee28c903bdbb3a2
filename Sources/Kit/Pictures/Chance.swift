/// Chance that comes out the same for the same seed (SplitMix64).
struct Chance {
  private var state: UInt64

  init(_ seed: UInt64, _ variant: Int) {
    state = seed &+ UInt64(truncatingIfNeeded: variant) &* 0x9E37_79B9_7F4A_7C15
  }

  /// The next 64 bits.
  mutating func bits() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number between two bounds.
  mutating func between(_ low: Float, _ high: Float) -> Float {
    low + (high - low) * Float(bits() >> 40) / Float(1 << 24)
  }
}
