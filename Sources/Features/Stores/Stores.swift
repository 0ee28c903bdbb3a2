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
  /// The forms that connect a store: of the platform that is connected, or of the first.
  package static func showConnect(_ owner: Owner) throws -> Response {
    let current = try owner.read(.active).first
    let platform = current?.platform ?? Platforms.all[0]
    return connectPage(owner, platform, known(current), current)
  }

  /// The forms that connect a store of one platform.
  package static func showPlatform(_ owner: Owner, _ kind: String) throws -> Response {
    let platform = try offered(kind)
    let current = try owner.read(.active).first
    let own = current.flatMap { $0.platform.kind == kind ? $0 : nil }
    return connectPage(owner, platform, known(own), current)
  }

  private static func known(_ store: ConnectedStore?) -> Form {
    Form(store.map { [("storeUrl", $0.url)] } ?? [])
  }

  /// Tries what stands in the form and tells what was found; nothing is stored.
  package static func test(_ owner: Owner, _ kind: String) throws -> Response {
    let platform = try offered(kind)
    var form = Form(owner.request)
    let report = try check(&form, platform, owner)
    if owner.request.headers["x-fragment"] != nil {
      return .page(connectionResult(report, platform, form).bytes)
    }
    let store = try owner.read(.active).first
    return connectPage(
      owner, platform, form, store, report: report, status: report == nil ? 422 : 200)
  }

  /// Connects the store with keys, after one more test.
  package static func connect(_ owner: Owner, _ kind: String) throws -> Response {
    let platform = try offered(kind)
    var form = Form(owner.request)
    let report = try check(&form, platform, owner)
    let current = try owner.read(.active).first
    guard let report else { return connectPage(owner, platform, form, current, status: 422) }
    do {
      return try adopt(report, platform, owner)
    } catch let problem as Problem where problem.kind == .conflict {
      form.fail(platform.keyForm?.lines.first?.name ?? "", problem.sentence)
      return connectPage(owner, platform, form, current, status: 409)
    }
  }

  /// Makes a store that has proved to be usable the account's own.
  /// - Throws: `Problem` of the kind conflict while another store is connected.
  static func adopt(
    _ new: NewConnection, _ platform: any StorePlatform.Type, _ owner: Owner
  ) throws -> Response {
    let current = try owner.read(.active).first
    if let current, current.identity != new.identity || current.platform.kind != platform.kind {
      throw Problem(
        .conflict,
        "\(current.title) is connected already. Disconnect it first to connect another store.")
    }
    try owner.transaction { try save(new, platform, current, owner) }
    return .see(Site.store()).flash("\(new.name.isEmpty ? new.url : new.name) connected.")
  }

  private static func save(
    _ new: NewConnection, _ platform: any StorePlatform.Type, _ current: ConnectedStore?,
    _ owner: Owner
  ) throws {
    let db = owner.db
    let id = current?.id ?? StoreID()
    let sealed = try Configuration.current.secretBox.seal(new.secrets, for: "store/\(id.pathText)")
    if current != nil {
      try db.run(.reconnect(id, new, sealed: sealed))
    } else {
      try db.run(
        try .connect(
          id, client: owner.client, platform.kind, new, sealed: sealed,
          webhookSecret: WebhookSecret.fresh(for: id)))
      try db.run(.inherit(id, platform.kind, identity: new.identity))
    }
    try owner.audit("store.connected", ["url": .string(new.url)])
    try db.enqueue(KeepWebhooks(store: id), for: owner.client.uuid)
    try db.enqueue(ExamineStore(store: id), for: owner.client.uuid)
    try db.enqueue(RefreshCategories(store: id), for: owner.client.uuid)
  }

  /// Forgets the store's keys and takes our webhooks out of it; products stay.
  package static func disconnect(_ owner: Owner, _ id: StoreID) throws -> Response {
    guard let store = try owner.read(.store(id)).first else { throw Problem.missing }
    guard store.isConnected else { return .see(Site.store()) }
    try owner.transaction {
      if let job = RemoveWebhooks(store) { try owner.db.enqueue(job, for: owner.client.uuid) }
      try owner.db.run(.disconnect(id))
      try owner.audit("store.disconnected", ["url": .string(store.url)])
    }
    return .see(Site.store()).flash("\(store.title) disconnected. Its keys are destroyed.")
  }

  /// Whether approved pictures go to the store by themselves, and new products come here.
  package static func saveSettings(_ owner: Owner, _ id: StoreID) throws -> Response {
    let form = owner.request.form
    let changed = try owner.transaction {
      try owner.db.run(
        .settings(
          id, autoSync: form["autoSync"] != nil, followsNew: form["followsNew"] != nil))
    }
    guard changed == 1 else { throw Problem.missing }
    let words =
      form["autoSync"] != nil
      ? "Approved pictures are published by themselves." : "You publish by hand now."
    return .see(Site.store()).flash(words)
  }

  /// The platform of this name.
  static func offered(_ kind: String) throws -> any StorePlatform.Type {
    guard let platform = Platforms.named(kind) else { throw Problem.missing }
    return platform
  }

  /// Checks the form and tries the connection; mistakes are kept in the form.
  private static func check(
    _ form: inout Form, _ platform: any StorePlatform.Type, _ owner: Owner
  ) throws -> NewConnection? {
    guard let wanted = platform.keyForm else { throw Problem.missing }
    return try filled(&form, wanted) { form in
      try TestsUnderWay.run(for: owner.client) {
        try platform.connect(keys: form, fetch: .configured())
      }
    }
  }

  /// Does something with a form once all its lines are filled; what is wrong is kept in it.
  static func filled<Result>(
    _ form: inout Form, _ wanted: ConnectForm, _ body: (Form) throws -> Result
  ) throws -> Result? {
    for line in wanted.lines { _ = form.line(line.name, max: 300, missing: line.missing) }
    guard form.isValid else { return nil }
    do {
      return try body(form)
    } catch let problem as Problem {
      guard !problem.fields.isEmpty else { throw problem }
      for (field, sentence) in problem.fields { form.fail(field, sentence) }
      return nil
    }
  }
}
