import HTML
import HTTP
import Site

private let sprite = StaticFiles.link("images/icons.svg")

/// A drawing from the sprite; decoration only, so its neighbour or its control says the word.
package func icon(_ name: StaticString, size: Int = 16) -> HTML {
  svg(.class(size == 16 ? "icon" : "icon icon-\(size)"), .aria("hidden", "true")) {
    use(.href("\(sprite)#\(name)"))
  }
}

/// The look of a button.
package enum ButtonLook: String, Sendable {
  case normal = "btn"
  case primary = "btn btn-primary"
  case quiet = "btn btn-quiet"
  case danger = "btn btn-danger"
  case small = "btn btn-small"
  case smallPrimary = "btn btn-primary btn-small"
  case smallQuiet = "btn btn-quiet btn-small"
  case wide = "btn btn-primary btn-wide"
}

/// A button that sends the form around it.
package func submit(
  _ word: String, _ look: ButtonLook = .primary, icon name: StaticString? = nil,
  testID: String? = nil, busy: String? = nil, name field: String? = nil, value: String? = nil
) -> HTML {
  button(
    .class(look.rawValue), .when(testID != nil, .testID(testID ?? "")),
    .when(busy != nil, .data("busy-label", busy ?? "")),
    .when(field != nil, .name(field ?? "")), .when(value != nil, .value(value ?? ""))
  ) {
    if let name { icon(name) }
    word
  }
}

/// A link that looks like a button.
package func linkButton(
  _ word: String, to link: String, _ look: ButtonLook = .normal, icon name: StaticString? = nil,
  testID: String? = nil
) -> HTML {
  a(.class(look.rawValue), .href(link), .when(testID != nil, .testID(testID ?? ""))) {
    if let name { icon(name) }
    word
  }
}

/// A form that is nothing but one button.
package func buttonForm(
  _ word: String, to link: String, csrf: String, _ look: ButtonLook = .small,
  icon name: StaticString? = nil, testID: String? = nil, fields: [(String, String)] = []
) -> HTML {
  form(.method("post"), .action(link)) {
    csrfField(csrf)
    for field in fields { hidden(field.0, field.1) }
    submit(word, look, icon: name, testID: testID)
  }
}

/// A status as a word with a dot of its colour.
package func badge(status: String, word: String, testID: String? = nil) -> HTML {
  span(
    .class("badge"), .data("status", status), .when(testID != nil, .testID(testID ?? ""))
  ) { word }
}

/// A person as the first letters of the name.
package func avatar(_ name: String) -> HTML {
  span(.class("avatar"), .aria("hidden", "true")) { initials(name) }
}

/// How far something has come; `nil` where nobody knows.
package func progressBar(percent: Int?, label: String) -> HTML {
  let now = percent.map { min(max($0, 0), 100) }
  return div(
    .class(now == nil ? "progress progress-unknown" : "progress"), .role("progressbar"),
    .aria("valuemin", "0"), .aria("valuemax", "100"),
    .when(now != nil, .aria("valuenow", String(now ?? 0))), .aria("label", label),
    .testID("progress-bar")
  ) {
    svg(.aria("hidden", "true")) {
      element(
        "rect",
        [.when(now != nil, Attribute("width", "\(now ?? 0)%")), Attribute("height", "100%")]
      ) {}
    }
  }
}

/// A message in the page: what happened, and under it what can be done.
package func alert(
  _ tone: Tone, _ headline: String, testID: String? = nil, reference: String? = nil,
  takesFocus: Bool = false, @HTMLBuilder _ more: () -> HTML = { HTML() }
) -> HTML {
  let isUrgent = tone == .danger || tone == .warning
  return div(
    .class("alert alert-\(tone.rawValue)"), .role(isUrgent ? "alert" : "status"),
    .when(testID != nil, .testID(testID ?? "")),
    .when(takesFocus, Attribute("tabindex", "-1")), Attribute("data-focus", if: takesFocus)
  ) {
    icon(tone.icon)
    div {
      strong { headline }
      more()
      if let reference { p(.class("reference")) { "Reference \(reference)" } }
    }
  }
}

/// A drawing for empty and error states: products, pictures, store, history, search, error.
package func drawing(_ name: String) -> HTML {
  img(
    .src(StaticFiles.link("images/empty-\(name).svg")), .width(160), .height(120), .alt(""))
}

/// What stands where nothing is yet, with the next useful step.
package func emptyState(
  _ drawingName: String, _ headline: String, _ sentence: String, actions: HTML = HTML()
) -> HTML {
  section(.class("empty")) {
    drawing(drawingName)
    h2 { headline }
    p { sentence }
    if !actions.isEmpty { div(.class("row")) { actions } }
  }
}

/// The link to the next screenful of a list; the script appends what it answers to `list`.
package func loadMore(_ link: String, list: String, note: String? = nil) -> HTML {
  div(.class("more")) {
    a(.class("btn"), .href(link), .data("more", "#\(list)")) { "Load more" }
    if let note { p(.class("muted small")) { note } }
  }
}

/// Headings with something under them.
package func block(
  _ heading: String, action: HTML = HTML(), @HTMLBuilder _ content: () -> HTML
) -> HTML {
  section(.class("section")) {
    div(.class("section-head")) {
      h2 { heading }
      action
    }
    content()
  }
}
