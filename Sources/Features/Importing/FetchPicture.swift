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
  let picture: PictureID
  package var uniqueKey: String? { "picture/\(picture.pathText)" }

  package func run(in shift: Shift) throws {
    guard let source = try shift.db.read(as: shift.client, .source(of: picture)).first else {
      return
    }
    let call = try source.call()
    let reply: Reply
    do {
      reply = try HostSlot.hold(source.host, shift.db) { try shift.fetch.send(call) }
    } catch FetchError.privateNetwork {
      throw GiveUp("The picture's address leads into a private network.")
    } catch FetchError.tooLarge {
      throw GiveUp("The picture is larger than 30 MB.")
    } catch FetchError.badAddress {
      throw GiveUp("The picture's address is not one that can be called.")
    }
    switch reply.status {
    case 200:
      try Catalog.prepare(reply.body, for: picture, shift)
      try shift.transaction { _ = try $0.run(.hideDouble(picture)) }
    case 429, 503:
      throw Snooze(seconds: Double(min(reply.retryAfter ?? 20, 600)), "The server is busy.")
    case 400...499:
      throw GiveUp("The server does not give this picture out (status \(reply.status)).")
    default: throw StoreTrouble.refused(status: reply.status, code: "", message: "")
    }
  }

  package func failed(_ sentence: String, in shift: Shift) throws {
    try shift.transaction { db in
      _ = try db.run(
        """
        UPDATE product_picture SET state = 'failed', reason = \(sentence)
        WHERE client_id = current_client() AND id = \(picture) AND state = 'pending'
        """)
    }
  }
}
