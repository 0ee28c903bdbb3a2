public import FoundationEssentials

/// A message as it is written: plain text, one recipient.
public struct Message: Codable, Sendable {
  /// Who gets it.
  public let to: String
  /// What it is about.
  public let subject: String
  /// The text, lines of any length.
  public let text: String

  /// A message.
  public init(to: String, subject: String, text: String) {
    (self.to, self.subject, self.text) = (to, subject, text)
  }
}

/// A folder that plays the mail server where none is configured: one `.eml` file a message.
public struct Outbox: Sendable {
  private let folder: String

  /// An outbox in a folder, made when it is missing.
  public init(folder: String) { self.folder = folder }

  /// Puts a message into the folder.
  ///
  /// `name`: the file's name without ending; the same name twice is one message.
  public func send(_ message: Message, from sender: String, at date: Date, name: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let path = URL(filePath: folder).appending(path: "\(name).eml")
    try Data(message.eml(from: sender, at: date, name: name).utf8).write(to: path, options: .atomic)
  }
}

extension Message {
  /// The message in the form of RFC 5322, its text as base64 so that any language survives.
  public func eml(from sender: String, at date: Date, name: String) -> String {
    let body = Data(text.utf8).base64EncodedString(options: [.lineLength76Characters])
    return [
      "From: \(header(sender))", "To: \(header(to))", "Subject: \(encodedWord(subject))",
      "Date: \(rfc5322(date))", "Message-ID: <\(name)@epox>",
      "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: base64", "", body, "",
    ].joined(separator: "\r\n")
  }
}

/// A header value; line breaks would start another header.
private func header(_ text: String) -> String { text.filter { !$0.isNewline } }

/// A header text as RFC 2047 wants it when it is not plain ASCII.
private func encodedWord(_ text: String) -> String {
  let line = header(text)
  guard line.utf8.contains(where: { $0 > 126 || $0 < 32 }) else { return line }
  return "=?utf-8?B?\(Data(line.utf8).base64EncodedString())?="
}

/// A date as `Mon, 23 Nov 2026 07:15:00 +0000`.
private func rfc5322(_ date: Date) -> String {
  let iso = date.formatted(.iso8601)
  let days = Int((date.timeIntervalSince1970 / 86_400).rounded(.down))
  let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][(days % 7 + 7) % 7]
  let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]
  let pieces = iso.split { "-T:Z".contains($0) }.map(String.init)
  let month = months[(Int(pieces[1]) ?? 1) - 1]
  return "\(weekday), \(pieces[2]) \(month) \(pieces[0]) "
    + "\(pieces[3]):\(pieces[4]):\(pieces[5]) +0000"
}
