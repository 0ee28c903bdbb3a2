import FoundationEssentials
import HTML
import Site

let guidePictures = block("Pictures") {
  pictureGrid(
    guideStatuses.map { status, word in
      pictureTile(
        PictureTile(
          id: status, status: status, word: word,
          source: status == "pending" ? nil : StaticFiles.link("samples/sofa-white.jpg"),
          alt: "Sofa", caption: "Modern living · Daylight", note: "1:1"))
    })
}

private let guideStatuses = [
  ("generated", "To review"), ("approved", "Approved"), ("rejected", "Rejected"),
  ("synced", "In the store"), ("pending", "Being made"), ("failed", "Failed"),
]

let guideTable = block("Table") {
  div(
    .class("table-wrap"), .role("region"), .aria("label", "Products"), Attribute("tabindex", "0")
  ) {
    table(.class("table")) {
      thead {
        tr {
          th(Attribute("scope", "col")) { "Name" }
          th(Attribute("scope", "col"), .class("cell-num")) { "Price" }
          th(Attribute("scope", "col")) { "Changed" }
        }
      }
      tbody {
        tr {
          td(.class("cell-main")) { strong { "Halden 3-Seat Fabric Sofa" } }
          td(.class("cell-num"), .data("label", "Price")) { money(minor: 129_000, currency: "EUR") }
          td(.data("label", "Changed")) { timeTag(Date(timeIntervalSince1970: 1_795_000_000)) }
        }
      }
    }
  }
}

let guideSmallThings = block("Small things") {
  div(.class("row")) {
    for (status, word) in guideStatuses { badge(status: status, word: word) }
    span(.class("tag"), .data("colour", "green")) { "Oak" }
    span(.class("count")) { 12 }
    avatar("Anna Berg")
    kbd { "A" }
  }
  dl(.class("facts")) {
    div {
      dt { "SKU" }
      dd { "HAL-SOF-3S" }
    }
  }
  div(.class("code-field")) {
    code(.id("guide-key")) { "ck_4f0a8b2c9d1e" }
    button(.class("btn btn-small"), .type("button"), .data("copy", "guide-key")) { "Copy" }
  }
}

let guideIcons = block("Icons") {
  div(.class("row")) { for name in iconNames { icon(name, size: 20) } }
}

private let iconNames: [StaticString] = [
  "dashboard", "studio", "collections", "products", "assets", "store", "analytics", "settings",
  "help", "search", "bell", "coin", "user", "chevron-down", "chevron-right", "chevron-left",
  "check", "cross", "close", "plus", "minus", "trash", "edit", "upload", "download", "import",
  "refresh", "undo", "star", "star-full", "pin", "eye", "link", "external", "key", "lock", "mail",
  "warning", "info", "success", "error", "clock", "pause", "play", "more", "menu", "sun", "moon",
  "monitor", "compare", "expand", "keyboard", "tag", "folder", "filter", "sort", "grid", "list",
  "sparkle", "image", "camera", "room", "sync", "logout", "team", "billing", "shield", "copy",
  "drag", "wand", "crop",
]

let guideStates = block("Empty and waiting") {
  emptyState(
    "products", "No products yet", "Connect a store and its products appear here.",
    actions: linkButton("Connect a store", to: "#main", .primary))
  div(.class("stack"), .aria("hidden", "true")) {
    span(.class("skeleton skeleton-title"))
    span(.class("skeleton skeleton-line"))
  }
}
