import Accounts
import Design
import HTML
import HTTP
import Site

/// The settings of the engines.
func enginesPage(_ choice: EngineChoice, _ states: EngineStates, _ member: Member) -> Response {
  let settings = Configuration.current.engines
  let current = choice.available(settings)
  return member.page("Engines", width: .narrow, lead: "Who makes your pictures.") {
    settingsTabs(Site.engines())
    if !member.isVerified {
      alert(.info, "Confirm your e-mail address first", testID: "engines-unverified") {
        p { "Paid engines can be chosen then. The link is in the mail that we sent you." }
      }
    }
    postForm(Site.engines(), csrf: member.csrf) {
      question(
        "Pictures", "pictures", current.pictures,
        builtIn: "Photographs of rooms, your product in true size. No waiting, no other company.",
        paid: "Gemini", isThere: settings.gemini != nil, isOpen: member.isVerified,
        words: "A Google model paints room and light around your product. Slower, freer. Its "
          + "pictures say so in their metadata and carry Google's invisible watermark."
          + (settings.gemini.map { " Model \($0.model)." } ?? ""), states.gemini)
      question(
        "Cut-outs", "cutOuts", current.cutOuts,
        builtIn: "For pictures on plain backgrounds.", paid: "remove.bg",
        isThere: settings.removeBackground != nil, isOpen: member.isVerified,
        words: "For pictures on any background; they are sent to remove.bg.",
        states.removeBackground)
      whenAway(choice)
      if member.role == .owner {
        div(.class("form-actions")) { submit("Save", testID: "save-engines-btn") }
      } else {
        p(.class("muted")) { "An owner of the account can change this." }
      }
    }
  }
}

private func question(
  _ name: String, _ field: String, _ chosen: Engine, builtIn: String, paid: String, isThere: Bool,
  isOpen: Bool, words: String, _ state: VendorState?
) -> HTML {
  fieldset(.class("field")) {
    legend(.class("label")) { name }
    div(.class("choices choices-text")) {
      option(field, Engine.builtIn.rawValue, "Built in", builtIn, isChosen: chosen == .builtIn)
      option(
        field, Engine.ai.rawValue, paid, isThere ? words : "Not configured on this installation.",
        isChosen: chosen == .ai, isThere: isThere && isOpen)
    }
    if isThere, let away = state?.awayWords {
      alert(.warning, "\(paid) is away", testID: "\(field)-away") { p { away } }
    }
  }
}

private func whenAway(_ choice: EngineChoice) -> HTML {
  fieldset(.class("field")) {
    legend(.class("label")) { "When a paid engine is away" }
    div(.class("choices choices-text")) {
      option(
        "whenAway", "wait", "Wait", "Pictures are made when it is back, within a day.",
        isChosen: !choice.takesOver)
      option(
        "whenAway", "built-in", "Built in", "The built-in engine takes over at once.",
        isChosen: choice.takesOver)
    }
  }
}

private func option(
  _ field: String, _ value: String, _ word: String, _ words: String, isChosen: Bool,
  isThere: Bool = true
) -> HTML {
  label(.class("choice")) {
    input(
      .type("radio"), .name(field), .value(value), Attribute("checked", if: isChosen),
      Attribute("disabled", if: !isThere))
    span {
      word
      " "
      small { words }
    }
  }
}

extension VendorState {
  /// What is in the way.
  fileprivate var awayWords: String {
    "\(reason) It is tried again in \(waitWords(absence.seconds))."
  }
}

/// `2 minutes`, `5 hours`: how long something will take, roughly.
package func waitWords(_ seconds: Double) -> String {
  switch seconds {
  case ..<90: count(max(Int(seconds.rounded(.up)), 1), "second")
  case ..<5400: count(Int((seconds / 60).rounded(.up)), "minute")
  default: count(Int((seconds / 3600).rounded(.up)), "hour")
  }
}
