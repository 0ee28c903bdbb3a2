import Imaging

/// What is done to a picture in one go, and how the result is saved.
///
/// It is kept with the picture that comes of it, so that anybody can see how it was made.
struct PictureEdit: Codable, Sendable, Equatable {
  /// One after the other.
  var steps: [Edit]
  /// The file that shows in white what is to be removed.
  var mask: String?
  var format = PictureFormat.webp
  /// Of JPEG and WebP, from 1 to 100.
  var quality = 95

  init(_ steps: [Edit]) { self.steps = steps }
}

/// An edit that somebody asked for: what to do, in words, and its price.
struct EditOrder: Sendable {
  let edit: PictureEdit
  /// What is done, for people: `Cropped to 4:3, mirrored`.
  let words: String
  /// In credits.
  var cost = 0
}

extension EditOrder {
  /// The order that a form brings; what is wrong with it stands in its fields afterwards.
  ///
  /// `mask` is the key of the drawing that came along; `seed` is where chance begins.
  init(_ tool: EditTool, _ fields: inout EditFields, mask: String?, seed: UInt64) {
    switch tool {
    case .crop: self = fields.crop()
    case .light: self = fields.light()
    case .remove: self = fields.removal(mask, seed: seed)
    case .enlarge: self = fields.enlargement()
    case .size: self = fields.size()
    }
    fields.demandChange(edit)
  }
}
