import Accounts
import Billing
import Catalog
import Design
import HTTP
import Postgres
import Site

extension Studio {
  /// What the API's description says of an edit.
  package static let editNote = Note.api(
    "Edit a picture with one of the editor's tools; with the same id it is one edit",
    takes: editSchema, gives: ["type": "object"])

  /// `POST /api/v1/assets/:id/edits`: what the editor's forms do, with their fields as members.
  ///
  /// With an Idempotency-Key, or an `id` of its own, it may be sent twice. What it costs stands
  /// in the answer.
  package static func editJSON(_ editor: Editor, _ id: AssetID) throws -> Response {
    let json = try JSON(bytes: editor.request.body)
    guard let members = json.object else {
      throw Problem(.badRequest, "The body must be a JSON object.")
    }
    let form = Form(
      members.compactMap { name, value in
        value.field.map { (name, $0) }
      })
    guard let tool = EditTool(rawValue: form.value("tool")) else {
      throw Problem(.invalid, "Choose one of the tools.", fields: ["tool": "A tool's name."])
    }
    let wanted = json["id"].string
    guard var new = wanted.map(AssetID.init(pathText:)) ?? AssetID() else {
      throw Problem(.invalid, "id must be a UUID.", fields: ["id": "This must be a UUID."])
    }
    let order = try editor.transaction {
      new = AssetID(try Billing.subject(of: editor, otherwise: new.uuid))
      guard let subject = try editor.db.first(Query<EditSubject>.subject(id)) else {
        throw Problem.missing
      }
      var fields = EditFields(form, of: subject)
      let order = EditOrder(tool, &fields, mask: nil, seed: FlowID(new.uuid).seed)
      try fields.demandValid()
      try take(order, as: new, of: id, editor)
      return order
    }
    let answer: JSON = [
      "id": .string(new.pathText), "changed_from": .string(id.pathText),
      "state": "pending", "words": .string(order.words), "cost": .int(order.cost),
    ]
    return Response.json(answer, status: 202).adding("Location", Site.apiAsset(new))
  }

  private static let editSchema: JSON = [
    "type": "object", "required": ["tool"],
    "properties": [
      "id": ["type": "string", "format": "uuid"],
      "tool": ["enum": .array(EditTool.allCases.map { .string($0.rawValue) })],
      "aspect": ["type": "string"], "turn": ["enum": [0, 90, 180, 270]],
      "straighten": ["type": "number"], "mirror": ["type": "boolean"],
      "flip": ["type": "boolean"], "left": ["type": "number"], "top": ["type": "number"],
      "width": ["type": "number"], "height": ["type": "number"],
      "brightness": ["type": "number"], "contrast": ["type": "number"],
      "saturation": ["type": "number"], "temperature": ["type": "number"],
      "sharpness": ["type": "number"], "target": ["enum": [2048, 4096]],
      "pixelWidth": ["type": "integer"], "pixelHeight": ["type": "integer"],
      "format": ["enum": ["webp", "jpeg", "png"]], "quality": ["type": "integer"],
    ],
  ]
}

extension EditFields {
  /// - Throws: `Problem.invalid` with everything that is wrong.
  fileprivate func demandValid() throws {
    guard !form.isValid else { return }
    let sentences = form.errors.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
    throw Problem(.invalid, sentences, fields: form.errors)
  }
}

extension JSON {
  /// A member as a form's field says it; nothing for lists and objects.
  fileprivate var field: String? {
    if let string { return string }
    if let int { return String(int) }
    if let double { return String(double) }
    return self == .bool(true) ? "1" : nil
  }
}
