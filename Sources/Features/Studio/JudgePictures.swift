import Accounts
import Catalog
import Design
import HTML
import HTTP
import Postgres
import Site

extension Studio {
  /// The review of a flow, at `?picture=` or at the first open picture.
  package static func review(_ member: Member, _ id: FlowID) throws -> Response {
    let view = try find(id, member)
    let wanted = member.request.query["picture"].flatMap(AssetID.init(pathText:))
    return reviewPage(Review(view, at: wanted, member), view, member)
  }

  /// Approves a picture: it may go to the store.
  package static func approve(_ editor: Editor, _ id: AssetID) throws -> Response {
    answer(try decide(id, .approved, editor), .approved, id, editor)
  }

  /// Rejects a picture.
  package static func reject(_ editor: Editor, _ id: AssetID) throws -> Response {
    answer(try decide(id, .rejected, editor), .rejected, id, editor)
  }

  /// Takes a decision back: the picture waits for review again.
  package static func undo(_ editor: Editor, _ id: AssetID) throws -> Response {
    answer(try decide(id, .open, isUndo: true, editor), .open, id, editor)
  }

  /// The review script reads JSON; a plain form goes back to where it stood, or on to the next
  /// open picture.
  private static func answer(
    _ flow: FlowID, _ approval: Approval, _ id: AssetID, _ editor: Editor
  ) -> Response {
    if editor.request.wantsJSON { return .json(["status": .string(approval.status)]) }
    if let next = editor.request.form["next"] { return .see(next) }
    let place = approval == .open ? "?picture=\(id.pathText)" : ""
    return .see(Site.flowReview(flow) + place)
  }
}
