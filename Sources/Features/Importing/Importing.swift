import Accounts
import Design
import FoundationEssentials
import HTML
import HTTP
import Jobs
import Postgres
import Site
import Stores

/// Brings what a store has into the catalogue, and keeps it up to date.
package enum Importing {
  /// The page that starts an import.
  package static func show(_ member: Member) throws -> Response {
    let stores = try member.read(.active)
    guard let store = stores.first else { return noStorePage(member) }
    if let run = try member.read(.underWay(store.id)).first {
      return .see(Site.importRun(run))
    }
    return startPage(member, store)
  }

  /// Starts an import; one that is under way already is shown instead.
  package static func start(_ editor: Editor) throws -> Response {
    .see(Site.importRun(try begin(editor)))
  }

  /// Starts an import for a program.
  package static func startJSON(_ editor: Editor) throws -> Response {
    let run = try begin(editor)
    let progress = try editor.read(.run(run)).first
    return .json(progress?.json ?? .null, status: 202)
      .adding("Location", Site.apiImport(run))
  }

  private static func begin(_ editor: Editor) throws -> ImportID {
    try editor.transaction {
      guard let store = try editor.db.first(.active) else {
        throw Problem(.conflict, "No store is connected. Connect one first.")
      }
      let run = ImportID()
      let started = try editor.db.first(.start(run, editor.client, store.id, by: editor.person))
      guard let started else {
        guard let other = try editor.db.first(.underWay(store.id)) else {
          throw Problem(.conflict, "Another import has just ended. Please try again.")
        }
        return other
      }
      let job = try editor.db.enqueue(
        ImportProducts(run: started, store: store.id), for: editor.client.uuid)
      try editor.db.run(.job(job, of: started))
      return started
    }
  }

  /// How an import is going.
  package static func showRun(_ member: Member, _ id: ImportID) throws -> Response {
    let (runs, products) = try member.read(.run(id), .newestOf(id))
    guard let run = runs.first else { throw Problem.missing }
    return runPage(member, run, products)
  }

  /// The part of the page that changes while the import runs.
  package static func showLive(_ member: Member, _ id: ImportID) throws -> Response {
    let (runs, products) = try member.read(.run(id), .newestOf(id))
    guard let run = runs.first else { throw Problem.missing }
    let response = Response.page(progress(run, products, member).bytes)
      .adding("X-Live-Announce", run.sentence)
    return run.isOver ? response.adding("X-Live-Done", "1") : response
  }

  package static let startNote = Note.api("Import all products", gives: schema)
  package static let showNote = Note.api("How an import is going", gives: schema)

  private static let schema: JSON = [
    "type": "object", "required": ["id", "state"],
    "properties": [
      "id": ["type": "string", "format": "uuid"],
      "state": ["enum": ["running", "paused", "done", "cancelled", "failed"]],
      "total": ["type": ["integer", "null"]], "created": ["type": "integer"],
      "updated": ["type": "integer"], "unchanged": ["type": "integer"],
      "gone": ["type": "integer"], "pictures": ["type": "integer"],
      "pictures_ready": ["type": "integer"], "pictures_failed": ["type": "integer"],
    ],
  ]

  /// An import for a program.
  package static func showJSON(_ member: Member, _ id: ImportID) throws -> Response {
    guard let run = try member.read(.run(id)).first else { throw Problem.missing }
    return .json(run.json)
  }

  /// Pauses, resumes or ends an import.
  package static func change(_ editor: Editor, _ id: ImportID) throws -> Response {
    let wish = editor.request.form["wish"] ?? ""
    try editor.transaction {
      guard try editor.db.first(.run(id)) != nil, let job = try editor.db.first(.job(of: id)) else {
        throw Problem.missing
      }
      switch wish {
      case "pause":
        try editor.db.pause(job: job.id)
        try editor.db.run(.importState(id, "paused"))
      case "resume":
        try editor.db.resume(job: job.id)
        try editor.db.run(.importState(id, "running"))
      case "cancel":
        try editor.db.cancel(job: job.id)
        try editor.db.run(.importState(id, "cancelled"))
      default: throw Problem(.badRequest, "An import can be paused, resumed or cancelled.")
      }
    }
    return .see(Site.importRun(id))
  }
}

extension ImportProgress {
  /// Whether nothing more will change: the import has ended and every picture is done.
  var isOver: Bool {
    switch state {
    case "running": false
    case "paused": true
    default: picturesDone + picturesFailed >= picturesTotal
    }
  }

  /// How far it is, of products and pictures together.
  var percent: Int? {
    guard let total, total > 0 else { return state == "running" ? nil : 100 }
    let all = total + picturesTotal
    return min(100, 100 * (seen + picturesDone + picturesFailed) / max(all, 1))
  }

  /// How far it is, in words.
  var sentence: String {
    guard let total else { return "Reading the products" }
    let pictures = "\(number(picturesDone)) of \(count(picturesTotal, "picture"))"
    return "\(number(seen)) of \(count(total, "product")), \(pictures)"
  }

  var json: JSON {
    [
      "id": .string(id.pathText), "state": .string(state), "total": JSON(total),
      "created": .int(created), "updated": .int(updated), "unchanged": .int(unchanged),
      "gone": .int(gone), "pictures": .int(picturesTotal), "pictures_ready": .int(picturesDone),
      "pictures_failed": .int(picturesFailed), "note": JSON(note), "trouble": JSON(trouble),
    ]
  }
}

/// A product that just arrived.
struct ArrivedProduct: RowReadable, Sendable {
  let id: ProductID
  let name: String
  let pictures: Int
  let thumb: String?
  init(_ row: Row) throws {
    (id, name, pictures, thumb) = (try row[0], try row[1], try row[2], try row[3])
  }
}

extension Query<ArrivedProduct> {
  static func newestOf(_ run: ImportID) -> Self {
    """
    SELECT p.id, p.name, pictures.count, pictures.thumb FROM product p
    CROSS JOIN LATERAL (
      SELECT count(*), (array_agg(thumb ORDER BY position) FILTER (WHERE thumb IS NOT NULL))[1]
        AS thumb
      FROM product_picture pp WHERE pp.client_id = p.client_id AND pp.product_id = p.id
        AND pp.removed_at IS NULL) pictures
    WHERE p.client_id = current_client() AND p.last_import = \(run) AND p.deleted_at IS NULL
    ORDER BY p.updated_at DESC, p.id DESC LIMIT 12
    """
  }
}

/// The job of an import.
struct ImportJob: RowReadable {
  let id: UUID
  init(_ row: Row) throws { id = try row[0] }
}

extension Query<ImportJob> {
  static func job(of run: ImportID) -> Self {
    """
    SELECT job_id FROM import_run WHERE client_id = current_client() AND id = \(run)
      AND job_id IS NOT NULL
    """
  }
}
