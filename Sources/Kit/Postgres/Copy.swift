internal import CPostgres

/// A row on its way to `Database.copy`: its columns, added one after the other.
public struct CopyLine {
  fileprivate var bytes: [UInt8] = []
  private var isEmpty = true

  /// Adds a text, or NULL.
  public mutating func add(_ text: String?) {
    begin()
    guard let text else { return bytes += [92, 78] }
    escape(text)
  }

  /// Adds a number, or NULL.
  public mutating func add(_ number: Int?) {
    begin()
    guard let number else { return bytes += [92, 78] }
    if number < 0 { bytes.append(45) }
    var rest = number.magnitude
    let start = bytes.count
    repeat {
      bytes.append(48 + UInt8(rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
  }

  /// Adds yes or no.
  public mutating func add(_ flag: Bool) {
    begin()
    bytes.append(flag ? 116 : 102)
  }

  /// Adds texts as one, each on a line of its own, or NULL.
  public mutating func add(lines texts: [String]?) {
    begin()
    guard let texts else { return bytes += [92, 78] }
    for (place, text) in texts.enumerated() {
      if place > 0 { bytes += [92, 110] }
      escape(text)
    }
  }

  /// Adds any other value, or NULL.
  public mutating func add(_ value: (any SQLValue)?) { add(value?.sqlText) }

  private mutating func begin() {
    if !isEmpty { bytes.append(9) }
    isEmpty = false
  }

  fileprivate mutating func end() {
    bytes.append(10)
    isEmpty = true
  }

  private mutating func escape(_ text: String) {
    var text = text
    text.withUTF8 { letters in
      // Hardly any text holds one of those that have a meaning.
      if letters.allSatisfy({ $0 != 92 && $0 > 13 }) { return bytes.append(contentsOf: letters) }
      for letter in letters {
        switch letter {
        case 0: continue  // PostgreSQL's text cannot hold it.
        case 92: bytes += [92, 92]
        case 9: bytes += [92, 116]
        case 10: bytes += [92, 110]
        case 13: bytes += [92, 114]
        default: bytes.append(letter)
        }
      }
    }
  }
}

extension Database {
  /// Loads rows with COPY, the quickest way in; inside a transaction it is part of it.
  ///
  /// `table`: the table and its columns, `product (id, name)`: program text, never a value.
  /// `write`: adds the columns of one row.
  /// Returns how many rows were loaded.
  @discardableResult
  public func copy<Rows: Sequence>(
    into table: String, _ rows: Rows, _ write: (Rows.Element, inout CopyLine) -> Void
  ) throws -> Int {
    let open = try opened()
    let start = PQexec(open, "COPY \(table) FROM STDIN")
    defer { PQclear(start) }
    guard PQresultStatus(start) == PGRES_COPY_IN else { throw DatabaseError(start, open) }
    var line = CopyLine()
    for row in rows {
      write(row, &line)
      line.end()
      if line.bytes.count > 1 << 16 { try send(&line.bytes, open) }
    }
    try send(&line.bytes, open)
    guard PQputCopyEnd(open, nil) == 1 else { throw DatabaseError(nil, open) }
    var changed = 0
    var failure: DatabaseError?
    while let result = PQgetResult(open) {
      if PQresultStatus(result) != PGRES_COMMAND_OK { failure = DatabaseError(result, open) }
      changed = changedRows(result)
      PQclear(result)
    }
    if let failure { throw failure }
    return changed
  }
}

/// Sends what has been gathered: a call for each row would cost more than the row.
private func send(_ bytes: inout [UInt8], _ connection: OpaquePointer) throws {
  guard !bytes.isEmpty else { return }
  let sent = bytes.withUnsafeBytes {
    PQputCopyData(connection, $0.bindMemory(to: CChar.self).baseAddress, Int32($0.count))
  }
  guard sent == 1 else { throw DatabaseError(nil, connection) }
  bytes.removeAll(keepingCapacity: true)
}
