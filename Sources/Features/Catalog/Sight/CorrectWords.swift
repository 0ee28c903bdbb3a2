import Accounts
import Design
import Engines
import HTTP
import Jobs
import Postgres
import Site

extension Catalog {
  /// Keeps the merchant's words for a product, apart from what was seen.
  package static func correctWords(_ editor: Editor, _ id: ProductID) throws -> Response {
    let form = Form(editor.request)
    let wrong = ["seenType", "materials", "styles", "rooms"].filter {
      list(form.value($0)).contains { PictureReading.word($0) == nil }
    }
    guard wrong.isEmpty else {
      throw Problem(
        .invalid, "Use single words of up to 40 letters, with commas between.",
        fields: Dictionary(uniqueKeysWithValues: wrong.map { ($0, "Words with commas between.") }))
    }
    func words(_ name: String) -> [String] { PictureReading.words(list(form.value(name))) }
    let said = PictureReading(
      type: PictureReading.word(form.value("seenType")), materials: words("materials"),
      styles: words("styles"), rooms: words("rooms"))
    try editor.transaction {
      guard try editor.db.run(.correct(said, of: id, by: editor.person)) == 1 else {
        throw Problem.missing
      }
      try editor.audit("product words corrected", ["product": .string(id.pathText)])
    }
    return .see(Site.product(id)).flash("Saved. Your words win from now on.")
  }

  /// Asks the model what the product's first picture shows.
  package static func readAgain(_ editor: Editor, _ id: ProductID) throws -> Response {
    guard Configuration.current.engines.gemini != nil else {
      throw Problem(.invalid, "Gemini is not configured here.")
    }
    try editor.transaction {
      guard let first = try editor.db.first(Query<FirstPicture>.firstPicture(of: id)) else {
        throw Problem.missing
      }
      try editor.db.enqueue(
        DescribePicture(picture: first.id, file: first.file), for: editor.client.uuid)
    }
    return .see(Site.product(id)).flash("Gemini looks at the picture. Reload in a moment.", .info)
  }

  private static func list(_ text: String) -> [String] {
    text.split(separator: ",").map(String.init).filter { $0.contains { !$0.isWhitespace } }
  }
}
