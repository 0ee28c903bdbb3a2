/// People, the accounts they work for, and how they come in.
///
/// A person signs in with a password and works in one account at a time; the session keeps
/// which. Whoever needs to know who is there takes a `Member`, an `Editor`, an `Owner` or an
/// `Administrator` as a handler's first parameter and gets nobody less.
package enum Accounts {}

/// What a person may do in an account.
package enum Role: String, Sendable, CaseIterable, Comparable {
  /// Looks and downloads.
  case viewer
  /// Works: products, studio, review, store.
  case editor
  /// Everything, the team and the money too.
  case owner

  /// What it is called for people.
  package var word: String {
    switch self {
    case .viewer: "Viewer"
    case .editor: "Editor"
    case .owner: "Owner"
    }
  }

  /// What it allows, in a few words.
  package var allows: String {
    switch self {
    case .viewer: "Looks and downloads"
    case .editor: "Products, studio, review, publishing"
    case .owner: "Everything, team and credits too"
    }
  }

  private var rank: Int {
    switch self {
    case .viewer: 0
    case .editor: 1
    case .owner: 2
    }
  }

  package static func < (left: Role, right: Role) -> Bool { left.rank < right.rank }
}
