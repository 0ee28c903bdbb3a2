import Accounts
import Billing
import Catalog
import Design
import Engines
import HTTP
import Jobs
import Postgres
import Site

extension Studio {
  /// Starts a flow: its row, its pictures, the credits they cost and a job for each.
  ///
  /// All of it happens or nothing. The same order twice is one flow and is paid once.
  /// - Throws: `Problem.missing`, `.outOfCredits`, `.invalid` without a picture to begin with or
  ///   with more products than its pictures hold.
  static func start(_ order: FlowOrder, of product: ProductID, _ editor: Editor) throws {
    try editor.transaction {
      let db = editor.db
      guard let known = try db.first(.studioProduct(product)) else { throw Problem.missing }
      guard let picture = try db.first(.usablePicture(order.picture, of: product)) else {
        throw Problem(
          .invalid, "Choose a picture of this product that is ready.",
          fields: ["picture": "Choose one of the product's pictures."])
      }
      var choice = (try db.first(Query<EngineChoice>.choice) ?? EngineChoice())
        .available(Configuration.current.engines)
      if order.isComposed { choice.pictures = .builtIn }
      let begun = try db.run(
        .begin(order, of: product, from: picture, by: editor.person, choice, editor.client))
      guard begun == 1 else { return }
      try Billing.require(order.variants, .pictures, db)
      try join(order, product, editor)
      if choice.pictures == .builtIn { try order.requireRoom(for: db.all(.group(of: order.flow))) }
      let assets = (0..<order.variants).map { _ in AssetID() }
      let alts = assets.indices.map {
        order.scenery.alt(known.name, $0, seed: order.flow.seed)
      }
      try db.run(.addAssets(assets, to: order.flow, of: product, alts: alts, editor.client))
      try enqueue(assets, turn: order.flow.pathText, editor)
    }
  }

  /// The other products of the scene, each with its best picture.
  private static func join(
    _ order: FlowOrder, _ product: ProductID, _ editor: Editor
  ) throws {
    guard !order.companions.isEmpty else { return }
    let joined = try editor.db.run(
      .join(order.companions.filter { $0 != product }, to: order.flow, editor.client))
    guard joined == order.companions.count else {
      throw Problem(
        .invalid, "Choose other products that have a picture which is ready.",
        fields: ["with": "One of these products has no picture yet."])
    }
  }

  /// Makes the failed pictures of a flow again; each is paid again, as its credit came back.
  ///
  /// `most`: how many of them at most; `isTakeover`: whether the built-in engine makes them.
  /// - Returns: how many pictures are made again.
  static func retry(
    _ flow: FlowID, most: Int? = nil, isTakeover: Bool, _ editor: Editor
  ) throws -> Int {
    try editor.transaction {
      guard try editor.db.first(.lock(flow)) != nil else { throw Problem.missing }
      if isTakeover { try editor.db.run(.takeOver(flow)) }
      let assets = try editor.db.all(.failedAgain(in: flow, most: most))
      guard !assets.isEmpty else { return 0 }
      let turn = FlowID().pathText
      try editor.db.run(.runAgain(flow))
      try enqueue(assets, turn: turn, editor)
      return assets.count
    }
  }

  /// Lets the built-in engine make what waits for a paid one; nothing is paid again.
  package static func takeOver(_ editor: Editor, _ flow: FlowID) throws -> Response {
    try editor.transaction {
      guard try editor.db.run(.takeOver(flow)) == 1 else { throw Problem.missing }
      try editor.db.run(.hurry(flow))
    }
    return .see(Site.flow(flow)).flash("The built-in engine makes these pictures.")
  }

  /// A job for each picture, and the credit that it costs.
  private static func enqueue(_ assets: [AssetID], turn: String, _ editor: Editor) throws {
    let jobs = assets.map { GeneratePicture(asset: $0, turn: turn) }
    try Billing.reserve(1, for: jobs.map(\.cause), editor.db)
    for job in jobs { try editor.db.enqueue(job, for: editor.client.uuid) }
  }
}
