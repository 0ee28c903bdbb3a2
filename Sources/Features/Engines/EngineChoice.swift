import HTTP
import Postgres
import Site

/// Which engines an account works with.
package struct EngineChoice: RowReadable, Sendable {
  /// Who makes pictures.
  package var pictures = Engine.builtIn
  /// Who cuts products out.
  package var cutOuts = Engine.builtIn
  /// Whether the built-in engine takes over while a paid one is away.
  package var takesOver = false

  package init() {}

  package init(_ row: Row) throws {
    pictures = Engine(rawValue: try row[0]) ?? .builtIn
    cutOuts = Engine(rawValue: try row[1]) ?? .builtIn
    takesOver = try row[2] == "built-in"
  }

  /// What is left of it with the engines that are configured here.
  package func available(_ settings: EngineSettings) -> EngineChoice {
    var choice = self
    if settings.gemini == nil { choice.pictures = .builtIn }
    if settings.removeBackground == nil { choice.cutOuts = .builtIn }
    return choice
  }
}

extension Query<EngineChoice> {
  /// The account's choice; nothing while it never made one.
  package static var choice: Self {
    "SELECT pictures, cut_outs, when_away FROM engine_choice WHERE client_id = current_client()"
  }
}

extension Statement {
  /// The account's new choice.
  static func choose(_ choice: EngineChoice) -> Self {
    """
    INSERT INTO engine_choice (client_id, pictures, cut_outs, when_away)
    VALUES (current_client(), \(choice.pictures.rawValue), \(choice.cutOuts.rawValue),
      \(choice.takesOver ? "built-in" : "wait"))
    ON CONFLICT (client_id) DO UPDATE SET pictures = excluded.pictures,
      cut_outs = excluded.cut_outs, when_away = excluded.when_away
    """
  }
}
