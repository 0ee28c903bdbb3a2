import Accounts
import Blobs
import Catalog
import Design
import HTML
import HTTP
import Postgres
import Site

extension Studio {
  static let screenful = 48

  /// All generated pictures of the account.
  package static func assets(_ member: Member) throws -> Response {
    let query = member.request.query
    let status = query["status"].flatMap(AssetStatus.init(rawValue:))
    let after = query["after"].flatMap(AssetID.init(pathText:))
    let assets = try member.read(
      Query<AssetLine>.assets(after: after, status: status, limit: screenful))
    return assetsPage(assets, status: status, member)
  }

  /// One picture beside its original.
  package static func showAsset(_ member: Member, _ id: AssetID) throws -> Response {
    let (view, asset) = try find(id, member)
    let claim = try member.read(Query<ClaimStanding>.claim(on: id)).first
    return assetPage(asset, view, claim, member)
  }

  /// The picture as a file, in full quality.
  package static func download(_ member: Member, _ id: AssetID) throws -> Response {
    guard let file = try member.read(Query<AssetFile>.file(of: id)).first else {
      throw Problem.missing
    }
    let key = file.original
    let ending = key.split(separator: ".").last.map(String.init) ?? "webp"
    let type = ending == "jpg" ? "jpeg" : ending
    return Response(
      headers: [
        ("Content-Type", "image/\(type)"),
        ("Content-Disposition", "attachment; filename=\"\(file.name).\(ending)\""),
        ("Cache-Control", "private, no-store"),
        ("X-Accel-Redirect", "/blobs/\(key.prefix(2))/\(key)"),
      ])
  }

  /// A picture by its key, with its flow and its siblings.
  static func find(_ id: AssetID, _ member: Member) throws -> (FlowView, AssetLine) {
    let (flows, assets, fidelities) = try member.read(
      Query<FlowDetail>.flow(nil, orOf: id), Query<AssetLine>.assets(of: nil, orOf: id),
      Query<FidelityLine>.fidelities(of: nil, orOf: id))
    guard let flow = flows.first, let asset = assets.first(where: { $0.id == id }) else {
      throw Problem.missing
    }
    return (FlowView(flow: flow, assets: assets, fidelities: fidelities), asset)
  }
}

/// A finished picture's file and the name that it is saved under.
struct AssetFile: RowReadable, Sendable {
  let original: String
  let name: String

  init(_ row: Row) throws {
    let (product, room, mood): (String, String, String) = (try row[1], try row[2], try row[3])
    let variant: Int = try row[4]
    original = try row[0]
    name = fileName("\(product) \(room) \(mood) \(variant)")
  }
}

extension Query<AssetFile> {
  static func file(of asset: AssetID) -> Self {
    """
    SELECT a.original, p.name, f.room, f.mood, a.variant
    FROM asset a
    JOIN flow f ON f.client_id = a.client_id AND f.id = a.flow_id
    JOIN product p ON p.client_id = a.client_id AND p.id = a.product_id
    WHERE a.id = \(asset) AND a.state = 'generated' AND a.deleted_at IS NULL
      AND NOT asset_is_claimed(a.id)
    """
  }
}

/// Words as a file name: letters and digits of ASCII, joined by dashes.
package func fileName(_ words: String) -> String {
  let pieces = words.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
  return String(pieces.joined(separator: "-").prefix(100))
}
