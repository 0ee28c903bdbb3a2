import Crypto
import HTTP
import Postgres
import Site

/// A program that came with a key of an account.
struct KeyAdmission: RowReadable {
  let admission: Admission
  let hasAPI: Bool

  init(_ row: Row) throws { (admission, hasAPI) = (try Admission(row), try row[14]) }

  /// What every key begins with, so that one that is lost can be found.
  static let prefix = "epox_"

  /// Who the request's key belongs to; `nil` where it brings none, or is no call of the API.
  /// - Throws: `Problem` 401 for a key that does not hold, 402 where the plan keeps programs out,
  ///   403 for a change with a key that only reads.
  static func find(_ request: Request, db: Database) throws -> Admission? {
    guard request.path.hasPrefix("/api/"), let header = request.headers["authorization"] else {
      return nil
    }
    guard header.hasPrefix("Bearer \(prefix)"), header.utf8.count <= 100,
      let found = try db.first(.key(sha256(Array(header.utf8.dropFirst("Bearer ".utf8.count)))))
    else { throw Problem(.signedOut, "This API key does not hold. Make another in the settings.") }
    guard found.hasAPI else {
      throw Problem(
        .outOfCredits,
        "The plan of this account does not include the API. Choose a larger plan under Settings, "
          + "Plans.")
    }
    guard request.method.isSafe || found.admission.client?.role == .editor else {
      throw Problem(.forbidden, "This API key may only read. Make one that may write.")
    }
    return found.admission
  }
}

extension Query<KeyAdmission> {
  fileprivate static func key(_ hash: [UInt8]) -> Self { "SELECT * FROM admit_key(\(hash))" }
}
