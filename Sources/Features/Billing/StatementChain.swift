import Accounts
import HTTP
import Site

extension Billing {
  /// A month's entries with their hashes, so that anybody can compute the chain without us.
  ///
  /// The last entry before the month comes first: what follows is hashed together with it.
  package static func downloadChain(_ member: Member) throws -> Response {
    let month = try statementMonth(member)
    let links = try member.read(.chain(of: month))
    return csv(
      "epox-chain-\(month).csv", ["number", "entry", "hash"],
      links.map { [String($0.number), $0.text, $0.hash] })
  }
}
