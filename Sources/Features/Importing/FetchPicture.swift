import Catalog
import Fetch
import FoundationEssentials
import Jobs
import Postgres
import Site
import Stores

/// Downloads one picture of a product and prepares it.
///
/// Idempotent by the picture: once it is ready there is nothing to do.
package struct FetchPicture: Job {
  package static let kind = "fetch-picture"
  package static let attempts = 5
  package static let priority = 6
  /// How often a server may say that it is busy: at its own pace, that is minutes to hours.
  static let mostBusy = 20
  let picture: PictureID
  package var uniqueKey: String? { "picture/\(picture.pathText)" }

  package func run(in shift: Shift) throws {
    guard let source = try shift.db.read(as: shift.client, .source(of: picture)).first else {
      return
    }
    let reply = try answer(of: source, shift)
    switch reply.status {
    case 200:
      try Catalog.prepare(reply.body, for: picture, from: source.url, shift)
      try shift.transaction { _ = try $0.run(.hideDouble(picture)) }
    case 429, 503: try comeBack(after: reply, shift)
    case 300...399:
      throw GiveUp("The picture's address leads on to others without an end.")
    case 400...499:
      throw GiveUp("The server does not give this picture out (status \(reply.status)).")
    default: throw StoreTrouble.refused(status: reply.status, code: "", message: "")
    }
  }

  /// What the server says; what no further try can help ends the job with its reason.
  private func answer(of source: PictureSource, _ shift: Shift) throws -> Reply {
    do {
      let call = try source.call()
      return try HostSlot.hold(source.host, shift.db) { try shift.fetch.send(call) }
    } catch let error as FetchError {
      guard let sentence = words(for: error, host: source.host, attempt: shift.attempt) else {
        throw error
      }
      throw GiveUp(sentence)
    }
  }

  private func words(for error: FetchError, host: String, attempt: Int) -> String? {
    switch error {
    case .privateNetwork: "The picture's address leads into a private network."
    case .tooLarge: "The picture is larger than 30 MB."
    case .badAddress: "The picture's address is not one that can be called."
    case .badCertificate: "The certificate of \(host) does not hold."
    case .unknownHost where attempt > 1: "There is no server called \(host)."
    case .timedOut where attempt > 1: "\(host) did not answer in time, twice."
    case .unknownHost, .timedOut, .unreachable, .cut: nil
    }
  }

  /// A server that is busy is asked again, though not for ever.
  private func comeBack(after reply: Reply, _ shift: Shift) throws {
    let times = (shift.place.flatMap { Int($0) } ?? 0) + 1
    if times > Self.mostBusy { throw GiveUp("The picture's server is busy all the time.") }
    try shift.transaction { _ in try shift.keepPlace(String(times)) }
    throw Snooze(seconds: Double(min(max(reply.retryAfter ?? 20, 1), 600)), "The server is busy.")
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    let isTechnical = sentence.hasPrefix("It failed")
    let reason = isTechnical ? "The picture's server did not give it out, however often." : sentence
    try shift.transaction { _ = try $0.run(.failed(picture, reason)) }
  }
}

extension Statement {
  fileprivate static func failed(_ picture: PictureID, _ reason: String) -> Self {
    """
    UPDATE product_picture SET state = 'failed', reason = \(reason)
    WHERE client_id = current_client() AND id = \(picture) AND state = 'pending'
    """
  }
}
