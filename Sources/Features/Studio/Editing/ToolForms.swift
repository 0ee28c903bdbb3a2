import Accounts
import Design
import HTML
import HTTP
import Imaging
import Site

/// The form of a tool; it does its work without scripts, which only show it live.
func toolForm(_ view: EditorView, _ member: Member, _ form: Form) -> HTML {
  postForm(
    view.subject.link, csrf: member.csrf, form,
    attributes: [
      Attribute("enctype", "multipart/form-data"), .id("edit-form"),
      .data("tool", view.tool.rawValue),
    ]
  ) {
    hidden("tool", view.tool.rawValue)
    hidden("edit", AssetID().pathText)
    switch view.tool {
    case .crop: cropFields(form)
    case .light: lightFields(form)
    case .remove: removeFields(form)
    case .enlarge: enlargeFields(view.subject, member)
    case .size: sizeFields(view.subject, form)
    }
    if let words = sizeWords(view) { p(.class("hint"), .testID("size-hint")) { words } }
    p(.class("hint")) { "The picture stays as it is; a new version goes to review." }
  }
}

private func cropFields(_ form: Form) -> HTML {
  pills(
    "Shape", "aspect", [("", "Free")] + Aspect.allCases.map { ($0.rawValue, $0.rawValue) }, form,
    testIDs: true)
    + partFields(form)
    + pills(
      "Turn", "turn", [("0", "0°"), ("90", "90°"), ("180", "180°"), ("270", "270°")], form)
    + numberField("straighten", "Straighten (°)", -15, 15, "0.5", form, standard: "0")
    + checkbox("mirror", "Mirror left and right", isOn: form.value("mirror") == "1")
    + checkbox("flip", "Turn upside down", isOn: form.value("flip") == "1")
    + div(.class("form-actions")) { submit("Apply", testID: "apply-crop-btn", busy: "Applying…") }
}

private func partFields(_ form: Form) -> HTML {
  fieldset(.class("field")) {
    legend(.class("label")) { "Part (% of the picture)" }
    div(.class("edit-numbers")) {
      numberField("left", "Left", 0, 99, "0.1", form, standard: "0")
      numberField("top", "Top", 0, 99, "0.1", form, standard: "0")
      numberField("width", "Width", 1, 100, "0.1", form, standard: "100")
      numberField("height", "Height", 1, 100, "0.1", form, standard: "100")
    }
  }
}

private func lightFields(_ form: Form) -> HTML {
  var fields = HTML()
  let names = [
    ("brightness", "Brightness"), ("contrast", "Contrast"), ("saturation", "Colour"),
    ("temperature", "Cool to warm"),
  ]
  for (name, word) in names {
    fields = fields + numberField(name, word, -100, 100, "1", form, standard: "0")
  }
  return fields
    + numberField(
      "sharpness", "Sharpen", 0, 100, "1", form, standard: "0",
      hint: "Shown once it is applied.")
    + div(.class("form-actions")) { submit("Apply", testID: "apply-light-btn", busy: "Applying…") }
}

private func removeFields(_ form: Form) -> HTML {
  p(.class("hint")) {
    "Draw over what shall go. What is around it goes on in its place; the built-in engine "
      + "invents nothing, so small things on calm grounds go best."
  }
    + div(.class("stack-8"), Attribute("data-brush")) { HTML() }
    + details {
      summary { "By numbers instead" }
      partFields(form)
    }
    + div(.class("form-actions")) {
      submit("Remove", testID: "apply-inpaint-btn", busy: "Removing…")
    }
}

/// What a tool does not keep of a very large photo; nothing where it keeps all.
private func sizeWords(_ view: EditorView) -> String? {
  let pixels = (view.subject.width ?? 0) * (view.subject.height ?? 0)
  // Raster.mostPixels of the picture engine.
  guard pixels > 24_500_000, view.tool != .size, view.tool != .enlarge else { return nil }
  return "This photo is very large: its new version comes from 24 of its "
    + "\(pixels / 1_000_000) megapixels."
}

