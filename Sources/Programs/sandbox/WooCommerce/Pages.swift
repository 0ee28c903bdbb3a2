import HTML
import HTTP

/// Pages that are no part of the shop: refusals, and what hosts and other sites show.
enum Pages {
  /// A refusal of the sandbox itself.
  static func plain(_ problem: Problem) -> Response {
    page(problem.kind.title, problem.sentence, status: problem.kind.rawValue)
  }

  /// What WordPress shows where nothing is.
  static func missing() -> Response {
    page("Page not found", "It looks like nothing was found at this location.", status: 404)
  }

  /// A web site that is no WordPress.
  static func elsewhere() -> Response {
    page("Welcome", "This is a hand-made site about gardening.", status: 200)
  }

  /// What a store shows while it is updated.
  static func maintenance(retryAfter: Int) -> Response {
    page(
      "Maintenance", "Briefly unavailable for scheduled maintenance. Check back in a minute.",
      status: 503
    ).adding("Retry-After", String(retryAfter))
  }

  /// What a host, a firewall or a broken PHP answers: HTML, whatever was asked for.
  static func host(_ status: Int) -> Response {
    status == 500
      ? page("WordPress › Error", "There has been a critical error on this website.", status: 500)
      : page("\(status) \(phrase(status))", phrase(status), status: status)
  }

  /// A status in words.
  static func phrase(_ status: Int) -> String {
    let words = [
      400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 410: "Gone",
      429: "Too Many Requests", 500: "Internal Server Error", 502: "Bad Gateway",
      503: "Service Unavailable", 504: "Gateway Timeout", 508: "Resource Limit Is Reached",
    ]
    return words[status] ?? "Error"
  }

  /// A refusal in WordPress's own frame.
  static func refusal(_ name: String, _ sentence: String, status: Int) -> Response {
    page(name, sentence, status: status)
  }

  private static func page(_ name: String, _ sentence: String, status: Int) -> Response {
    let html = document("en") {
      head {
        meta(Attribute("charset", "utf-8"))
        title { name }
      }
      body {
        h1 { name }
        p { sentence }
      }
    }
    return .page(html.bytes, status: status)
  }
}
