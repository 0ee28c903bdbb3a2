internal import CPostgres

extension Database {
  /// Loads rows with COPY, the quickest way in; inside a transaction it is part of it.
  ///
  /// `table`: the table and its columns, `product (id, name)`: program text, never a value.
  /// `rows`: one text form a column, `nil` for NULL.
  /// Returns how many rows were loaded.
  @discardableResult
  public func copy(into table: String, _ rows: some Sequence<[(any SQLValue)?]>) throws -> Int {
    let open = try opened()
    let start = PQexec(open, "COPY \(table) FROM STDIN")
    defer { PQclear(start) }
    guard PQresultStatus(start) == PGRES_COPY_IN else { throw DatabaseError(start, open) }
    var waiting: [UInt8] = []
    for row in rows {
      for (place, field) in row.enumerated() {
        if place > 0 { waiting.append(9) }
        append(field?.sqlText, to: &waiting)
      }
      waiting.append(10)
      if waiting.count > 1 << 16 { try send(&waiting, open) }
    }
    try send(&waiting, open)
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

/// A field in COPY's text format.
private func append(_ value: String?, to bytes: inout [UInt8]) {
  guard var value else { return bytes += [92, 78] }
  value.withUTF8 { letters in
    // Hardly any field holds one of the four that have a meaning.
    if letters.allSatisfy({ $0 != 92 && $0 != 9 && $0 != 10 && $0 != 13 }) {
      bytes.append(contentsOf: letters)
      return
    }
    for letter in letters {
      switch letter {
      case 92: bytes += [92, 92]
      case 9: bytes += [92, 116]
      case 10: bytes += [92, 110]
      case 13: bytes += [92, 114]
      default: bytes.append(letter)
      }
    }
  }
}
