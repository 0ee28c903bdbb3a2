import Crypto
import HTTP
import Postgres

/// Makes guessing slow: after some attempts each further one has to wait twice as long.
///
/// An attempt is counted before it is looked at, so that many at once are no way around, and
/// forgiven when it turns out right. A quarter of an hour without attempts forgets them all.
struct Throttle {
  let subject: String
  /// How many attempts are free.
  let limit: Int

  /// Attempts on one person's password.
  static func password(of email: String) -> Throttle {
    Throttle(subject: "password/\(fingerprint(email))", limit: 5)
  }

  /// Attempts from one `Request.network`; more, for a whole office may sit behind one address.
  static func signIn(from network: String) -> Throttle {
    Throttle(subject: "from/\(fingerprint(network))", limit: 20)
  }

  /// Mails that anybody can have sent to an address.
  static func mail(to email: String) -> Throttle {
    Throttle(subject: "mail/\(fingerprint(email))", limit: 5)
  }

  /// Questions from one place whose answer tells whether an address is known here.
  static func asking(from network: String) -> Throttle {
    Throttle(subject: "asking/\(fingerprint(network))", limit: 20)
  }

  /// Accounts opened from one place: each brings credits, and work that others wait behind.
  static func signUp(from network: String, _ limit: Int) -> Throttle {
    Throttle(subject: "sign-up/\(fingerprint(network))", limit: limit)
  }

  /// Counts an attempt.
  /// - Throws: `Problem.tooMany` while it is too early for one.
  func count(_ db: Database) throws {
    if try db.run(.count(self)) == 1 { return }
    let seconds = max(1, try db.first(.wait(self)) ?? 1)
    var problem = Problem(
      .tooMany,
      "Too many attempts. Please wait \(seconds == 1 ? "a second" : "\(seconds) seconds") "
        + "and try again.")
    problem.retryAfter = seconds
    throw problem
  }

  /// Takes the last attempt back: it was right.
  func forgive(_ db: Database) throws { try db.run(.forgive(self)) }

  /// Forgets all attempts.
  func forget(_ db: Database) throws { try db.run(.forget(self)) }
}

/// Nothing that people typed is kept, only something to know it again by.
private func fingerprint(_ text: String) -> String {
  String(base64URL(sha256(Array(text.utf8))).prefix(22))
}

extension Statement {
  fileprivate static func count(_ throttle: Throttle) -> Self {
    """
    INSERT INTO sign_in_failure AS f (subject, failures, first_at, last_at)
    VALUES (\(throttle.subject), 1, now(), now())
    ON CONFLICT (subject) DO UPDATE SET
      failures = CASE WHEN f.last_at < now() - interval '15 minutes' THEN 1
        ELSE f.failures + 1 END,
      first_at = CASE WHEN f.last_at < now() - interval '15 minutes' THEN now()
        ELSE f.first_at END,
      last_at = now()
    WHERE f.failures < \(throttle.limit)
      OR now() >= f.last_at + make_interval(
        secs => least(900, 15 * 2 ^ least(10, f.failures - \(throttle.limit)::integer)))
    """
  }

  fileprivate static func forgive(_ throttle: Throttle) -> Self {
    """
    UPDATE sign_in_failure SET failures = greatest(0, failures - 1)
    WHERE subject = \(throttle.subject)
    """
  }

  fileprivate static func forget(_ throttle: Throttle) -> Self {
    "DELETE FROM sign_in_failure WHERE subject = \(throttle.subject)"
  }
}

extension Query<Int> {
  fileprivate static func wait(_ throttle: Throttle) -> Self {
    """
    SELECT ceil(extract(epoch FROM last_at - now()) + least(900,
      15 * 2 ^ least(10, failures - \(throttle.limit)::integer)))::integer
    FROM sign_in_failure WHERE subject = \(throttle.subject)
    """
  }
}
