import FoundationEssentials
import HTML
import HTTP

/// Every component once, with made-up data.
package func styleguidePage(path: String) -> HTML {
  let frame = Frame(
    personName: "Anna Berg", email: "anna@nordlys-interiors.example",
    clientName: "Nordlys Interiors", credits: 1280, csrf: "-", path: path,
    flash: Flash("Two pictures approved."))
  return page(
    "Styleguide", frame, lead: "Every component once.",
    actions: linkButton("Link", to: "#main") + submit("Button", .primary)
  ) {
    guideButtons
    guideFields
    guideMessages
    guideProgress
    guidePictures
    guideTable
    guideSmallThings
    guideIcons
    guideStates
  }
}

private let guideButtons = block("Buttons") {
  div(.class("row")) {
    submit("Primary", .primary)
    submit("Normal", .normal, icon: "upload")
    submit("Quiet", .quiet)
    submit("Danger", .danger, icon: "trash")
    submit("Small", .small)
    button(.class("btn"), Attribute("disabled")) { "Disabled" }
    button(.class("btn"), .aria("busy", "true")) { "Busy" }
    button(.class("icon-btn"), .aria("label", "Copy"), .data("tip", "Copy")) { icon("copy") }
    dialogButton("Dialog", opens: "guide-dialog")
  }
  dialog(
    id: "guide-dialog", "Take this picture out of the store?", action: "/styleguide", csrf: "-",
    confirm: "Take out", keep: "Keep it"
  ) { p { "Only the picture from Epox goes; your own stay." } }
}

private let guideFields = block("Fields") {
  div(.class("grid-2")) {
    field(Field("guide-name", "Name", in: guideForm, hint: "As customers see it."))
    field(Field("guide-price", "Price", in: guideForm, isOptional: true))
    field(Field("guide-secret", "Password", in: guideForm, type: "password"))
    selectField(
      Field("guide-room", "Room", in: guideForm),
      [(value: "living", word: "Living room"), (value: "bed", word: "Bedroom")])
    textField(Field("guide-text", "Description", in: guideForm))
    div(.class("stack")) {
      checkbox("guide-check", "Bring categories along", isOn: true)
      checkbox(
        "guide-switch", "Publish on approval", isOn: true,
        hint: "Approved pictures go to the store by themselves.", isSwitch: true)
      moodChoices
    }
  }
}

private let guideForm: Form = {
  var form = Form([("guide-name", "Halden 3-Seat Fabric Sofa"), ("guide-price", "twelve")])
  form.fail("guide-price", "Enter a price like 12.00.")
  return form
}()

private let moodChoices =
  fieldset(.class("field")) {
    legend(.class("label")) { "Mood" }
    div(.class("choices choices-text")) {
      for (index, mood) in ["Daylight", "Evening"].enumerated() {
        label(.class("choice")) {
          input(
            .type("radio"), .name("guide-mood"), .value(mood), Attribute("checked", if: index == 0))
          span { mood }
        }
      }
    }
  }

private let guideMessages = block("Messages") {
  div(.class("stack")) {
    alert(.info, "The import goes on in the background.") { p { "You can leave this page." } }
    alert(.ok, "The store is connected.")
    alert(.warning, "8 credits are left.")
    alert(.danger, "The store does not accept this key.", reference: "8f31c2d0") {
      p { "Make a new one with the permission Read/Write." }
    }
    toast(Flash("The picture is out of the store.", .info))
  }
}

private let guideProgress = block("Progress") {
  div(.class("stack")) {
    progressBar(percent: 45, label: "Import")
    progressBar(percent: nil, label: "Waiting for the store")
    ol(.class("stepper")) {
      li(.data("state", "done")) { "Connect" }
      li(.data("state", "current"), .aria("current", "step")) { "Choose" }
      li(.data("state", "todo")) { "Import" }
    }
  }
}
