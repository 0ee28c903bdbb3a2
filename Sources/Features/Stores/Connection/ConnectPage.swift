import Accounts
import Design
import HTML
import HTTP
import Site

extension Stores {
  static func connectPage(
    _ owner: Owner, _ platform: any StorePlatform.Type, _ form: Form, _ current: ConnectedStore?,
    report: NewConnection? = nil, status: Int = 200
  ) -> Response {
    owner.page(
      "Connect your store", width: .narrow,
      lead: "Epox reads your products and publishes pictures.",
      crumbs: [Crumb("Store", Site.store())], status: status
    ) {
      div(.class("stack-24")) {
        div {
          platforms(chosen: platform)
          div(.id("connection-result"), .aria("live", "polite")) {
            if report != nil || !form.isValid { connectionResult(report, platform, form) }
          }
        }
        if let wanted = platform.installation { installation(platform, wanted) }
        connectForm(owner, platform, form)
      }
    }
  }

  private static func platforms(chosen: any StorePlatform.Type) -> HTML {
    nav(.class("choices choices-text"), .aria("label", "Platform")) {
      for platform in Platforms.all {
        a(
          .class("choice"), .href(Site.storePlatform(platform.kind)),
          .testID("\(platform.kind)-option"),
          .when(platform.kind == chosen.kind, .aria("current", "true"))
        ) {
          icon("store", size: 24)
          span {
            platform.name
            small { " \(platform.note)" }
          }
        }
      }
    }
  }

  /// How the store itself lets us in: nothing is typed here.
  private static func installation(_ platform: any StorePlatform.Type, _ wanted: ConnectForm)
    -> HTML
  {
    section(.class("stack"), .testID("installation-steps")) {
      h2 { "Install Epox in \(platform.name)" }
      ol { for step in wanted.steps { li { step } } }
    }
  }

  /// One form for both ways in: the shop is named once, and the button says which way.
  private static func connectForm(
    _ owner: Owner, _ platform: any StorePlatform.Type, _ values: Form
  ) -> HTML {
    let shared = Set((platform.approvalForm?.lines ?? []).map(\.name))
    let isOnlyWay = platform.approvalForm == nil && platform.installation == nil
    return form(
      .class("stack"), .method("post"), .action(Site.storePlatform(platform.kind)),
      .id("connect-form"), Attribute("novalidate")
    ) {
      csrfField(owner.csrf)
      if let wanted = platform.approvalForm { approval(platform, wanted, values) }
      if let wanted = platform.keyForm {
        keys(platform, wanted, values, besides: shared, isOnlyWay)
      }
    }
  }

  private static func approval(
    _ platform: any StorePlatform.Type, _ wanted: ConnectForm, _ values: Form
  ) -> HTML {
    section(.class("stack")) {
      for line in wanted.lines { field(Field(line, in: values)) }
      div(.class("form-actions")) {
        button(
          .class("btn btn-primary"), Attribute("formaction", Site.storeApproval(platform.kind)),
          .testID("approve-btn"), .data("busy-label", "Asking your store…")
        ) { "Approve in \(platform.name)" }
      }
      steps(wanted)
    }
  }

  private static func keys(
    _ platform: any StorePlatform.Type, _ wanted: ConnectForm, _ values: Form,
    besides shared: Set<String>, _ isOnlyWay: Bool
  ) -> HTML {
    section(.class("stack")) {
      if !isOnlyWay { h2 { "Or with a key that you make" } }
      for line in wanted.lines where !shared.contains(line.name) {
        field(Field(line, in: values))
      }
      div(.class("form-actions")) {
        button(
          .class("btn"), Attribute("formaction", Site.storeTest(platform.kind)),
          .testID("test-connection-btn"), .data("fragment", "#connection-result"),
          .data("busy-label", "Testing…")
        ) { "Test connection" }
        submit(
          "Connect store", isOnlyWay ? .primary : .normal, testID: "save-connection-btn",
          busy: "Connecting…")
      }
      steps(wanted)
      p(.class("muted")) {
        "We keep keys encrypted, and destroy them when you disconnect the store."
      }
    }
  }

  private static func steps(_ form: ConnectForm) -> HTML {
    details {
      summary { form.question }
      ol { for step in form.steps { li { step } } }
    }
  }

