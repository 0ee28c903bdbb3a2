import Accounts
import Design
import HTTP
import Postgres
import Site

/// The engines that make pictures and cut products out, and which of them an account works with.
///
/// Two protocols, `PictureGenerator` and `PictureEditor`, each with a built-in engine that needs
/// nothing and one that asks a paid service.
package enum Engines {
  /// What can be chosen, what is chosen, and how the paid engines are.
  package static func show(_ member: Member) throws -> Response {
    let (choices, gemini, removeBackground) = try member.read(
      Query<EngineChoice>.choice, Query<VendorState>.states(of: .gemini),
      Query<VendorState>.states(of: .removeBackground))
    let settings = Configuration.current.engines
    let states = EngineStates(
      gemini: gemini.obstacle(toAllOf: settings.gemini?.pictureModels ?? []),
      removeBackground: removeBackground.obstacle(toAllOf: [RemoveBackground.model]))
    return enginesPage(choices.first ?? EngineChoice(), states, member)
  }

  /// Takes the choice.
  package static func choose(_ owner: Owner) throws -> Response {
    var form = Form(owner.request)
    var choice = EngineChoice()
    choice.pictures = form.choice("pictures", of: Engine.self) ?? .builtIn
    choice.cutOuts = form.choice("cutOuts", of: Engine.self) ?? .builtIn
    choice.takesOver = form.value("whenAway") == "built-in"
    guard form.isValid else { throw Problem(.invalid, "Choose one of the engines.") }
    guard owner.isVerified || (choice.pictures, choice.cutOuts) == (.builtIn, .builtIn) else {
      throw Problem(
        .forbidden, "Please confirm your e-mail address before you choose a paid engine.")
    }
    let possible = choice.available(Configuration.current.engines)
    guard possible.pictures == choice.pictures, possible.cutOuts == choice.cutOuts else {
      throw Problem(.invalid, "This engine is not configured here.")
    }
    try owner.transaction {
      try owner.db.run(.choose(choice))
      try owner.audit(
        "engines.chosen",
        [
          "pictures": .string(choice.pictures.rawValue),
          "cut_outs": .string(choice.cutOuts.rawValue), "takes_over": .bool(choice.takesOver),
        ])
    }
    return .see(Site.engines()).flash("Saved. The next pictures are made this way.")
  }
}

/// What keeps the paid engines from working on pictures, as a page shows it.
struct EngineStates {
  let gemini: VendorState?
  let removeBackground: VendorState?
}
