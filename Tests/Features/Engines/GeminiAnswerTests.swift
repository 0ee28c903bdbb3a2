import Engines
import FoundationEssentials
import HTTP
import Testing

@Suite struct GeminiAnswerTests {
  private func verdict(_ text: String, wantsPicture: Bool = true) throws -> GeminiAnswer.Verdict {
    GeminiAnswer(try JSON(bytes: Array(text.utf8)), wantsPicture: wantsPicture).verdict
  }

  private func part(_ text: String, thought: Bool = false) -> String {
    let data = Data(text.utf8).base64EncodedString()
    let mark = thought ? #","thought":true"# : ""
    return
      #"{"inlineData":{"mimeType":"image/png","data":"\#(data)"}\#(mark)}"#
  }

  private func stop(_ parts: String...) -> String {
    #"{"candidates":[{"finishReason":"STOP","content":{"parts":[\#(parts.joined(separator: ","))]}}]}"#
  }

  @Test func `the last picture that is no draft is the result`() throws {
    let draft = part("draft", thought: true)
    #expect(try verdict(stop(draft, part("a"))) == .picture(Array("a".utf8)))
    #expect(try verdict(stop(part("a"), part("b"))) == .picture(Array("b".utf8)))
    #expect(try verdict(stop(part("b"), draft)) == .picture(Array("b".utf8)))
    guard case .empty = try verdict(stop(draft)) else {
      Issue.record("another verdict")
      return
    }
  }

  @Test(arguments: [
    #"{"promptFeedback":{"blockReason":"PROHIBITED_CONTENT"}}"#,
    #"{"promptFeedback":{"blockReason":"SOMETHING_NEW"}}"#,
    #"{"candidates":[{"finishReason":"IMAGE_SAFETY"}]}"#,
    #"{"candidates":[{"finishReason":"IMAGE_RECITATION","content":{"parts":[]}}]}"#,
    #"{"candidates":[{"finishReason":"MAX_TOKENS"}]}"#,
  ])
  func `a refusal is not asked again`(answer: String) throws {
    guard case .refused(let words) = try verdict(answer) else {
      Issue.record("another verdict")
      return
    }
    // Sizes are chosen by whoever runs the installation.
    #expect(words.hasSuffix(".") && !words.contains("size"))
  }

  @Test(arguments: [
    #"{"candidates":[{"finishReason":"NO_IMAGE"}]}"#,
    #"{"candidates":[{"finishReason":"A_WORD_OF_NEXT_YEAR"}]}"#,
    #"{"candidates":[{"finishReason":"STOP","content":{"parts":[{"text":"no"}]}}]}"#,
    #"{"candidates":[]}"#, "{}",
    #"{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"§"}}]}}]}"#,
  ])
  func `anything else without a picture is worth a second try`(answer: String) throws {
    guard case .empty = try verdict(answer) else {
      Issue.record("another verdict")
      return
    }
  }

  @Test func `words are quoted and kept short`() throws {
    let long = String(repeating: "blah ", count: 100)
    let words = try verdict(stop(#"{"text":"I cannot\ndo \#(long)"}"#))
    guard case .empty(let sentence) = words else {
      Issue.record("another verdict")
      return
    }
    #expect(sentence.contains("“I cannot do blah") && sentence.count < 230)
  }

  @Test func `an answer to a question is its text without the thoughts`() throws {
    let parts = stop(#"{"text":"hm","thought":true}"#, #"{"text":"{\"a\""}"#, #"{"text":":1}"}"#)
    #expect(try verdict(parts, wantsPicture: false) == .text(#"{"a":1}"#))
  }

  private func fault(_ status: Int, _ text: String) throws -> GeminiFault {
    GeminiFault(status: status, try JSON(bytes: Array(text.utf8)))
  }

  @Test func `errors are sorted by what is to be done`() throws {
    let key = #"{"error":{"status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}"#
    #expect(try fault(400, key) == .key(""))
    let billing = #"{"error":{"status":"FAILED_PRECONDITION","message":"Pay."}}"#
    #expect(try fault(400, billing) == .key("Pay."))
    #expect(try fault(403, "{}") == .key(""))
    #expect(try fault(400, #"{"error":{"message":"Bad."}}"#) == .invalid("Bad."))
    #expect(try fault(404, "{}") == .noModel)
    #expect(try fault(503, "null") == .overload(503))
    #expect(try fault(504, #"[{"error":{"status":"DEADLINE_EXCEEDED"}}]"#) == .overload(504))
  }

  @Test func `a rate limit says how long, or nothing, or until tomorrow`() throws {
    func quota(_ details: String) -> String {
      #"{"error":{"status":"RESOURCE_EXHAUSTED","details":[\#(details)]}}"#
    }
    let wait = #"{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"34.07s"}"#
    #expect(try fault(429, quota(wait)) == .rate(34.07))
    #expect(try fault(429, "[\(quota(wait))]") == .rate(34.07))
    #expect(try fault(429, quota("")) == .rate(nil))
    let day = #"{"violations":[{"quotaId":"GenerateRequestsPerDayPerProjectPerModel"}]}"#
    #expect(try fault(429, quota("\(day),\(wait)")) == .dailyQuota)
  }
}
