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
    for row in rows {
      let line = row.map { copyText($0?.sqlText) }.joined(separator: "\t") + "\n"
      let sent = line.utf8CString.withUnsafeBufferPointer {
        PQputCopyData(open, $0.baseAddress, Int32($0.count - 1))
      }
      guard sent == 1 else { throw DatabaseError(nil, open) }
    }
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

/// A field of COPY's text format.
private func copyText(_ value: String?) -> String {
  guard let value else { return "\\N" }
  // Hardly any field holds one of the four, and going through its letters takes its time.
  let isBare = value.utf8.allSatisfy { $0 != 92 && $0 != 9 && $0 != 10 && $0 != 13 }
  if isBare { return value }
  var text = ""
  for character in value.unicodeScalars {
    switch character {
    case "\\": text += "\\\\"
    case "\t": text += "\\t"
    case "\n": text += "\\n"
    case "\r": text += "\\r"
    default: text.unicodeScalars.append(character)
    }
  }
  return text
}
