/// A piece of a statement that some questions have and others have not.
///
/// Put it into a `Query` like a value: its text joins the statement's, its values are bound. What
/// nobody asked for is then not in the statement at all, and PostgreSQL plans each shape once
/// instead of planning around absent values each time.
///
/// ```swift
/// let search: Clause = word.map { "AND name ILIKE \($0)" } ?? ""
/// let found: Query<Line> = "SELECT id, name FROM product WHERE deleted_at IS NULL \(search)"
/// ```
public struct Clause: ExpressibleByStringInterpolation, Sendable {
  fileprivate var pieces: [Piece]

  fileprivate enum Piece: Sendable {
    case text(String)
    case value(String?)
  }

  /// A piece without values.
  public init(stringLiteral text: String) { pieces = [.text(text)] }

  /// A piece with values in it.
  public init(stringInterpolation: Interpolation) { pieces = stringInterpolation.pieces }

  /// Several pieces, one after the other.
  public static func + (left: Clause, right: Clause) -> Clause {
    var both = left
    both.pieces += [.text("\n")] + right.pieces
    return both
  }

  /// Collects the pieces while Swift evaluates the string.
  public struct Interpolation: StringInterpolationProtocol {
    fileprivate var pieces: [Piece] = []

    /// Makes room for the pieces.
    public init(literalCapacity: Int, interpolationCount: Int) {
      pieces.reserveCapacity(interpolationCount * 2 + 1)
    }

    /// A piece of the statement's own text.
    public mutating func appendLiteral(_ literal: String) { pieces.append(.text(literal)) }

    /// A value, bound as a parameter of the statement.
    public mutating func appendInterpolation(_ value: some SQLValue) {
      pieces.append(.value(value.sqlText))
    }

    /// A value that may be absent, bound as a parameter of the statement.
    public mutating func appendInterpolation(_ value: (some SQLValue)?) {
      pieces.append(.value(value?.sqlText))
    }

    /// Another piece, with its values.
    public mutating func appendInterpolation(_ clause: Clause) { pieces += clause.pieces }
  }
}

extension SQLInterpolation {
  /// A piece of the statement, with its values.
  public mutating func appendInterpolation(_ clause: Clause) {
    for piece in clause.pieces {
      switch piece {
      case .text(let text): self.text += text
      case .value(let value): bind(value)
      }
    }
  }

  /// A number of the program's own that stands in the statement itself.
  ///
  /// A limit that PostgreSQL cannot see makes it plan the statement anew each time.
  public mutating func appendInterpolation(fixed number: Int) { text += String(number) }
}
