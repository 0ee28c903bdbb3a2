import Accounts
import Design
import HTML
import HTTP
import Postgres
import Site

/// An account that was found.
private struct FoundAccount: RowReadable {
  let id: ClientID
  let name, owner: String
  let credits: Int
  init(_ row: Row) throws {
    (id, name, owner, credits) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<FoundAccount> {
  fileprivate static func accounts(like text: String) -> Self {
    """
    SELECT c.id, c.name, coalesce(string_agg(p.email, ', ' ORDER BY p.email), ''),
      coalesce(b.credits, 0)
    FROM client c LEFT JOIN membership m ON m.client_id = c.id AND m.role = 'owner'
    LEFT JOIN person p ON p.id = m.person_id LEFT JOIN credit_balance b ON b.client_id = c.id
    GROUP BY c.id, c.name, b.credits
    HAVING \(text) = '' OR c.id::text = \(text) OR strpos(lower(c.name), lower(\(text))) > 0
      OR strpos(coalesce(string_agg(p.email, ' '), ''), lower(\(text))) > 0
    ORDER BY c.id DESC LIMIT 50
    """
  }
}

extension Admin {
  /// Finds accounts by name, address of an owner or id.
  package static func search(_ staff: Administrator) throws -> Response {
    let text = wanted(staff)
    let found = try system.all(.accounts(like: text))
    let requests = try openRequests(staff)
    return page(staff, "Accounts") {
      searchForm(Site.admin(), "Name, e-mail or id", text)
      requests
      plainTable(
        "Accounts", ["Account", "Owners", "Credits"],
        found.map { account in
          [
            a(.href(Site.adminAccount(account.id))) { account.name }, HTML(account.owner),
            HTML(number(account.credits)),
          ]
        })
    }
  }

  /// What a list is narrowed to, cut to a length that nobody types by hand.
  static func wanted(_ staff: Administrator) -> String {
    String((staff.request.query["q"] ?? "").trimmed.prefix(255))
  }

  /// A field above a list that narrows it; what is sought stays in the address.
  static func searchForm(_ address: String, _ label: String, _ text: String) -> HTML {
    element("form", [.class("row"), .action(address)]) {
      field(Field("q", label, in: Form([("q", text)]), type: "search", isOptional: true))
      submit("Search", .normal)
    }
  }
}