private func enlargeFields(_ subject: EditSubject, _ member: Member) -> HTML {
  let side = max(subject.width ?? 0, subject.height ?? 0)
  guard side < 4096 else {
    return p(.class("muted"), .testID("upscale-full")) {
      "This picture has \(number(side)) pixels on its longer side already, as many as Enlarge makes."
    }
  }
  return fieldset(.class("field")) {
    legend(.class("label")) { "Longer side" }
    p(.class("hint")) {
      "Built-in resampling (Lanczos, then corrected until making it small again gives this "
        + "picture). Crisp, but no detail is made up. Now \(number(side)) pixels."
    }
    div(.class("choices choices-text")) {
      enlargement(2048, "2K", 1, isChosen: side < 2048, isOpen: side < 2048)
      enlargement(4096, "4K", 2, isChosen: side >= 2048, isOpen: true)
    }
    p(.class("muted"), .testID("credit-cost")) {
      "1 credit for 2K, 2 credits for 4K. You have \(count(member.credits, "credit")): "
      member.credits < 2
        ? "\(number(max(0, member.credits - 1))) left after 2K."
        : "\(number(member.credits - 1)) left after 2K, \(number(member.credits - 2)) after 4K."
    }
  }
    + div(.class("form-actions")) {
      submit("Enlarge", testID: "confirm-upscale-btn", busy: "Enlarging…")
    }
}

private func enlargement(
  _ pixels: Int, _ word: String, _ cost: Int, isChosen: Bool, isOpen: Bool
) -> HTML {
  label(.class("choice"), .testID("upscale-\(word.lowercased())-option")) {
    input(
      .type("radio"), .name("target"), .value(String(pixels)), Attribute("checked", if: isChosen),
      Attribute("disabled", if: !isOpen))
    span {
      word
      " "
      small { "\(number(pixels)) pixels · \(count(cost, "credit"))" }
    }
  }
}

private func sizeFields(_ subject: EditSubject, _ form: Form) -> HTML {
  p(.class("hint")) {
    "Now \(number(subject.width ?? 0)) × \(number(subject.height ?? 0)) pixels. Give one side to "
      + "make it smaller; the other one follows, so that nothing is squeezed."
  }
    + div(.class("edit-numbers")) {
      numberField(
        "pixelWidth", "Width (pixels)", 16, min(4096, subject.width ?? 4096), "1", form,
        standard: "")
      numberField(
        "pixelHeight", "Height (pixels)", 16, min(4096, subject.height ?? 4096), "1", form,
        standard: "")
    }
    + pills("File", "format", [("webp", "WebP"), ("jpeg", "JPEG"), ("png", "PNG")], form)
    + numberField(
      "quality", "Quality", 30, 100, "1", form, standard: "95",
      hint: "Of WebP and JPEG. What is transparent and has more than 8 megapixels becomes PNG.")
    + div(.class("form-actions")) { submit("Save", testID: "apply-size-btn", busy: "Saving…") }
}

private func numberField(
  _ name: String, _ word: String, _ low: Int, _ high: Int, _ step: String, _ form: Form,
  standard: String, hint: String? = nil
) -> HTML {
  let typed = form.value(name)
  var filled = Form([(name, typed.isEmpty ? standard : typed)])
  if let error = form.error(name) { filled.fail(name, error) }
  return field(
    Field(
      name, word, in: filled, type: "number", hint: hint,
      attributes: [
        Attribute("min", String(low)), Attribute("max", String(high)), Attribute("step", step),
        .when(standard.isEmpty, Attribute("data-free")),
      ]))
}

/// One of a few, as pills; the first is chosen when nothing was.
private func pills(
  _ word: String, _ name: String, _ options: [(String, String)], _ form: Form, testIDs: Bool = false
) -> HTML {
  let known = options.map(\.0).contains(form.value(name)) ? form.value(name) : options[0].0
  return fieldset(.class("field")) {
    legend(.class("label")) { word }
    div(.class("choices choices-pills")) {
      for (value, text) in options {
        let id = "\(name)-\(value.isEmpty ? "free" : value.replacing(":", with: "-"))"
        label(.class("choice"), .when(testIDs, .testID(id))) {
          input(
            .type("radio"), .name(name), .value(value), Attribute("checked", if: value == known))
          span { text }
        }
      }
    }
  }
}
