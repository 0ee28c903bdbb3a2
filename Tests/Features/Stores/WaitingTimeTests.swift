import Stores
import Testing

@Suite struct WaitingTimeTests {
  @Test(arguments: [
    ("5", 5), ("2.0", 2), ("0.2", 1), ("0", 1), ("-30", 1), ("1e9", 900), ("1e400", 15),
    ("99999999999999999999", 900), ("inf", 15), ("nan", 15), ("-inf", 15), ("", 15),
    ("Wed, 21 Oct 2026 07:28:00 GMT", 15),
  ])
  func `however long a store asks us to wait, it is a second to a quarter of an hour`(
    told: String, seconds: Int
  ) {
    #expect(waitingTime(told, otherwise: 15) == seconds)
  }

  @Test func `a store that says nothing is asked again after the usual time`() {
    #expect(waitingTime(nil as String?, otherwise: 60) == 60)
    #expect(waitingTime(Double.nan, otherwise: 60) == 60)
    #expect(waitingTime(-Double.infinity, otherwise: 60) == 60)
  }
}
