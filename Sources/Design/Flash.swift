import HTML
import HTTP
import Site

/// How something went: its word in `data-status` and its colour.
package enum Tone: String, Sendable {
  case ok, info, warning, danger

  var icon: StaticString {
    switch self {
    case .ok: "success"
    case .info: "info"
    case .warning: "warning"
    case .danger: "error"
    }
  }
}

/// A note that one page leaves for the next: shown once, then gone.
package struct Flash: Sendable, Equatable {
  package let text: String
  package let tone: Tone

  package init(_ text: String, _ tone: Tone = .ok) { (self.text, self.tone) = (text, tone) }

  static let cookie = "epox-flash"

  /// The note that a request brings along.
  package init?(_ request: Request) {
    guard let value = request.cookie(Flash.cookie) else { return nil }
    let halves = percentDecoded(value.prefix(2000).utf8)
      .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    guard halves.count == 2, let tone = Tone(rawValue: String(halves[0])) else { return nil }
    self.init(String(halves[1].prefix(500)), tone)
  }
}

extension Response {
  /// Leaves a note for the page that this answer leads to.
  package func flash(_ text: String, _ tone: Tone = .ok) -> Response {
    let value = percentEncoded("\(tone.rawValue):\(text.prefix(500))")
    return adding("Set-Cookie", "\(Flash.cookie)=\(value); Path=/; Max-Age=60; \(cookieGuards)")
  }

  /// Takes the note away after it was shown.
  package func forgettingFlash(_ flash: Flash?) -> Response {
    guard flash != nil else { return self }
    return adding("Set-Cookie", "\(Flash.cookie)=; Path=/; Max-Age=0; \(cookieGuards)")
  }
}

/// What every cookie carries: no script reads it, no other site sends it along with a form.
private let cookieGuards =
  "HttpOnly; SameSite=Lax"
  + (Configuration.current.baseURL.hasPrefix("https:") ? "; Secure" : "")

/// The note at the edge of the page.
func toast(_ flash: Flash) -> HTML {
  div(.class("toast"), .testID("toast"), .data("status", flash.tone.rawValue)) {
    icon(flash.tone.icon)
    p { flash.text }
  }
}
