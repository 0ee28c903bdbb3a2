import Design
import HTTP

extension Form {
  /// An e-mail address, in lower case.
  mutating func email(_ name: String = "email") -> String {
    let email = value(name).trimmed.lowercased()
    if email.isEmpty {
      fail(name, "Enter your e-mail address.")
    } else if !isEmailAddress(email) {
      fail(name, "Enter an address like anna@example.com.")
    }
    return email
  }

  /// A new password that is not among the first that a guesser tries.
  mutating func newPassword(_ name: String = "password", email: String) -> String {
    let password = value(name)
    let lower = password.lowercased()
    if password.count < 8 {
      fail(name, "Take at least 8 characters.")
    } else if password.utf8.count > 400 {
      fail(name, "This is too long: at most 400 bytes.")
    } else if password.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
    {
      fail(name, "This has a character in it that nobody can type again.")
    } else if commonPasswords.contains(lower) || lower == email
      || Set(lower).count < 3
    {
      fail(name, "This one is among the first that a stranger would try. Take another.")
    }
    return password
  }
}

/// Whether a text has the form of an address that mail can be sent to.
func isEmailAddress(_ text: String) -> Bool {
  let halves = text.split(separator: "@", omittingEmptySubsequences: false)
  guard text.utf8.count <= 254, halves.count == 2, (1...64).contains(halves[0].utf8.count) else {
    return false
  }
  let marks = Array("!#$%&'*+-/=?^_`{|}~.".utf8)
  let isLocal = halves[0].utf8.allSatisfy { isLetterOrDigit($0) || marks.contains($0) }
  let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
  let isDomain =
    labels.count >= 2
    && labels.allSatisfy { label in
      (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
        && label.utf8.allSatisfy { isLetterOrDigit($0) || $0 == UInt8(ascii: "-") }
    }
  return isLocal && isDomain && !halves[0].hasPrefix(".") && !halves[0].hasSuffix(".")
}

private func isLetterOrDigit(_ byte: UInt8) -> Bool {
  (48...57).contains(byte) || (97...122).contains(byte)
}
