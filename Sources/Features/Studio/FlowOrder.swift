import Design
import HTTP
import Imaging
import Site

/// What a merchant asks the studio for, checked against the library.
package struct FlowOrder: Sendable {
  /// Made when the form was shown: the same form sent twice is one flow.
  package let flow: FlowID
  package let picture: PictureID?
  package let room: Room
  package let mood: String
  package let aspect: Aspect
  package let variants: Int

  static let mostVariants = 8
  static let usualVariants = 4

  /// The order of a form.
  /// - Throws: `Problem.invalid` with everything that is wrong.
  init(_ form: Form) throws {
    try self.init(
      flow: form.value("flow"), picture: form.value("picture"), room: form.value("sceneType"),
      mood: form.value("mood"), aspect: form.value("aspect"), variants: Int(form.value("variants")))
  }

  /// The order of a program; `id` makes it safe to send twice.
  init(_ json: JSON) throws {
    try self.init(
      flow: json["id"].string, picture: json["picture_id"].string, room: json["room"].string,
      mood: json["mood"].string, aspect: json["aspect"].string ?? Aspect.square.rawValue,
      variants: json["variants"] == .null ? FlowOrder.usualVariants : json["variants"].int)
  }

  private init(
    flow: String?, picture: String?, room: String?, mood: String?, aspect: String?, variants: Int?
  ) throws {
    var wrong: [String: String] = [:]
    let library = try RoomLibrary.current()
    let chosen = room.flatMap(library.room)
    let shape = aspect.flatMap(Aspect.init(rawValue:))
    let flowID = flow.flatMap { $0.isEmpty ? nil : $0 }.map(FlowID.init(pathText:)) ?? FlowID()
    let pictureID = picture.flatMap { $0.isEmpty ? nil : PictureID(pathText: $0) }
    if chosen == nil { wrong["room"] = "Choose one of the rooms." }
    if let chosen, chosen.plates[mood ?? ""] == nil { wrong["mood"] = "Choose one of the moods." }
    if shape == nil { wrong["aspect"] = "Choose one of the shapes." }
    if flowID == nil { wrong["id"] = "This must be a UUID." }
    if picture?.isEmpty == false, pictureID == nil { wrong["picture"] = "Choose a picture." }
    let number = variants ?? 0
    if !(1...FlowOrder.mostVariants).contains(number) {
      wrong["variants"] = "Choose from 1 to \(FlowOrder.mostVariants) pictures."
    }
    guard wrong.isEmpty, let chosen, let shape, let flowID else {
      let sentences = wrong.sorted { $0.key < $1.key }.map(\.value).joined(separator: " ")
      throw Problem(.invalid, sentences, fields: wrong)
    }
    (self.flow, self.picture, self.room, self.mood) = (flowID, pictureID, chosen, mood ?? "")
    (self.aspect, self.variants) = (shape, number)
  }

  /// One credit a picture.
  var cost: Int { variants }
}
