import Accounts
import Crypto
import Design
import Fetch
import HTML
import HTTP
import Jobs
import Postgres
import Site

/// The store that an account works for: connecting it, testing the connection, letting go of it.
package enum Stores {
  /// The form that connects a store.
  package static func showConnect(_ owner: Owner) throws -> Response {
    let stores = try owner.read(.active)
    let known = stores.first.map { [("storeUrl", $0.url)] } ?? []
    return connectPage(owner, Form(known), stores.first)
  }

  /// Tries what stands in the form and tells what was found; nothing is stored.
  package static func test(_ owner: Owner) throws -> Response {
    var form = Form(owner.request)
    let report = try check(&form, owner)
    if owner.request.headers["x-fragment"] != nil {
      return .page(connectionResult(report, form).bytes)
    }
    let store = try owner.read(.active).first
    return connectPage(owner, form, store, report: report, status: report == nil ? 422 : 200)
  }

  /// Connects the store after one more test.
  package static func connect(_ owner: Owner) throws -> Response {
    var form = Form(owner.request)
    let report = try check(&form, owner)
    let current = try owner.read(.active).first
    guard let report else { return connectPage(owner, form, current, status: 422) }
    let keys = "\(form.value("consumerKey").trimmed):\(form.value("consumerSecret").trimmed)"
    if let current, current.url != report.base {
      form.fail(
        "storeUrl",
        "\(current.title) is connected already. Disconnect it first to connect another store.")
      return connectPage(owner, form, current, status: 409)
    }
    try owner.transaction {
      try save(report, keys, current, owner)
    }
    return .see(Site.store()).flash("\(report.name.isEmpty ? report.base : report.name) connected.")
  }

  private static func save(
    _ report: ConnectionReport, _ keys: String, _ current: ConnectedStore?, _ owner: Owner
  ) throws {
    let db = owner.db
    let id = current?.id ?? StoreID()
    let sealed = try Configuration.current.secretBox.seal(keys, for: "store/\(id.pathText)")
    if current != nil {
      try db.run(.reconnect(id, report, sealed: sealed))
    } else {
      try db.run(
        .connect(
          id, client: owner.client, report, sealed: sealed, webhookSecret: randomToken()))
      try db.run(.inherit(id, url: report.base))
    }
    try owner.audit("store.connected", ["url": .string(report.base)])
    try db.enqueue(RegisterWebhooks(store: id), for: owner.client.uuid)
  }

  /// Forgets the store's keys and takes our webhooks out of it; products stay.
  package static func disconnect(_ owner: Owner, _ id: StoreID) throws -> Response {
    let (stores, hooks) = try owner.read(.store(id), .webhookKeys(id))
    guard let store = stores.first else { throw Problem.missing }
    guard let sealed = store.sealed else { return .see(Site.store()) }
    try owner.transaction {
      let ids = (hooks.first?.ids ?? "").split(separator: ",").map(String.init)
      if !ids.isEmpty {
        let job = RemoveWebhooks(
          store: id, url: store.url, access: store.access.rawValue, sealed: sealed, hooks: ids)
        try owner.db.enqueue(job, for: owner.client.uuid)
      }
      try owner.db.run(.disconnect(id))
      try owner.audit("store.disconnected", ["url": .string(store.url)])
    }
    return .see(Site.store()).flash("\(store.title) disconnected. Its keys are destroyed.")
  }

  /// Whether approved pictures go to the store by themselves.
  package static func saveSettings(_ owner: Owner, _ id: StoreID) throws -> Response {
    let isOn = owner.request.form["autoSync"] != nil
    let changed = try owner.transaction { try owner.db.run(.autoSync(id, isOn)) }
    guard changed == 1 else { throw Problem.missing }
    let words = isOn ? "Approved pictures are published by themselves." : "You publish by hand now."
    return .see(Site.store()).flash(words)
  }

  /// Checks the form and tries the connection; mistakes are kept in the form.
  private static func check(_ form: inout Form, _ owner: Owner) throws -> ConnectionReport? {
    let url = form.line("storeUrl", max: 300, missing: "Enter your store's address.")
    let key = form.line("consumerKey", max: 200, missing: "Enter the consumer key.")
    let secret = form.line("consumerSecret", max: 200, missing: "Enter the consumer secret.")
    if !key.isEmpty, !key.hasPrefix("ck_") || key.contains(":") {
      form.fail("consumerKey", "A consumer key begins with ck_. Did you paste the secret here?")
    }
    if !secret.isEmpty, !secret.hasPrefix("cs_") {
      form.fail("consumerSecret", "A consumer secret begins with cs_.")
    }
    guard form.isValid else { return nil }
    do {
      return try TestsUnderWay.run(for: owner.client) {
        try TestConnection(fetch: .configured()).run(address: url, key: key, secret: secret)
      }
    } catch let problem as Problem {
      for (field, sentence) in problem.fields { form.fail(field, sentence) }
      guard !problem.fields.isEmpty else { throw problem }
      return nil
    }
  }
}
