import Accounts
import Billing
import Catalog
import Design
import Engines
import HTML
import HTTP
import Site

/// A flow: pictures appear as they finish; leaving the page is fine.
func flowPage(_ view: FlowView, _ member: Member) -> Response {
  let flow = view.flow
  let isMoving = view.pending > 0
  return member.page(
    flow.productName, lead: view.look,
    crumbs: [
      Crumb("Products", Site.products()), Crumb(flow.productName, Site.product(flow.product)),
    ],
    actions: linkButton("Another look", to: Site.studio(flow.product), icon: "studio")
  ) {
    div(
      .class("stack-24"), .when(isMoving, .data("live", Site.flowLive(flow.id))),
      .when(isMoving, .data("live-every", "1200")),
      .when(isMoving, .aria("busy", "true"))
    ) { flowResults(view, member) }
  }
}

/// The part that follows the server.
func flowResults(_ view: FlowView, _ member: Member) -> HTML {
  div(.class("stack-24")) {
    progressBox(view, member)
    if let reason = view.waiting.first?.reason { waitingBox(reason, view, member) }
    div(.testID("generated-images")) {
      pictureGrid(
        view.assets.map { assetTile($0, actions: tileActions($0, member)) }, isLarge: true)
    }
  }
}

private func progressBox(_ view: FlowView, _ member: Member) -> HTML {
  let isMoving = view.pending > 0
  return section(
    .class("job"), .data("status", isMoving ? "running" : view.failed > 0 ? "failed" : "done"),
    .testID(isMoving ? "generation-progress" : "generation-complete")
  ) {
    header(.class("job-head")) {
      h2 { isMoving ? "Making \(count(view.assets.count, "picture"))" : endWords(view) }
      badge(
        status: isMoving ? "running" : view.failed > 0 ? "failed" : "ok",
        word: isMoving ? "Running" : stateWord(view.flow.state))
    }
    if isMoving { progressBar(percent: view.percent, label: "Pictures") }
    p(.class("job-line")) {
      span { view.progressWords }
      if isMoving { span(.class("muted")) { "You can leave this page; it goes on." } }
    }
    if !isMoving { nextSteps(view, member) }
  }
}

/// An engine is away: the pictures wait by themselves, or the merchant chooses not to.
private func waitingBox(_ reason: String, _ view: FlowView, _ member: Member) -> HTML {
  alert(
    .warning, "\(count(view.waiting.count, "picture")) of this run must wait",
    testID: "engine-away"
  ) {
    p { "\(reason) They are made by themselves when it is back. Nothing is charged twice." }
    // Words are nothing for the built-in engine.
    if member.canEdit, view.waiting.contains(where: { $0.wish == nil }) {
      div(.class("row")) {
        buttonForm(
          "Use the built-in engine", to: Site.flowTakeover(view.flow.id), csrf: member.csrf,
          testID: "use-built-in-btn")
        a(.href(Site.engines())) { "Choose for next time" }
      }
    }
  }
}

private func endWords(_ view: FlowView) -> String {
  view.generated == 0 ? "No picture could be made" : "Your pictures are ready"
}

private func stateWord(_ state: String) -> String {
  switch state {
  case "completed": "Complete"
  case "partly failed": "Partly failed"
  case "failed": "Failed"
  default: lookTitle(state)
  }
}

private func nextSteps(_ view: FlowView, _ member: Member) -> HTML {
  let refund =
    view.refundWords.map { words in
      p(.class("muted"), .testID("credit-refund-notice")) { words }
    } ?? HTML()
  return refund
    + div(.class("row")) {
      if view.generated > 0 {
        linkButton(
          view.open > 0 ? "Review \(count(view.open, "picture"))" : "Open the review",
          to: Site.flowReview(view.flow.id), .primary, icon: "eye", testID: "review-link")
      }
      if view.retryable > 0, member.canEdit {
        buttonForm(
          "Retry failed", to: Site.flowRetry(view.flow.id), csrf: member.csrf, .normal,
          icon: "refresh", testID: "retry-failed-btn")
        if view.flow.engine == .ai || view.flow.cutOuts == .ai {
          buttonForm(
            "Retry with the built-in engine", to: Site.flowRetry(view.flow.id), csrf: member.csrf,
            .normal, testID: "retry-built-in-btn", fields: [("engine", Engine.builtIn.rawValue)])
        }
        costNote(view.retryable, member)
      }
    }
}

/// Approve and reject right on the tile.
private func tileActions(_ asset: AssetLine, _ member: Member) -> HTML {
  guard member.canEdit, asset.state == "generated" else { return HTML() }
  let back = [("next", Site.flow(asset.flow))]
  if asset.approval == "open" {
    return tileForm(Site.assetRejection(asset.id), "cross", "Reject", back, member)
      + tileForm(Site.assetApproval(asset.id), "check", "Approve", back, member)
  }
  return tileForm(Site.assetUndo(asset.id), "undo", "Undo", back, member)
}

private func tileForm(
  _ address: String, _ drawing: StaticString, _ word: String, _ fields: [(String, String)],
  _ member: Member
) -> HTML {
  form(.method("post"), .action(address)) {
    csrfField(member.csrf)
    for field in fields { hidden(field.0, field.1) }
    button(.class("icon-btn"), .aria("label", word), .data("tip", word)) { icon(drawing) }
  }
}
