import Accounts
import Design
import HTML
import HTTP
import Site

/// Products whose pictures look alike, to be kept or thrown away by a tick.
func duplicatesPage(_ pairs: [DuplicatePair], _ member: Member) -> Response {
  member.page(
    "Duplicates", lead: "Products whose pictures look the same, the most alike first.",
    crumbs: [Crumb("Products", Site.products())], actions: searchAction(member)
  ) {
    if pairs.isEmpty {
      emptyState(
        "products", "Nothing looks alike",
        "Every picture is compared with the others when it arrives. Pairs appear here.",
        actions: linkButton("To the products", to: Site.products()))
    } else {
      form(
        .class("stack"), .method("post"), .action(Site.duplicates()), .testID("duplicates")
      ) {
        csrfField(member.csrf)
        div(.class("table-wrap")) {
          table(.class("table")) {
            duplicatesHead
            tbody { for pair in pairs { pairRow(pair, member) } }
          }
        }
        if member.canEdit {
          div { submit("Do what is ticked", testID: "clean-up-btn", busy: "Cleaning up…") }
        }
      }
    }
  }
}

private func searchAction(_ member: Member) -> HTML {
  guard member.canEdit else { return HTML() }
  return buttonForm(
    "Look through all pictures", to: Site.duplicateSearch(), csrf: member.csrf, icon: "search",
    testID: "search-duplicates-btn")
}

private let duplicatesHead = thead {
  tr {
    for word in ["Product", "Looks like", "Likeness", "Keep both"] {
      th(Attribute("scope", "col")) { word }
    }
  }
}

private func pairRow(_ pair: DuplicatePair, _ member: Member) -> HTML {
  let isOne = pair.one.id == pair.other.id
  return tr(.testID("duplicate")) {
    td(.class("cell-main")) { side(pair.one, canThrow: member.canEdit && !isOne) }
    td(.data("label", "Looks like")) {
      if isOne {
        picture(pair.other)
        "Another picture of this product"
      } else {
        side(pair.other, canThrow: member.canEdit)
      }
    }
    td(.data("label", "Likeness")) {
      pair.distance == 0 ? "The same" : "Nearly the same"
      if pair.count > 1 { small(.class("muted")) { " \(count(pair.count, "picture"))" } }
    }
    td(.data("label", "Keep both")) {
      input(
        .type("checkbox"), .name("keep"),
        .value("\(pair.one.id.pathText)/\(pair.other.id.pathText)"),
        .aria("label", "Keep both \(pair.one.name) and \(pair.other.name)"),
        Attribute("disabled", if: !member.canEdit))
    }
  }
}

private func side(_ side: DuplicatePair.Side, canThrow: Bool) -> HTML {
  div(.class("stack-8")) {
    div(.class("row")) {
      picture(side)
      span {
        a(.href(Site.product(side.id))) { side.name }
        if !side.sku.isEmpty { small(.class("muted")) { " \(side.sku)" } }
      }
    }
    if canThrow {
      label(.class("check")) {
        input(
          .type("checkbox"), .name("bin"), .value(side.id.pathText),
          .aria("label", "\(side.name) into the bin"))
        span { "Into the bin" }
      }
    }
  }
}

private func picture(_ side: DuplicatePair.Side) -> HTML {
  guard let thumb = side.thumb else { return HTML() }
  return img(
    .class("thumb"), .src(pictureLink(thumb)), .width(40), .height(40), .alt(""),
    Attribute("loading", "lazy"))
}
