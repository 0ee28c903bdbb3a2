import Accounts
import Design
import HTML
import HTTP
import Site

extension Stores {
  static func connectPage(
    _ owner: Owner, _ form: Form, _ current: ConnectedStore?, report: ConnectionReport? = nil,
    status: Int = 200
  ) -> Response {
    owner.page(
      "Connect your store", width: .narrow,
      lead: "Epox reads your products and publishes pictures.",
      crumbs: [Crumb("Store", Site.store())], status: status
    ) {
      div(.class("stack-24")) {
        div {
          platforms
          div(.id("connection-result"), .aria("live", "polite")) {
            if report != nil || !form.isValid { connectionResult(report, form) }
          }
        }
        connectForm(owner, form)
        help
      }
    }
  }

  private static let platforms = div(.class("choices choices-text")) {
    span(.class("choice"), .testID("woocommerce-option"), .aria("current", "true")) {
      icon("store", size: 24)
      span {
        "WooCommerce"
        small { " WordPress shops, 6.0 and newer" }
      }
    }
  }

  private static func connectForm(_ owner: Owner, _ values: Form) -> HTML {
    form(.class("stack"), .method("post"), .action(Site.storeConnect()), .id("connect-form")) {
      csrfField(owner.csrf)
      field(
        Field(
          "storeUrl", "Store address", in: values, hint: "As your customers open it.",
          maxLength: 300, autocomplete: "url", attributes: [Attribute("inputmode", "url")]))
      field(Field("consumerKey", "Consumer key", in: values, maxLength: 200, autocomplete: "off"))
      field(
        Field(
          "consumerSecret", "Consumer secret", in: values, type: "password", maxLength: 200,
          autocomplete: "off"))
      div(.class("form-actions")) {
        button(
          .class("btn"), Attribute("formaction", Site.storeTest()), .testID("test-connection-btn"),
          .data("fragment", "#connection-result"), .data("busy-label", "Testing…")
        ) { "Test connection" }
        submit("Connect store", testID: "save-connection-btn", busy: "Connecting…")
      }
    }
  }

  private static let help = details(.class("card")) {
    summary { "Where do I find key and secret?" }
    ol {
      li { "In WordPress open WooCommerce → Settings → Advanced → REST API." }
      li { "Choose “Add key”, give it a name such as Epox, and set permissions to Read/Write." }
      li { "Copy key and secret here. WooCommerce shows the secret only once." }
    }
    p(.class("muted")) {
      "We keep both encrypted, and destroy them when you disconnect the store."
    }
  }

  /// What the test found.
  static func connectionResult(_ report: ConnectionReport?, _ form: Form) -> HTML {
    guard let report else {
      let sentence = form.errors.sorted { $0.key > $1.key }.first?.value ?? "Check the fields."
      return alert(.danger, "No connection yet.", testID: "connection-error") {
        p { sentence }
      }
    }
    let name = report.name.isEmpty ? report.base : report.name
    return alert(.ok, "The connection works.", testID: "connection-success") {
      p {
        "\(name), WooCommerce \(report.version), prices in \(report.currency)"
        if let total = report.productCount { ", \(count(total, "product"))" }
        ". Now choose “Connect store”."
      }
    }
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
      if member.role == .owner { ownerActions(store, member) }
    }
  }

  private static func facts(_ store: ConnectedStore) -> HTML {
    dl(.class("facts")) {
      div {
        dt { "Address" }
        dd { a(.href(store.url)) { store.url } }
      }
      div {
        dt { "Platform" }
        dd { "WooCommerce \(store.version)" }
      }
      div {
        dt { "Last checked" }
        dd {
          if let date = store.lastContact { timeTag(date, isRelative: true) } else { "None yet" }
        }
      }
      div {
        dt { "Last update" }
        dd {
          if let date = store.lastWebhook {
            timeTag(date, isRelative: true)
          } else {
            store.webhookCount > 0 ? "None yet" : "Webhooks are being set up"
          }
        }
      }
    }
  }

  private static func ownerActions(_ store: ConnectedStore, _ member: Member) -> HTML {
    footer(.class("card-foot stack")) {
      form(.method("post"), .action(Site.storeSettings(store.id)), .class("stack-8")) {
        csrfField(member.csrf)
        checkbox(
          "autoSync", "Publish on approval", isOn: store.autoSync,
          hint: "Approved pictures go to the store by themselves.", isSwitch: true)
        div { submit("Save", .small) }
      }
      div(.class("row")) {
        linkButton("Change keys", to: Site.storeConnect(), .smallQuiet, icon: "key")
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