  /// What the test found.
  static func connectionResult(
    _ report: NewConnection?, _ platform: any StorePlatform.Type, _ form: Form
  ) -> HTML {
    guard let report else {
      let sentence = form.errors.sorted { $0.key > $1.key }.first?.value ?? "Check the fields."
      return alert(.danger, "No connection yet.", testID: "connection-error") {
        p { sentence }
      }
    }
    let name = report.name.isEmpty ? report.url : report.name
    return alert(.ok, "The connection works.", testID: "connection-success") {
      p {
        "\(name), \(platform.name) \(report.version), prices in \(report.currency)"
        if let total = report.productCount { ", \(count(total, "product"))" }
        ". Now choose “Connect store”."
      }
    }
  }

  /// The page that leads to the store's own page: a form of ours may not be sent elsewhere, so the
  /// browser goes on by itself.
  static func leavingPage(_ owner: Owner, _ platform: any StorePlatform.Type, _ page: ApprovalPage)
    -> Response
  {
    owner.page("On to your store", width: .narrow, crumbs: [Crumb("Store", Site.store())]) {
      article(.class("card stack")) {
        p { "Your store \(page.shop) asks for your approval now. Then you come back here." }
        div(.class("row")) {
          linkButton("Go on to \(platform.name)", to: page.address, .primary, testID: "leave-btn")
        }
      }
    }.adding("Refresh", "0; url=\(page.address)")
  }

  /// How the connected store is doing, for the store page.
  package static func connectionCard(_ store: ConnectedStore, _ member: Member) -> HTML {
    article(.class("card")) {
      header(.class("card-head")) {
        h2 { store.title }
        badge(
          status: store.state == "connected" ? "ok" : "warning",
          word: store.state == "connected" ? "Connected" : "Needs reconnection")
      }
      if let trouble = store.lastError {
        alert(.warning, "The store did not answer as it should.") { p { trouble } }
      }
      facts(store)
      p {
        a(.href(Site.storeDoctor()), .testID("doctor-link")) { "Check the connection" }
        if let word = store.concern { " (\(word))" }
      }
      p {
        a(.href(Site.storeReconciliation()), .testID("reconciliation-link")) {
          "Compare with the store"
        }
      }
      if member.role == .owner { ownerActions(store, member) }
    }
  }

  private static func facts(_ store: ConnectedStore) -> HTML {
    dl(.class("facts")) {
      fact("Address") { a(.href(store.url)) { store.url } }
      fact("Platform") { "\(store.platform.name) \(store.version)" }
      fact("Last checked") {
        if let date = store.lastContact { timeTag(date, isRelative: true) } else { "None yet" }
      }
      fact("Last update") {
        if let date = store.lastWebhook {
          timeTag(date, isRelative: true)
        } else {
          store.webhookIDs.isEmpty ? "Webhooks are being set up" : "None yet"
        }
      }
      if let calls = store.allowance {
        fact("Calls left") { "\(number(calls.left)) of \(number(calls.most))" }
      }
    }
  }

  private static func fact(_ name: String, @HTMLBuilder _ value: () -> HTML) -> HTML {
    div {
      dt { name }
      dd(content: value)
    }
  }

  private static func ownerActions(_ store: ConnectedStore, _ member: Member) -> HTML {
    footer(.class("card-foot stack")) {
      form(.method("post"), .action(Site.storeSettings(store.id)), .class("stack-8")) {
        csrfField(member.csrf)
        checkbox(
          "autoSync", "Publish on approval", isOn: store.autoSync,
          hint: "Approved pictures go to the store by themselves.", isSwitch: true)
        checkbox(
          "followsNew", "Follow new products", isOn: store.followsNew,
          hint: "What you add to your store comes here by itself.", isSwitch: true)
        div { submit("Save", .small) }
      }
      div(.class("row")) {
        linkButton("Connect again", to: Site.storeConnect(), .smallQuiet, icon: "key")
        dialogButton("Disconnect", opens: "disconnect", .smallQuiet)
      }
      dialog(
        id: "disconnect", "Disconnect \(store.title)?", action: Site.storeDisconnect(store.id),
        csrf: member.csrf, confirm: "Disconnect"
      ) {
        p {
          "Its keys are destroyed and nothing more is published. Products and pictures stay here, "
          "and pictures in the store stay there."
        }
      }
    }
  }
}

extension ConnectedStore {
  /// What the last check of the connection found wrong, in a few words.
  fileprivate var concern: String? {
    let bad = findings.count { $0.result == .bad }
    return bad > 0 ? "\(count(bad, "thing")) in the way" : nil
  }
}

extension Field {
  fileprivate init(_ line: ConnectForm.Line, in values: Form) {
    self.init(
      line.name, line.label, in: values, type: line.isSecret ? "password" : "text",
      hint: line.hint, maxLength: 300, autocomplete: line.isAddress ? "url" : "off",
      attributes: line.isAddress ? [Attribute("inputmode", "url")] : [])
  }
}
