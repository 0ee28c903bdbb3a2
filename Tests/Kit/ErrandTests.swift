import Testing
import Threads

struct ErrandTests {
  private struct Lost: Error, Equatable {}

  @Test func `an errand brings its answer, however often it is asked`() throws {
    let errand = Threads.Errand { (1...1_000).reduce(0, +) }
    #expect(try errand.outcome.get() == 500_500)
    #expect(try errand.outcome.get() == 500_500)
  }

  @Test func `an errand that fails says why`() {
    let errand = Threads.Errand<Int> { throw Lost() }
    #expect(throws: Lost()) { try errand.outcome.get() }
  }
}
