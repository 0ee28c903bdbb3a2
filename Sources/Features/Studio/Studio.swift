import Accounts
import Billing
import Catalog
import Design
import Engines
import HTML
import HTTP
import Postgres
import Site

/// Generated pictures: ordered for one product, made in the background, judged by the merchant.
package enum Studio {
  /// Where a product is chosen.
  package static func home(_ member: Member) throws -> Response {
    let filter = ProductFilter(member.request.query)
    let products = try member.read(Query<ProductLine>.screenful(filter))
    return studioHomePage(products, search: filter.search, member)
  }

  /// The studio for one product.
  package static func show(_ member: Member, _ id: ProductID) throws -> Response {
    let (rooms, packs) = try member.read(Query<SpendingRoom>.spendingRoom, Query<Pack>.offeredPacks)
    let (products, pictures, assets, companions) = try member.read(
      Query<StudioProduct>.studioProduct(id), Query<PictureLine>.pictures(of: id),
      Query<AssetLine>.assets(of: id), Query<CompanionLine>.companions(for: id))
    guard let product = products.first else { throw Problem.missing }
    let view = StudioView(
      product: product, pictures: pictures.filter { $0.state == "ready" },
      isWaiting: pictures.contains { $0.state == "pending" },
      recent: assets.filter { $0.status != .failed }.prefix(8), companions: companions,
      library: try RoomLibrary.current(), room: rooms.first, packs: packs)
    return studioPage(view, member)
  }

  /// Takes the order; the same form sent twice leads to the same flow.
  package static func generate(_ editor: Editor, _ id: ProductID) throws -> Response {
    let (form, inspiration) = try Catalog.formWithPicture(editor.request, "inspiration")
    var order = try FlowOrder(form)
    order.inspiration = inspiration
    return try Billing.paying(editor.member, for: order.paidWork(form, id)) {
      try start(order, of: id, editor)
      return .see(Site.flow(order.flow))
    }
  }

  /// A flow with its pictures as they come.
  package static func showFlow(_ member: Member, _ id: FlowID) throws -> Response {
    flowPage(try find(id, member), member)
  }

  /// The part of the flow's page that changes.
  package static func flowLive(_ member: Member, _ id: FlowID) throws -> Response {
    let view = try find(id, member)
    let isDone = view.pending == 0
    let response = Response.fragment(
      flowResults(view, member), for: member.request, isDone: isDone,
      announce: view.progressWords
    ).adding("X-Live-Credits", number(member.credits))
    guard isDone, let words = view.refundWords else { return response }
    return response.adding("X-Live-Toast", words)
  }

  /// Makes the failed pictures again.
  package static func retryFlow(_ editor: Editor, _ id: FlowID) throws -> Response {
    let form = editor.request.form
    let isTakeover = form["engine"] == "built-in"
    let most = form["pictures"].flatMap { Int($0) }.map { max($0, 0) }
    return try Billing.paying(editor.member, for: retryWork(id, isTakeover, editor)) {
      let again = try retry(id, most: most, isTakeover: isTakeover, editor)
      let response = Response.see(Site.flow(id))
      guard again > 0 else {
        return response.flash(
          "Nothing to make again: failed edits begin anew in the editor.", .info)
      }
      return response.flash("\(count(again, "picture")) will be made again.")
    }
  }

  private static func retryWork(
    _ id: FlowID, _ isTakeover: Bool, _ editor: Editor
  ) throws -> PaidWork {
    PaidWork(
      pieces: try find(id, editor.member).retryable, each: 1, action: Site.flowRetry(id),
      fields: isTakeover ? [("engine", Engine.builtIn.rawValue)] : [], countedBy: "pictures",
      back: Site.flow(id))
  }

  static func find(_ id: FlowID, _ member: Member) throws -> FlowView {
    let (flows, assets, fidelities) = try member.read(
      Query<FlowDetail>.flow(id), Query<AssetLine>.assets(of: id),
      Query<FidelityLine>.fidelities(of: id))
    guard let flow = flows.first else { throw Problem.missing }
    return FlowView(flow: flow, assets: assets, fidelities: fidelities)
  }
}

/// What the studio shows.
struct StudioView {
  let product: StudioProduct
  let pictures: [PictureLine]
  let isWaiting: Bool
  let recent: ArraySlice<AssetLine>
  /// The picture to begin with: a plain background is what the cut-out needs.
  var chosen: PictureLine? { pictures.first { $0.isPlain == true } ?? pictures.first }
  let companions: [CompanionLine]
  let library: RoomLibrary
  let room: SpendingRoom?
  let packs: [Pack]
}

/// A flow and its pictures.
package struct FlowView: Sendable {
  package let flow: FlowDetail
  package let assets: [AssetLine]
  /// What is measured of the pictures so far.
  package var fidelities: [FidelityLine] = []

  /// How true a picture is; nothing until it is measured.
  func fidelity(of asset: AssetLine) -> FidelityLine? {
    fidelities.first { $0.asset == asset.id }
  }

  var pending: Int { assets.filter { $0.state == "pending" }.count }
  var generated: Int { assets.filter { $0.state == "generated" }.count }
  var failed: Int { assets.filter { $0.state == "failed" }.count }
  /// How many of them can be made again as they were; edits begin anew in the editor.
  var retryable: Int { assets.filter { $0.state == "failed" && !$0.isEdit }.count }
  /// The credits that came back for what failed, in words; nothing where it cost none.
  var refundWords: String? {
    let back = assets.reduce(0) { $0 + ($1.state == "failed" ? $1.cost : 0) }
    return back == 0 ? nil : "\(count(back, "credit")) came back for what could not be made."
  }
  /// Pictures that wait for an engine that is away, each with the reason.
  var waiting: [AssetLine] { assets.filter { $0.state == "pending" && $0.reason != nil } }
  var open: Int { assets.filter { $0.status == .generated }.count }

  /// Between 0 and 100.
  var percent: Int { assets.isEmpty ? 100 : (assets.count - pending) * 100 / assets.count }

  /// How far it is, in words.
  var progressWords: String {
    let missing = failed == 0 ? "" : ", \(failed) could not be made"
    return "\(generated) of \(assets.count) pictures are there\(missing)."
  }

  /// The look in a few words.
  var look: String {
    "\(lookTitle(flow.room)) · \(lookTitle(flow.mood)) · \(flow.aspect)"
  }
}
