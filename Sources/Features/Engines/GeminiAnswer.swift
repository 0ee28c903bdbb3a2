import FoundationEssentials
import HTTP

/// What Gemini answered when HTTP says that all is well; that alone is no picture yet.
package struct GeminiAnswer: Sendable {
  /// What came of it.
  package enum Verdict: Sendable, Equatable {
    case picture([UInt8])
    case text(String)
    /// Its rules forbid this; asking again changes nothing.
    case refused(String)
    /// No picture, though nothing forbids one.
    case empty(String)
  }

  package let verdict: Verdict
  /// Tokens, as they are billed.
  package let tokens: Int?

  /// Reads an answer in the order that the contract gives.
  ///
  /// `wantsPicture`: a text alone is an answer only to a question.
  package init(_ json: JSON, wantsPicture: Bool) {
    tokens = json["usageMetadata"]["totalTokenCount"].int
    let candidate = json["candidates"][0]
    let finish = candidate["finishReason"].string ?? "STOP"
    if let block = json["promptFeedback"]["blockReason"].string {
      verdict = .refused(GeminiWords.refusal(block))
    } else if GeminiWords.refusals.contains(finish) {
      verdict = .refused(GeminiWords.refusal(finish))
    } else if finish == "MAX_TOKENS" {
      verdict = .refused(
        "Gemini's answer grew too long, so it stopped. Try it again, or use the built-in engine.")
    } else {
      verdict = GeminiAnswer.content(candidate, finish, wantsPicture)
    }
  }

  private static func content(
    _ candidate: JSON, _ finish: String, _ wantsPicture: Bool
  ) -> Verdict {
    // Working drafts may be pictures too: the first one would be a sketch.
    let parts = (candidate["content"]["parts"].array ?? []).filter { $0["thought"].bool != true }
    let words = parts.compactMap(\.["text"].string).joined()
    guard finish == "STOP" else { return .empty(GeminiWords.empty(finish, words)) }
    guard wantsPicture else { return words.isEmpty ? .empty("Gemini said nothing.") : .text(words) }
    let pictures = parts.map(\.["inlineData"]).filter {
      $0["mimeType"].string?.hasPrefix("image/") == true
    }
    guard let last = pictures.last?["data"].string, let bytes = Data(base64Encoded: last) else {
      return .empty(GeminiWords.empty(finish, words))
    }
    return .picture(Array(bytes))
  }
}

/// Gemini's reasons in words for the merchant.
enum GeminiWords {
  /// The ends that its rules bring about.
  static let refusals: Set<String> = [
    "SAFETY", "IMAGE_SAFETY", "PROHIBITED_CONTENT", "IMAGE_PROHIBITED_CONTENT", "BLOCKLIST", "SPII",
    "RECITATION", "IMAGE_RECITATION",
  ]

  /// Why it refused, and what can be done.
  static func refusal(_ reason: String) -> String {
    let why =
      switch reason {
      case "SAFETY", "IMAGE_SAFETY": "Gemini's safety rules stopped this picture."
      case "PROHIBITED_CONTENT", "IMAGE_PROHIBITED_CONTENT":
        "Gemini does not make pictures of this: its rules forbid the content."
      case "BLOCKLIST": "Gemini does not work with some of the product's words."
      case "SPII": "Gemini saw personal data in the picture or in the text."
      case "RECITATION", "IMAGE_RECITATION":
        "Gemini stopped: the picture came too close to somebody else's work."
      default: "Gemini refused this picture."
      }
    return "\(why) Change the product's text or picture, or use the built-in engine."
  }

  /// Why there is no picture although nothing forbids one.
  static func empty(_ finish: String, _ words: String) -> String {
    let said = words.split { $0.isWhitespace }.joined(separator: " ").prefix(160)
    if finish == "STOP", !said.isEmpty {
      return "Gemini answered with words instead of a picture: “\(said)”"
    }
    return "Gemini answered without a picture, twice. Try it again or change the look."
  }
}
