import Accounts
import Design
import FoundationEssentials
import HTTP
import Imaging
import Jobs
import Postgres
import Site

/// The page where a merchant helps to cut a product out.
extension Catalog {
  /// A picture with its cut-out, and what may be drawn over it.
  package static func showCutOut(_ editor: Editor, _ picture: PictureID) throws -> Response {
    cutOutPage(try cutOutView(picture, editor), editor.member)
  }

  /// The part of the page that follows the server.
  package static func cutOutLive(_ editor: Editor, _ picture: PictureID) throws -> Response {
    let view = try cutOutView(picture, editor)
    return .fragment(
      cutOutResult(view), for: editor.request, isDone: !view.isWanted,
      announce: view.isWanted ? nil : view.outcome)
  }

  /// Cuts out by what was drawn; by nothing when nothing was.
  package static func drawCutOut(_ editor: Editor, _ picture: PictureID) throws -> Response {
    let fields = CutOutFields(Form(editor.request))
    guard fields.form.isValid else {
      let view = try cutOutView(picture, editor)
      return cutOutPage(view, editor.member, fields.form, status: 422)
    }
    let hint = try fields.hint.map {
      String(decoding: try JSONEncoder().encode($0), as: UTF8.self)
    }
    try editor.transaction {
      guard try editor.db.run(.wantCutOut(of: picture, hint: hint)) == 1 else {
        throw Problem.missing
      }
      try editor.db.enqueue(DrawCutOut(picture: picture), for: editor.client.uuid)
    }
    return .see(Site.cutOut(picture))
  }

  private static func cutOutView(_ picture: PictureID, _ editor: Editor) throws -> CutOutView {
    guard let view = try editor.read(.cutOutView(of: picture)).first else {
      throw Problem.missing
    }
    return view
  }
}
