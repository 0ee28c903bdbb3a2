import Testing
import Threads

struct MemoTests {
  private struct Unknown: Error {}

  @Test func `what is known is not found once more, and the oldest is forgotten`() {
    let memo = Memo<Int, String>(most: 2)
    var found: [Int] = []
    func ask(_ number: Int) -> String {
      memo.answer(number) {
        found.append(number)
        return "\(number)"
      }
    }
    #expect([1, 2, 1, 3, 2, 1].map(ask) == ["1", "2", "1", "3", "2", "1"])
    #expect(found == [1, 2, 3, 1])
  }

  @Test func `a failure is not remembered`() {
    let memo = Memo<Int, String>(most: 2)
    #expect(throws: Unknown.self) { try memo.answer(1) { throw Unknown() } }
    #expect(memo.answer(1) { "one" } == "one")
  }
}
