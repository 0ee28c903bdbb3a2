import Crypto
import Fetch
import Jobs
import Postgres
import Site

/// Where a picture comes from, with what its server wants to see.
struct PictureSource: RowReadable, Sendable {
  let url: String
  private let csv: CSVImportID?
  private let header: CSVHeader?

  init(_ row: Row) throws {
    (url, csv) = (try row[0], try row[1])
    let (host, name, sealed): (String?, String?, String?) = (try row[2], try row[3], try row[4])
    header = host.flatMap { host in
      name.flatMap { name in sealed.map { CSVHeader(host: host, name: name, sealed: $0) } }
    }
  }

  /// The server's name, in lower case.
  var host: String { hostName(of: url) }

  /// The call that brings the picture; a header field goes to its own host alone.
  func call() throws -> Call {
    var call = Call(.get, url, timeout: 60, limit: 30 << 20)
    call.redirects = 4
    // A worker waits for one server no longer than this; the job comes back later.
    call.patience = 15
    guard let header, let csv, header.host == host else { return call }
    let value = try Configuration.current.secretBox.open(header.sealed, for: csvContext(csv))
    call.headers.append((header.name, value))
    // A redirect to somebody else would carry a field that only Authorization is known to be.
    if header.name.lowercased() != "authorization" { call.redirects = 0 }
    return call
  }
}

/// The name of the server in an address, in lower case, without its port.
func hostName(of url: String) -> String {
  let rest = url.drop { $0 != ":" }.dropFirst(3).prefix { !"/?#".contains($0) }
  return rest.prefix { $0 != ":" }.lowercased()
}

/// What a file's secret is bound to.
func csvContext(_ id: CSVImportID) -> String { "csv/\(id.pathText)" }

extension Query<PictureSource> {
  static func source(of picture: PictureID) -> Self {
    """
    SELECT pp.source_url, pp.csv_id, c.header_host, c.header_name, c.header_value
    FROM product_picture pp
    LEFT JOIN csv_import c ON c.client_id = pp.client_id AND c.id = pp.csv_id
    WHERE pp.client_id = current_client() AND pp.id = \(picture)
      AND (pp.state = 'pending'
        OR pp.state = 'ready' AND pp.fetched_url IS DISTINCT FROM pp.source_url)
      AND pp.source_url IS NOT NULL
    """
  }
}

extension Statement {
  /// Of pictures that show byte for byte the same at one product, leaves the first alone.
  ///
  /// Two of them may arrive at the same time: whichever is here last sees both.
  static func hideDouble(_ picture: PictureID) -> Self {
    """
    UPDATE product_picture pp SET removed_at = now(), reason = 'The same picture is here already.'
    FROM product_picture arrived
    WHERE arrived.client_id = current_client() AND arrived.id = \(picture)
      AND pp.client_id = arrived.client_id AND pp.product_id = arrived.product_id
      AND pp.original = arrived.original AND pp.removed_at IS NULL AND pp.csv_id IS NOT NULL
      AND EXISTS (
        SELECT 1 FROM product_picture other WHERE other.client_id = pp.client_id
          AND other.product_id = pp.product_id AND other.id < pp.id
          AND other.original = pp.original AND other.removed_at IS NULL)
    """
  }
}

/// Keeps all workers together from asking one server for more than four pictures at once.
enum HostSlot {
  static let most = 4

  /// Does something while one of the host's places is taken.
  /// - Throws: `Snooze` when none is free, and what `body` throws.
  static func hold<Answer>(_ host: String, _ db: Database, _ body: () throws -> Answer) throws
    -> Answer
  {
    for place in 1...most {
      if let answer = try db.ifFree(host, place, body) { return answer }
    }
    throw Snooze(seconds: .random(in: 0.5...2), "Other pictures of this server come first.")
  }
}
