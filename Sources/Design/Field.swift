import HTML

/// A labelled field: its hint, its value and what is wrong with it.
package struct Field: Sendable {
  let name: String
  let label: String
  var value: String
  var error: String?
  var type: String
  var hint: String?
  var isOptional: Bool
  var maxLength: Int?
  var attributes: [Attribute]
  var id: String

  /// A field that takes its value and its error from a form.
  ///
  /// Give an `id` where two forms of a page have a field of the same name.
  package init(
    _ name: String, _ label: String, in form: Form, type: String = "text", hint: String? = nil,
    isOptional: Bool = false, maxLength: Int? = nil, autocomplete: String? = nil,
    id: String? = nil, attributes: [Attribute] = []
  ) {
    (self.name, self.label, self.type, self.hint) = (name, label, type, hint)
    // A password is never written back into a page.
    value = type == "password" ? "" : form.value(name)
    error = form.error(name)
    (self.isOptional, self.maxLength, self.id) = (isOptional, maxLength, id ?? name)
    self.attributes = attributes
    if let autocomplete { self.attributes.append(Attribute("autocomplete", autocomplete)) }
    if !isOptional { self.attributes.append(Attribute("required")) }
    if let maxLength { self.attributes.append(Attribute("maxlength", String(maxLength))) }
  }

  /// The ids of the texts that explain the field.
  fileprivate var describedBy: String {
    let texts = [hint == nil ? nil : "\(id)-hint", error == nil ? nil : "\(id)-error"]
    return texts.compactMap(\.self).joined(separator: " ")
  }

  fileprivate var allAttributes: [Attribute] {
    let described = describedBy
    return [
      .class("input"), .id(id), .name(name),
      .when(!described.isEmpty, .aria("describedby", described)),
      .when(error != nil, .aria("invalid", "true")),
    ] + attributes
  }
}

/// A field of one line; passwords get a button that shows them.
package func field(_ field: Field) -> HTML {
  var attributes = field.allAttributes + [.type(field.type)]
  if !field.value.isEmpty { attributes.append(.value(field.value)) }
  let control = voidElement("input", attributes)
  guard field.type == "password" else { return around(field, control) }
  return around(
    field,
    div(.class("input-group")) {
      control
      button(
        .type("button"), .class("btn"), .data("reveal", field.id), Attribute("hidden")
      ) { "Show" }
    })
}

/// A field of several lines.
package func textField(_ field: Field, rows: Int = 4) -> HTML {
  let attributes = field.allAttributes + [Attribute("rows", String(rows))]
  // A browser drops one line break at the start of a textarea: this is that one.
  return around(field, element("textarea", attributes) { "\n\(field.value)" })
}

/// A choice from a list of values and their words.
package func selectField(_ field: Field, _ options: [(value: String, word: String)]) -> HTML {
  let list = element("select", field.allAttributes) { optionList(options, chosen: field.value) }
  return around(field, div(.class("select")) { list })
}

/// The options of a list.
package func optionList(
  _ options: [(value: String, word: String)], chosen: String
) -> HTML {
  var list = HTML()
  for entry in options {
    list =
      list
      + option(.value(entry.value), Attribute("selected", if: entry.value == chosen)) {
        entry.word
      }
  }
  return list
}

private func around(_ field: Field, _ control: HTML) -> HTML {
  div(.class("field")) {
    label(.class("label"), .for(field.id)) {
      field.label
      if field.isOptional { HTML(" ") + span(.class("optional")) { "optional" } }
    }
    if let hint = field.hint { p(.class("hint"), .id("\(field.id)-hint")) { hint } }
    control
    if let error = field.error { fieldError(error, id: "\(field.id)-error") }
  }
}

/// What is wrong, in words, under what it is about.
package func fieldError(_ sentence: String, id: String) -> HTML {
  p(.class("error"), .id(id), .testID("error-message")) {
    icon("error")
    " \(sentence)"
  }
}

/// A box to tick.
package func checkbox(
  _ name: String, _ word: String, isOn: Bool, hint: String? = nil, isSwitch: Bool = false
) -> HTML {
  label(.class(isSwitch ? "switch" : "check")) {
    input(
      .type("checkbox"), .when(isSwitch, .role("switch")), .name(name), .value("1"),
      Attribute("checked", if: isOn))
    span {
      word
      if let hint { HTML(" ") + small { hint } }
    }
  }
}
