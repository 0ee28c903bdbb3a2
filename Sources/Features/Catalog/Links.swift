import Blobs
import Crypto
import FoundationEssentials
import HTML
import HTTP
import Site

/// A link to a picture that holds for an hour and a bit; nginx serves it without waking us.
package func pictureLink(_ key: String) -> String {
  Configuration.current.blobs.link(key, expires: Date(timeIntervalSinceNow: 3600))
}

extension Response {
  /// A part of a page that follows the server: answered with 304 while nothing changed.
  ///
  /// When it is done the page stops asking; `announce` is read out to those who do not see the
  /// page change.
  package static func fragment(
    _ html: HTML, for request: Request, isDone: Bool, announce: String? = nil
  ) -> Response {
    let hash = sha256(html.bytes).prefix(8).map { String($0, radix: 36) }
    let mark = "\"\(hash.joined(separator: "-"))\""
    let isKnown = request.headers["if-none-match"] == mark
    var response = isKnown ? Response(status: 304) : Response.page(html.bytes)
    response.headers.removeAll { $0.name == "Cache-Control" }
    response = response.adding("ETag", mark).adding("Cache-Control", "no-cache, private")
    if let announce { response = response.adding("X-Live-Announce", announce) }
    return isDone ? response.adding("X-Live-Done", "1") : response
  }
}
