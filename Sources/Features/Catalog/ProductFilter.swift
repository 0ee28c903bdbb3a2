import HTTP
import Site

/// What the product list is narrowed to; it lives in the page's address.
package struct ProductFilter: Sendable, Equatable {
  /// The states that a merchant looks for.
  package enum Status: String, CaseIterable, Sendable {
    case toReview = "to-review"
    case approved, published, failed
    case without = "without-pictures"

    /// The status in words.
    package var word: String {
      switch self {
      case .toReview: "To review"
      case .approved: "Approved"
      case .published: "Published"
      case .failed: "Failed"
      case .without: "No generated pictures"
      }
    }
  }

  package var search = ""
  package var category: CategoryID?
  package var status: Status?
  package var after: ProductID?

  package init() {}

  /// The filter of an address; what cannot be read narrows nothing.
  package init(_ query: Parameters) {
    search = String((query["q"] ?? "").trimmed.prefix(200))
    category = query["category"].flatMap(CategoryID.init(pathText:))
    status = query["status"].flatMap(Status.init(rawValue:))
    after = query["after"].flatMap(ProductID.init(pathText:))
  }

  /// Whether it lets every product through.
  package var isOpen: Bool { search.isEmpty && category == nil && status == nil }

  /// The search as a pattern for `ILIKE`, in which nothing but our own `%` has a meaning.
  package var pattern: String? {
    guard !search.isEmpty else { return nil }
    var pattern = "%"
    for character in search {
      if "%_\\".contains(character) { pattern.append("\\") }
      pattern.append(character)
    }
    return pattern + "%"
  }

  /// The address of the list from a product on.
  package func address(after last: ProductID? = nil) -> String {
    var query = Parameters()
    if !search.isEmpty { query = query.setting("q", search) }
    query = query.setting("category", category?.pathText)
    query = query.setting("status", status?.rawValue)
    query = query.setting("after", last?.pathText)
    let text = query.urlEncoded
    return text.isEmpty ? Site.products() : "\(Site.products())?\(text)"
  }
}
