import Accounts
import HTTP
import Site

extension Billing {
  /// A month's entries with their hashes, so that anybody can compute the chain without us.
  ///
  /// The last entry before comes first: what follows is hashed together with it. A month that is
  /// too long for one file comes in parts, each `from` a number on.
  package static func downloadChain(_ member: Member) throws -> Response {
    let month = try statementMonth(member)
    let from = member.request.query["from"].flatMap { Int($0) } ?? 1
    let links = try member.read(.chain(of: month, from: from))
    return csv(
      "epox-chain-\(month).csv", ["number", "entry", "hash"],
      links.map { [String($0.number), $0.text, $0.hash] })
  }
}
