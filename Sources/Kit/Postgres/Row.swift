internal import CPostgres

/// One row of an answer, read by position.
///
/// It borrows the answer's memory: use it inside `init(_ row:)` and keep nothing of it.
public struct Row {
  let result: OpaquePointer
  let index: Int32

  /// The value of a column that is never NULL; columns count from zero.
  @inlinable
  public subscript<Value: SQLReadable>(_ column: Int) -> Value {
    get throws {
      guard let value: Value = try self[column] else {
        throw DatabaseError.unreadable("column \(column) is NULL where \(Value.self) was expected")
      }
      return value
    }
  }

  /// The value of a column, `nil` where it is NULL.
  @inlinable
  public subscript<Value: SQLReadable>(_ column: Int) -> Value? {
    get throws {
      guard let text = try text(column) else { return nil }
      guard let value = Value(sqlText: text) else {
        throw DatabaseError.unreadable("column \(column) cannot be read as \(Value.self)")
      }
      return value
    }
  }

  /// What PostgreSQL sent for a column, `nil` where it is NULL.
  @usableFromInline
  func text(_ column: Int) throws -> UnsafeBufferPointer<UInt8>? {
    let column = Int32(column)
    guard column < PQnfields(result) else {
      throw DatabaseError.unreadable("the answer has no column \(column)")
    }
    if PQgetisnull(result, index, column) == 1 { return nil }
    guard let start = PQgetvalue(result, index, column) else { return nil }
    let bytes = UnsafeRawPointer(start).assumingMemoryBound(to: UInt8.self)
    return UnsafeBufferPointer(start: bytes, count: Int(PQgetlength(result, index, column)))
  }

  /// The number of columns.
  public var count: Int { Int(PQnfields(result)) }
}

/// Something that one row of an answer is read as.
public protocol RowReadable {
  /// Reads the columns in the order in which the statement selects them.
  init(_ row: Row) throws
}

extension Int: RowReadable {
  /// A row of one number.
  public init(_ row: Row) throws { self = try row[0] }
}

extension String: RowReadable {
  /// A row of one text.
  public init(_ row: Row) throws { self = try row[0] }
}

extension Bool: RowReadable {
  /// A row of one truth value.
  public init(_ row: Row) throws { self = try row[0] }
}
