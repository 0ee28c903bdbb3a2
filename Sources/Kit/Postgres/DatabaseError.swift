internal import CPostgres

/// What went wrong between us and PostgreSQL.
public enum DatabaseError: Error, Sendable {
  /// The server refused a statement: its five-letter state, words, and the constraint in the way.
  case refused(state: String, message: String, constraint: String?)
  /// The connection broke; a change that was under way may or may not have happened.
  case connectionLost(String)
  /// An answer did not have the form that the program expects.
  case unreadable(String)

  /// The name of the unique constraint or index that was in the way, if that was it.
  public var uniqueViolation: String? {
    guard case .refused("23505", _, let constraint) = self else { return nil }
    return constraint ?? ""
  }

  /// The name of the CHECK constraint that was in the way, if that was it.
  public var checkViolation: String? {
    guard case .refused("23514", _, let constraint) = self else { return nil }
    return constraint ?? ""
  }

  /// Whether the same transaction may succeed when it is tried again.
  public var isWorthRetrying: Bool {
    guard case .refused(let state, _, _) = self else { return false }
    return state == "40001" || state == "40P01"
  }

  /// Whether the connection broke.
  public var isConnectionLost: Bool {
    switch self {
    case .connectionLost: true
    case .refused(let state, _, _): state.hasPrefix("57P0") || state.hasPrefix("08")
    case .unreadable: false
    }
  }

  init(_ result: OpaquePointer?, _ connection: OpaquePointer?) {
    let message = PQerrorMessage(connection).map { String(cString: $0) } ?? "no connection"
    guard let result, let state = PQresultErrorField(result, Int32(UInt8(ascii: "C"))) else {
      self = .connectionLost(message)
      return
    }
    let words = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
    let constraint = PQresultErrorField(result, Int32(UInt8(ascii: "n")))
    self = .refused(
      state: String(cString: state), message: words ?? message,
      constraint: constraint.map { String(cString: $0) })
  }
}
