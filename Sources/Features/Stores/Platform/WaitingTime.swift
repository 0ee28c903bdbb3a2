/// How many whole seconds a store is left alone that asks for it.
///
/// Whatever it says: one at least, a quarter of an hour at most.
/// `otherwise`: what it takes where the store says nothing that is a number, such as a date.
package func waitingTime(_ told: String?, otherwise: Int) -> Int {
  waitingTime(told.flatMap { Double($0) }, otherwise: otherwise)
}

/// The same for a number of seconds, which may be none: no number and an endless one included.
package func waitingTime(_ told: Double?, otherwise: Int) -> Int {
  guard let told, told.isFinite else { return otherwise }
  return Int(min(max(told.rounded(.up), 1), 900))
}
