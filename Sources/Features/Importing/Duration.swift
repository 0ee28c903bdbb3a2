import Design

/// How long something will take, in words that promise no more than is known.
func aboutHowLong(_ seconds: Double) -> String {
  if seconds < 60 { return "about a minute at most" }
  if seconds < 5400 { return "about \(count(Int((seconds / 60).rounded(.up)), "minute"))" }
  return "about \(count(Int((seconds / 3600).rounded(.up)), "hour"))"
}
