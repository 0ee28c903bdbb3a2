import Accounts
import Billing
import Catalog
import HTTP
import Site

extension Studio {
  /// `POST /api/v1/flows`: orders pictures; with an `id` of its own it may be sent twice.
  package static func generateJSON(_ editor: Editor) throws -> Response {
    let json = try JSON(bytes: editor.request.body)
    guard json.object != nil else {
      throw Problem(.badRequest, "The body must be a JSON object.")
    }
    guard let product = json["product_id"].string.flatMap(ProductID.init(pathText:)) else {
      throw Problem(
        .invalid, "product_id must name a product.", fields: ["product_id": "A product's id."])
    }
    var order = try FlowOrder(json)
    try editor.transaction {
      order.flow = FlowID(try Billing.subject(of: editor, otherwise: order.flow.uuid))
      try start(order, of: product, editor)
    }
    var response = Response.json(try find(order.flow, editor.member).json, status: 202)
    response = response.adding("Location", Site.apiFlow(order.flow))
    return response
  }

  /// `GET /api/v1/flows/:id`.
  package static func showFlowJSON(_ member: Member, _ id: FlowID) throws -> Response {
    .json(try find(id, member).json)
  }

  /// `GET /api/v1/assets/:id`.
  package static func showAssetJSON(_ member: Member, _ id: AssetID) throws -> Response {
    .json(try find(id, member).1.json)
  }
}

extension FlowView {
  /// The flow as the API shows it.
  var json: JSON {
    [
      "id": .string(flow.id.pathText), "product_id": .string(flow.product.pathText),
      "state": .string(flow.state), "room": .string(flow.room), "mood": .string(flow.mood),
      "aspect": .string(flow.aspect), "variants": .int(flow.variants),
      "assets": .array(assets.map(\.json)),
    ]
  }
}
