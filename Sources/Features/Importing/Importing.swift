import Accounts
import Billing
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
  /// How an import is going, or what it could bring.
  package static func showRun(_ member: Member, _ id: ImportID) throws -> Response {
    let (runs, products, undone) = try member.read(.run(id), .newestOf(id), .undone(id))
    guard let run = runs.first else { throw Problem.missing }
    guard run.state == "preview" else { return runPage(member, run, products, undone) }
    return try preview(member, run)
  }

  private static func preview(_ member: Member, _ run: ImportProgress) throws -> Response {
    let query = member.request.query
    let (show, after) = (query["show"] ?? "", query["after"].flatMap { Int($0) } ?? 0)
    let (looks, items, rooms, stores) = try member.read(
      .look(run.id), .items(run.id, outcome: show, after: after), .productRoom, .active)
    guard let look = looks.first else { throw Problem.missing }
    return previewPage(
      member,
      Preview(
        run: run, look: look, items: items, room: rooms.first,
        currency: stores.first?.currency ?? member.currency, show: show, after: after))
  }

  /// The part of the page that changes while the import runs.
  package static func showLive(_ member: Member, _ id: ImportID) throws -> Response {
    let (runs, products, undone) = try member.read(.run(id), .newestOf(id), .undone(id))
    guard let run = runs.first else { throw Problem.missing }
    // The look is over: the page it leads to is another one.
    if run.state == "preview" {
      return .page(lookedAt(run).bytes).adding("X-Live-Location", Site.importRun(id))
        .adding("X-Live-Done", "1")
    }
    let response = Response.page(progress(run, products, undone, member).bytes)
      .adding("X-Live-Announce", run.sentence)
    return run.isAtRest ? response.adding("X-Live-Done", "1") : response
  }

  package static let startNote = Note.api("Import all products", gives: schema)
  package static let showNote = Note.api("How an import is going", gives: schema)

  private static let schema: JSON = [
    "type": "object", "required": ["id", "state"],
    "properties": [
      "id": ["type": "string", "format": "uuid"],
      "state": [
        "enum": ["looking", "preview", "running", "paused", "done", "cancelled", "failed"]
      ],
      "total": ["type": ["integer", "null"]], "created": ["type": "integer"],
      "updated": ["type": "integer"], "unchanged": ["type": "integer"],
      "gone": ["type": "integer"], "pictures": ["type": "integer"],
      "pictures_ready": ["type": "integer"], "pictures_failed": ["type": "integer"],
      "pictures_paused": ["type": "boolean"],
    ],
  ]

  /// An import for a program.
  package static func showJSON(_ member: Member, _ id: ImportID) throws -> Response {
    guard let run = try member.read(.run(id)).first else { throw Problem.missing }
    return .json(run.json)
  }
}

extension ImportProgress {
  /// Whether nothing more will change: the import has ended and every picture is done.
  var isOver: Bool {
    switch state {
    case "looking", "running": false
    case "preview", "paused": true
    default: undoState != "running" && picturesDone + picturesFailed >= picturesTotal
    }
  }

  /// Whether all products are here, and some of their pictures are not.
  var awaitsPictures: Bool {
    state == "done" && picturesDone + picturesFailed < picturesTotal
  }

  /// Whether nothing changes before somebody says so.
  var isAtRest: Bool { isOver || arePicturesHeld }

  /// Whether its pictures wait for the merchant.
  var arePicturesHeld: Bool { holdsPictures && awaitsPictures }

  /// How far it is, of products and pictures together.
  var percent: Int? {
    guard let total, total > 0 else { return isOver ? 100 : nil }
    let all = total + picturesTotal
    return min(100, 100 * (seen + picturesDone + picturesFailed) / max(all, 1))
  }

  /// How far it is, in words.
  var sentence: String {
    guard state != "looking" else { return "\(count(found, "product")) found so far" }
    guard let total else { return "Reading the products" }
    let pictures = "\(number(picturesDone)) of \(count(picturesTotal, "picture"))"
    return "\(number(seen)) of \(count(total, "product")), \(pictures)"
  }

  var json: JSON {
    [
      "id": .string(id.pathText), "state": .string(state), "total": JSON(total),
      "created": .int(created), "updated": .int(updated), "unchanged": .int(unchanged),
      "gone": .int(gone), "pictures": .int(picturesTotal), "pictures_ready": .int(picturesDone),
      "pictures_failed": .int(picturesFailed), "pictures_paused": .bool(arePicturesHeld),
      "note": JSON(note), "trouble": JSON(trouble),
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
