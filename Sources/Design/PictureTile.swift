import HTML

/// A picture as it stands in a grid.
package struct PictureTile: Sendable {
  package var id: String
  /// One of generated, approved, rejected, synced, pending, failed, removed.
  package var status: String
  /// The status in a word for people.
  package var word: String
  /// Where the picture comes from; `nil` while it is being made or when it could not be.
  package var source: String?
  /// Where a click leads.
  package var link: String?
  package var alt: String
  package var width = 512
  package var height = 512
  package var caption: String
  package var note: String
  /// Place in the store's gallery.
  package var index: Int?

  package init(
    id: String, status: String, word: String, source: String?, link: String? = nil,
    alt: String = "", width: Int = 512, height: Int = 512, caption: String = "",
    note: String = "", index: Int? = nil
  ) {
    (self.id, self.status, self.word) = (id, status, word)
    (self.source, self.link, self.alt) = (source, link, alt)
    (self.width, self.height) = (width, height)
    (self.caption, self.note, self.index) = (caption, note, index)
  }
}

/// A tile with its status; small forms such as approve and reject may lie on it.
package func pictureTile(_ tile: PictureTile, actions: HTML = HTML()) -> HTML {
  article(
    .class("asset-card"), .testID("asset-card"), .data("status", tile.status), .data("id", tile.id)
  ) {
    tileFace(tile)
    span(.class("tile-badge badge"), .data("status", tile.status)) { tile.word }
    if let index = tile.index { span(.class("tile-index num")) { index } }
    if !actions.isEmpty { div(.class("tile-actions")) { actions } }
    if !tile.caption.isEmpty || !tile.note.isEmpty {
      p(.class("caption")) {
        span { tile.caption }
        small { tile.note }
      }
    }
  }
}

private func tileFace(_ tile: PictureTile) -> HTML {
  if tile.status == "failed" {
    return div(.class("tile tile-failed")) {
      icon("warning")
      p { "Could not be made. The credit is back." }
    }
  }
  guard let source = tile.source else {
    return div(.class("tile tile-wait")) { span(.class("skeleton")) }
  }
  let picture = img(
    .src(source), .width(tile.width), .height(tile.height), .alt(tile.alt),
    Attribute("loading", "lazy"), Attribute("decoding", "async"))
  guard let link = tile.link else { return div(.class("tile")) { picture } }
  return a(.class("tile"), .href(link)) { picture }
}

/// Tiles side by side.
package func pictureGrid(_ tiles: [HTML], isLarge: Bool = false) -> HTML {
  ul(.class(isLarge ? "picture-grid picture-grid-large" : "picture-grid")) {
    for tile in tiles { li { tile } }
  }
}
