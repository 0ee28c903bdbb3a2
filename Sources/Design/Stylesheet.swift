import HTML
import Site

/// The stylesheets that only some pages need, besides the one of all pages.
///
/// A page names the one it needs; so that no page carries the styles of another.
package enum Stylesheet: String, Sendable {
  /// Pages without the frame: signing in, and what went wrong.
  case plain
  /// The page of a cut-out.
  case cuttingOut = "cutting-out"
  /// The studio and the review.
  case studio
  /// The editor of pictures.
  case editing
  /// A month on one sheet, on screen and on paper.
  case statement
  /// The pages of staff.
  case staff

  var element: HTML {
    link(Attribute("rel", "stylesheet"), .href(StaticFiles.link("css/\(rawValue).css")))
  }
}
