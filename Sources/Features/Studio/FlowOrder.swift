import Billing
import Catalog
import Design
import HTTP
import Imaging
import Site

/// What a merchant asks the studio for, checked against the library.
package struct FlowOrder: Sendable {
  /// Made when the form was shown: the same form sent twice is one flow.
  package var flow: FlowID
  package let picture: PictureID?
  /// Products that are shown together with the one that the flow is for.
  package let companions: [ProductID]
  package let scenery: Scenery
  /// The colour of a plain background that has one.
  package let colour: String?
  package let aspect: Aspect
  package let variants: Int
  /// The file of a picture whose palette and mood are wanted.
  package var inspiration: String?

  static let mostVariants = 8
  static let usualVariants = 4
  static let mostCompanions = Imaging.Scene.mostItems - 1

  /// The order of a form.
  /// - Throws: `Problem.invalid` with everything that is wrong.
  init(_ form: Form) throws {
    let room = form.value("sceneType")
    let isPlain = Scenery.backgrounds.contains(room)
    try self.init(
      flow: form.value("flow"), picture: form.value("picture"), companions: form.all("with"),
      room: room, mood: form.value(isPlain ? "ground" : "mood"), colour: form.value("colour"),
      aspect: form.value("aspect"),
      variants: Int(form.value(form.value("fits").isEmpty ? "variants" : "fits")))
  }

  /// The order of a program; `id` makes it safe to send twice.
  init(_ json: JSON) throws {
    try self.init(
      flow: json["id"].string, picture: json["picture_id"].string,
      companions: json["with"].array?.compactMap(\.string) ?? [], room: json["room"].string,
      mood: json["mood"].string, colour: json["colour"].string,
      aspect: json["aspect"].string ?? Aspect.square.rawValue,
      variants: json["variants"] == .null ? FlowOrder.usualVariants : json["variants"].int)
  }

  private init(
    flow: String?, picture: String?, companions: [String], room: String?, mood: String?,
    colour: String?, aspect: String?, variants: Int?
  ) throws {
    var wrong: [String: String] = [:]
    let library = try RoomLibrary.current()
    let colour = colour.flatMap { $0.isEmpty ? nil : $0 }
    let scenery = Scenery(room: room ?? "", mood: mood ?? "", colour: colour, library: library)
    let shape = aspect.flatMap(Aspect.init(rawValue:))
    let flowID = flow.flatMap { $0.isEmpty ? nil : $0 }.map(FlowID.init(pathText:)) ?? FlowID()
    let pictureID = picture.flatMap { $0.isEmpty ? nil : PictureID(pathText: $0) }
    let others = companions.compactMap(ProductID.init(pathText:))
    if !Scenery.knows(room ?? "", library) {
      wrong["room"] = "Choose one of the rooms."
    } else if let colour, PlainBackdrop.bytes(of: colour) == nil {
      wrong["colour"] = "Choose a colour, written as #rrggbb."
    } else if scenery == nil {
      wrong["mood"] = "Choose one of the moods."
    }
    if shape == nil { wrong["aspect"] = "Choose one of the shapes." }
    if flowID == nil { wrong["id"] = "This must be a UUID." }
    if picture?.isEmpty == false, pictureID == nil { wrong["picture"] = "Choose a picture." }
    let isDouble = Set(others).count != companions.count
    if isDouble || others.count > FlowOrder.mostCompanions {
      wrong["with"] = "Choose up to \(FlowOrder.mostCompanions) other products."
    }
    let number = variants ?? 0
    if !(1...FlowOrder.mostVariants).contains(number) {
      wrong["variants"] = "Choose from 1 to \(FlowOrder.mostVariants) pictures."
    }
    guard wrong.isEmpty, let scenery, let shape, let flowID else {
      let sentences = wrong.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
      throw Problem(.invalid, sentences, fields: wrong)
    }
    (self.flow, self.picture, self.scenery) = (flowID, pictureID, scenery)
    (self.companions, self.colour) = (others, scenery.backdrop == nil ? nil : colour)
    (self.aspect, self.variants) = (shape, number)
  }

  /// The order as work to be paid.
  ///
  /// What was uploaded is not in the form any more: then the order can only be begun as a whole.
  func paidWork(_ form: Form, _ product: ProductID) -> PaidWork {
    let names = ["flow", "picture", "sceneType", "mood", "ground", "colour", "aspect"]
    return PaidWork(
      pieces: variants, each: 1, action: Site.studio(product),
      fields: names.map { ($0, form.value($0)) } + form.all("with").map { ("with", $0) },
      countedBy: inspiration == nil ? "fits" : nil, back: Site.studio(product))
  }

  /// Whether only the built-in engine makes such pictures: no model keeps a background exactly
  /// white, which marketplaces demand.
  var isComposed: Bool { scenery.backdrop?.isPureWhite ?? false }
}
