import Accounts
import Catalog
import Design
import HTML
import HTTP
import Site

/// All generated pictures, newest first.
func assetsPage(_ assets: [AssetLine], status: AssetStatus?, _ member: Member) -> Response {
  let shown = Array(assets.prefix(Studio.screenful))
  return member.page("Assets", lead: "Every picture that the studio has made.") {
    statusTabs(status)
    if shown.isEmpty {
      noAssets(status)
    } else {
      ul(.class("picture-grid"), .id("assets")) {
        for asset in shown { li { assetTile(asset, isNamed: true) } }
      }
      if assets.count > shown.count, let last = shown.last {
        loadMore(address(status, after: last.id), list: "assets")
      }
    }
  }
}

private func address(_ status: AssetStatus?, after last: AssetID? = nil) -> String {
  let query = Parameters().setting("status", status?.rawValue).setting("after", last?.pathText)
  return query.pairs.isEmpty ? Site.assets() : "\(Site.assets())?\(query.urlEncoded)"
}

private func statusTabs(_ chosen: AssetStatus?) -> HTML {
  nav(.class("tabs"), .aria("label", "Status")) {
    a(.class("tab"), .href(Site.assets()), .when(chosen == nil, .aria("current", "page"))) { "All" }
    for status in AssetStatus.allCases {
      a(
        .class("tab"), .href(address(status)), .when(chosen == status, .aria("current", "page"))
      ) { status.word }
    }
  }
}

private func noAssets(_ status: AssetStatus?) -> HTML {
  if status != nil {
    return emptyState(
      "search", "Nothing here", "No picture has this status.",
      actions: linkButton("Show all pictures", to: Site.assets()))
  }
  return emptyState(
    "pictures", "No pictures yet", "Choose a product in the studio and put it into a room.",
    actions: linkButton("To the studio", to: Site.studioHome(), .primary, icon: "studio"))
}
