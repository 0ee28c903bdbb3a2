import Crypto
import FoundationEssentials
import Importing
import Postgres
import Site
import Stores
import Testing

/// What an older key has sealed is sealed by the newest, and nothing else is touched.
@Suite struct SealAnewTests {
  let owner = Database(Configuration.current.ownerDSN)
  let client: UUID
  let store = StoreID()
  let old: SecretBox
  /// Both keys, the house's own one first: rows of other tests are sealed by it already.
  let both: SecretBox

  init() throws {
    client = try TestHouse.client(of: try TestHouse.merchant())
    let key = "older:" + Data(randomBytes(32)).base64EncodedString()
    old = try SecretBox(key)
    let own = ProcessInfo.processInfo.environment["EPOX_SECRET_KEYS"] ?? ""
    both = try SecretBox("\(own),\(key)")
  }

  private func connect(credentials: String, word: String) throws {
    try owner.run(
      """
      INSERT INTO store (client_id, id, platform, url, credentials, webhook_secret, state)
      VALUES (\(client), \(store), 'woocommerce', 'https://shop.example', \(credentials),
        \(word), 'connected')
      """)
  }

  private func kept(_ column: Clause) throws -> String {
    try owner.one("SELECT \(column) FROM store WHERE id = \(store)" as Query<String>)
  }

  @Test func `keys and words of webhooks are opened by the newest key alone afterwards`() throws {
    let context = "store/\(store.pathText)"
    try connect(
      credentials: try old.seal("ck:cs", for: context),
      word: try old.seal("word", for: "webhook/\(store.pathText)"))
    _ = try Stores.sealAnew(owner, with: both)
    let house = Configuration.current.secretBox
    #expect(try house.open(try kept("credentials"), for: context) == "ck:cs")
    #expect(try WebhookSecret.open(try kept("webhook_secret"), for: store) == "word")
    #expect(try !kept("webhook_secret").contains("word"))
    // Once more, there is nothing left to do here.
    let (keys, word) = (try kept("credentials"), try kept("webhook_secret"))
    _ = try Stores.sealAnew(owner, with: both)
    #expect(try kept("credentials") == keys)
    #expect(try kept("webhook_secret") == word)
  }

  @Test func `a word of a webhook that was never sealed is sealed`() throws {
    try connect(credentials: "older.nothing-that-opens", word: "plain-word_1")
    #expect(try WebhookSecret.open("plain-word_1", for: store) == "plain-word_1")
    let done = try Stores.sealAnew(owner, with: both)
    #expect(try !kept("webhook_secret").contains("plain-word_1"))
    #expect(try WebhookSecret.open(try kept("webhook_secret"), for: store) == "plain-word_1")
    // What no key opens is told, and stays.
    #expect(done.lost >= 1)
    #expect(try kept("credentials") == "older.nothing-that-opens")
  }

  @Test func `what a picture server wants to see is sealed anew too`() throws {
    let csv = CSVImportID()
    let header = try old.seal("Bearer x", for: "csv/\(csv.pathText)")
    try owner.run(
      """
      INSERT INTO csv_import (client_id, id, file_name, file, format, encoding, headings, columns,
        currency, created_by, header_host, header_name, header_value)
      SELECT client_id, \(csv), 'a.csv', '', 'plain', 'UTF-8', '{}', '{}', 'EUR', person_id,
        'cdn.example', 'Authorization', \(header)
      FROM membership WHERE client_id = \(client)
      """)
    _ = try Importing.sealAnew(owner, with: both)
    let kept: String = try owner.one("SELECT header_value FROM csv_import WHERE id = \(csv)")
    #expect(
      try Configuration.current.secretBox.open(kept, for: "csv/\(csv.pathText)") == "Bearer x")
  }
}
