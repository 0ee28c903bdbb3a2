import Accounts
import Fetch
import FoundationEssentials
import HTML
import HTTP
import Jobs
import Postgres
import Site

/// Looks at everything that stands between a store and us, and keeps what was found.
///
/// Idempotent: the findings of the last run replace those before.
package struct ExamineStore: Job {
  package static let kind = "examine-store"
  package static let priority = 2
  package static let attempts = 3
  let store: StoreID
  package var uniqueKey: String? { "examine/\(store.pathText)" }

  package func run(in shift: Shift) throws {
    guard let store = try shift.store(store) else { return }
    let findings = try findings(of: store, shift)
    let text = JSON.array(findings.map(\.json)).text
    try shift.transaction { db in
      try db.run(
        """
        UPDATE store SET findings = \(text)::jsonb, examined_at = now()
        WHERE client_id = current_client() AND id = \(store.id)
        """)
    }
  }

  private func findings(of store: ConnectedStore, _ shift: Shift) throws -> [Finding] {
    do {
      let house = ExaminedHouse(webhookAddress: store.webhookAddress, webhooks: store.webhookIDs)
      return try shift.open(store).examine(house) + [.ownPictures(shift.fetch)]
    } catch let trouble as StoreTrouble {
      return [Finding("Connection", .bad, trouble.sentence, fix: "Connect the store again.")]
    } catch let end as GiveUp {
      return [Finding("Connection", .bad, end.sentence, fix: "Connect the store again.")]
    }
  }
}

extension Finding {
  /// Stores fetch pictures from here, so this site has to be reachable from the internet.
  fileprivate static func ownPictures(_ fetch: Fetch) -> Finding {
    let base = Configuration.current.baseURL
    do {
      let sample = Call(.get, "\(base)/static/images/wall.webp", timeout: 10, limit: 4 << 20)
      if try fetch.send(sample).status == 200 { return fetched }
    } catch FetchError.privateNetwork where !Configuration.current.allowedHosts.isEmpty {
      return Finding("Our pictures", .good, "Stores on this network can fetch pictures from here.")
    } catch {
      // Said below in the same words as a refusal.
    }
    return Finding(
      "Our pictures", .bad, "\(base) cannot be fetched from outside.",
      fix: "Whoever runs this site has to make it reachable from the internet.")
  }

  private static let fetched = Finding(
    "Our pictures", .good, "Stores can fetch pictures from this site.")
}

extension Stores {
  /// What the last examination of the store found.
  package static func showDoctor(_ member: Member) throws -> Response {
    guard let store = try member.read(.active).first else { return .see(Site.store()) }
    return doctorPage(member, store, isRunning: try isExamining(store, member))
  }

  /// The part of the page that changes while an examination runs.
  package static func showDoctorLive(_ member: Member) throws -> Response {
    guard let store = try member.read(.active).first else { throw Problem.missing }
    let isRunning = try isExamining(store, member)
    let response = Response.page(doctorReport(store, isRunning: isRunning).bytes)
    return isRunning ? response : response.adding("X-Live-Done", "1")
  }

  /// Examines the store anew.
  package static func examine(_ editor: Editor) throws -> Response {
    try editor.transaction {
      guard let store = try editor.db.first(.active) else {
        throw Problem(.conflict, "No store is connected. Connect one first.")
      }
      try editor.db.enqueue(ExamineStore(store: store.id), for: editor.client.uuid)
    }
    return .see(Site.storeDoctor())
  }

  private static func isExamining(_ store: ConnectedStore, _ member: Member) throws -> Bool {
    let running: Query<Bool> = """
      SELECT EXISTS (SELECT 1 FROM job WHERE client_id = current_client()
        AND unique_key = \("examine/\(store.id.pathText)") AND state IN ('ready', 'running'))
      """
    return try member.read(running).first ?? false
  }
}
