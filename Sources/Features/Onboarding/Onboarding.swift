import Accounts
import Catalog
import Design
import HTML
import HTTP
import Postgres
import Site

/// What people see first: the front door, the dashboard, and pages whose feature is still small.
package enum Onboarding {
  /// Where one stands and what to do next.
  package static func dashboard(_ member: Member) throws -> Response {
    let (standings, recent, work) = try member.read(
      Query<Standing>.standing, Query<AssetLine>.assets(after: nil, status: nil, limit: 11),
      Query<RunningWork>.running)
    guard let standing = standings.first else { throw Problem.missing }
    return dashboardPage(standing, recent: recent, work: work, member)
  }

  /// The part of the dashboard that shows running work.
  package static func dashboardLive(_ member: Member) throws -> Response {
    let work = try member.read(Query<RunningWork>.running)
    return .fragment(
      runningWork(work), for: member.request, isDone: work.isEmpty,
      announce: work.isEmpty ? "Everything is done." : nil)
  }

  /// What open pages listen to: it tells when something of the account changed, and nothing more.
  package static func live(_ member: Member) throws -> Response {
    .stream(of: member.client.pathText)
  }

  /// The front door: people who are signed in go on to the dashboard.
  package static func home(_ visitor: Anyone) throws -> Response {
    if try visitor.admission() != nil { return .see(Site.dashboard()) }
    return landingPage()
  }
}
