import Accounts
import Catalog
import Design
import Engines
import HTML
import HTTP
import Imaging
import Site

/// One picture: a slider against the original, what it is, and what can be done with it.
func assetPage(
  _ asset: AssetLine, _ view: FlowView, _ claim: ClaimStanding?, _ member: Member
) -> Response {
  member.page(
    asset.look,
    lead: "\(view.flow.productName) · picture \(asset.variant) of \(view.assets.count)",
    crumbs: [
      Crumb("Assets", Site.assets()),
      Crumb(view.flow.productName, Site.product(view.flow.product)),
    ], actions: assetActions(asset, member)
  ) {
    div(.class("split")) {
      div(.class("stack-24")) {
        assetStage(asset, view)
        fidelityNote(view.fidelity(of: asset))
      }
      aside(.class("stack-24"), .aria("label", "About the picture")) {
        if member.canEdit, asset.state == "generated" { decisionCard(asset, member) }
        assetFacts(asset, view)
        claimCard(asset, claim, member)
        if member.canEdit, asset.state == "generated",
          Configuration.current.engines.gemini != nil, claim?.claimedAt == nil
        {
          changeCard(asset, member)
        }
      }
    }
  }
}

private func assetActions(_ asset: AssetLine, _ member: Member) -> HTML {
  guard asset.state == "generated" else { return HTML() }
  let edit =
    member.canEdit
    ? linkButton("Edit", to: Site.assetEdit(asset.id), icon: "edit", testID: "edit-picture-btn")
    : HTML()
  return edit
    + linkButton("Review", to: "\(Site.flowReview(asset.flow))?picture=\(asset.id.pathText)")
    + linkButton(
      "Download", to: Site.assetDownload(asset.id), icon: "download", testID: "download-btn")
}

private func assetStage(_ asset: AssetLine, _ view: FlowView) -> HTML {
  guard let large = asset.large else {
    return emptyState(
      asset.state == "failed" ? "error" : "pictures",
      asset.state == "failed" ? "This picture could not be made" : "This picture is being made",
      asset.reason ?? "It appears here in a moment.",
      actions: linkButton("To the run", to: Site.flow(asset.flow), .primary))
  }
  let result = pictureLink(large)
  let (width, height) = (asset.width ?? 1600, asset.height ?? 1600)
  guard let base = view.flow.baseLarge else {
    return img(.src(result), .width(width), .height(height), .alt(asset.alt))
  }
  return div(.class("compare"), Attribute("data-compare")) {
    compareParts(before: pictureLink(base), after: result, width: width, height: height)
  }
}

private func decisionCard(_ asset: AssetLine, _ member: Member) -> HTML {
  let back = [("next", Site.asset(asset.id))]
  return section(.class("card")) {
    header(.class("card-head")) {
      h2 { "Decision" }
      badge(status: asset.status.rawValue, word: asset.status.word)
    }
    div(.class("row")) {
      if asset.approval != "approved" {
        buttonForm(
          "Approve", to: Site.assetApproval(asset.id), csrf: member.csrf, .smallPrimary,
          icon: "check", testID: "approve-btn", fields: back)
      }
      if asset.approval != "rejected" {
        buttonForm(
          "Reject", to: Site.assetRejection(asset.id), csrf: member.csrf, .small, icon: "cross",
          testID: "reject-btn", fields: back)
      }
      if asset.approval != "open" {
        buttonForm(
          "Undo", to: Site.assetUndo(asset.id), csrf: member.csrf, .smallQuiet, icon: "undo",
          testID: "undo-btn", fields: back)
      }
    }
  }
}

private func assetFacts(_ asset: AssetLine, _ view: FlowView) -> HTML {
  section(.class("card")) {
    header(.class("card-head")) { h2 { "Facts" } }
    dl(.class("facts")) {
      assetFact("Product") {
        a(.href(Site.product(view.flow.product))) { view.flow.productName }
      }
      assetFact("Room") { lookTitle(asset.room) }
      assetFact("Mood") { lookTitle(asset.mood) }
      assetFact("Shape") { asset.shape }
      if let width = asset.width, let height = asset.height {
        assetFact("Pixels") { "\(number(width)) × \(number(height))" }
      }
      if let engine = asset.engine {
        assetFact("Made by") { engine == .ai ? "Gemini, an AI model" : "The built-in engine" }
      }
      if let wish = asset.wish { assetFact("Changed") { wish } }
      assetFact("Alt text") { asset.alt }
      assetFact("Made") { timeTag(asset.createdAt) }
      assetFact("Run") { a(.href(Site.flow(asset.flow))) { count(view.assets.count, "picture") } }
    }
  }
}

extension AssetLine {
  /// The shape that was ordered, unless an edit made it another one.
  fileprivate var shape: String {
    guard let width, let height, let ordered = Aspect(rawValue: aspect) else { return aspect }
    let ratio = Double(width) / Double(max(height, 1))
    func isNear(_ shape: Aspect) -> Bool { abs(ratio / shape.ratio - 1) < 0.03 }
    if isNear(ordered) { return aspect }
    return Aspect.allCases.first(where: isNear)?.rawValue ?? "Free"
  }
}

private func assetFact(_ name: String, @HTMLBuilder _ value: () -> HTML) -> HTML {
  div {
    dt { name }
    dd { value() }
  }
}
