import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Postgres
import Site

/// Who did what.
private struct AuditLine: RowReadable {
  let cells: [HTML]
  let id: UUID
  init(_ row: Row) throws {
    let at: Date = try row[0]
    let person: String = try row[1]
    let account: String = try row[2]
    let action: String = try row[3]
    let details: String = try row[4]
    cells = [timeTag(at), HTML(person), HTML(account), HTML(action), HTML(details)]
    id = try row[5]
  }
}

extension Admin {
  /// The acts of everybody, the newest first.
  package static func showAudit(_ staff: Administrator) throws -> Response {
    let last = staff.request.query["before"].flatMap(UUID.init(uuidString:))
    let lines: Query<AuditLine> = """
      SELECT e.at, coalesce(p.email, ''), coalesce(c.name, ''), e.action, e.details, e.id
      FROM audit_event e LEFT JOIN person p ON p.id = e.person_id
      LEFT JOIN client c ON c.id = e.client_id
      WHERE \(last)::uuid IS NULL OR e.id < \(last)::uuid
      ORDER BY e.id DESC LIMIT \(fixed: StaffList<AuditLine>.asked)
      """
    let found = StaffList(try system.all(lines))
    return page(staff, "Audit log") {
      plainTable("Acts", ["When", "Who", "Account", "What", "Details"], found.shown.map(\.cells))
      older(staff, "before", than: found.last?.id.uuidString, Site.adminAudit())
    }
  }
}
