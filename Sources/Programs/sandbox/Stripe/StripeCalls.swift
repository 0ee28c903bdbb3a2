import HTTP

/// Every call of the payment service's API that the sandbox answers.
enum StripeCalls {
  static let router = Router(problemPage: { problem, request in
    .json(
      StripeError.invalid("Unrecognized request URL (\(request.method.rawValue): \(request.path)).")
        .json, status: problem.kind.rawValue)
  }) {
    post(at("/v1/customers"), createCustomer)
    get(at("/v1/customers")) { try list("customer", $0, by: ["email"]) }
    get(one("/v1/customers/*")) { try show("customer", $0, $1) }
    post(at("/v1/products"), createProduct)
    get(one("/v1/products/*")) { try show("product", $0, $1) }
    post(at("/v1/prices"), createPrice)
    get(at("/v1/prices"), listPrices)
    get(one("/v1/prices/*")) { try show("price", $0, $1) }
    post(at("/v1/checkout/sessions"), StripeCheckout.create)
    get(at("/v1/checkout/sessions")) { try list("checkout.session", $0, by: ["customer"]) }
    get(one("/v1/checkout/sessions/*")) { try show("checkout.session", $0, $1) }
    post(one("/v1/checkout/sessions/*/expire"), StripeCheckout.expire)
    post(at("/v1/billing_portal/sessions"), createPortal)
    get(at("/v1/subscriptions")) { try list("subscription", $0, by: ["customer", "status"]) }
    get(one("/v1/subscriptions/*")) { try show("subscription", $0, $1) }
    post(one("/v1/subscriptions/*"), changeSubscription)
    delete(one("/v1/subscriptions/*"), endSubscription)
    post(at("/v1/refunds"), StripeRefunds.create)
    get(at("/v1/refunds")) { try list("refund", $0, by: ["charge", "payment_intent"]) }
    get(one("/v1/refunds/*")) { try show("refund", $0, $1) }
    get(at("/v1/events")) { try list("event", $0, by: ["type"]) }
    get(one("/v1/events/*")) { try show("event", $0, $1) }
    get(at("/v1/invoices")) { try list("invoice", $0, by: ["customer", "status"]) }
    get(one("/v1/invoices/*")) { try show("invoice", $0, $1) }
    get(at("/v1/invoice_payments"), listInvoicePayments)
    get(one("/v1/payment_intents/*")) { try show("payment_intent", $0, $1) }
    get(at("/v1/charges")) { try list("charge", $0, by: ["customer", "payment_intent"]) }
    get(one("/v1/charges/*")) { try show("charge", $0, $1) }
    get(at("/v1/disputes")) { try list("dispute", $0, by: ["charge", "payment_intent"]) }
    get(one("/v1/disputes/*")) { try show("dispute", $0, $1) }
    post(at("/v1/webhook_endpoints"), createEndpoint)
    get(one("/v1/webhook_endpoints/*")) { try show("webhook_endpoint", $0, $1) }
  }

  private static func one(_ pattern: String) -> Path<String> { Path(pattern, String.self) }

  private static func show(_ kind: String, _ by: StripeCaller, _ id: String) throws -> Response {
    try by.answer(try by.desk.find(id, kind))
  }

  private static func list(
    _ kind: String, _ by: StripeCaller, by names: [String]
  ) throws -> Response {
    var members: JSON = [:]
    for name in names where by.form[name].string != nil && by.form[name] != "all" {
      members[name] = by.form[name]
    }
    let folder = kind == "checkout.session" ? "checkout/sessions" : "\(kind)s"
    return try by.answer(
      try by.desk.page(kind, by.form, url: "/v1/\(folder)", where: members))
  }

  private static func changeSubscription(_ by: StripeCaller, _ id: String) throws -> Response {
    try by.answer(try by.desk.change(id, by.form))
  }

  private static func endSubscription(_ by: StripeCaller, _ id: String) throws -> Response {
    try by.answer(try by.desk.end(try by.desk.find(id, "subscription")))
  }

  private static func createCustomer(_ by: StripeCaller) throws -> Response {
    let customer = try by.desk.keep(StripeThings.customer(by.form, at: by.desk.now))
    try by.desk.tell("customer.created", customer)
    return try by.answer(customer)
  }

  private static func createProduct(_ by: StripeCaller) throws -> Response {
    _ = try by.text("name")
    return try by.answer(
      try by.desk.keep(StripeThings.product(by.form["name"], by.form, at: by.desk.now)))
  }

  private static func createPrice(_ by: StripeCaller) throws -> Response {
    try by.answer(try by.desk.price(by.form, "unit_amount"))
  }

  private static func listPrices(_ by: StripeCaller) throws -> Response {
    let keys = by.form["lookup_keys"].array ?? []
    guard !keys.isEmpty else { return try list("price", by, by: ["product"]) }
    let found = try keys.flatMap { try by.desk.all("price", where: ["lookup_key": $0]) }
    return try by.answer(
      ["object": "list", "url": "/v1/prices", "has_more": false, "data": .array(found)])
  }

  private static func listInvoicePayments(_ by: StripeCaller) throws -> Response {
    var members: JSON = [:]
    if by.form["invoice"] != .null { members["invoice"] = by.form["invoice"] }
    let intent = by.form["payment"]["payment_intent"]
    if intent != .null { members["payment"] = ["payment_intent": intent] }
    return try by.answer(
      try by.desk.page("invoice_payment", by.form, url: "/v1/invoice_payments", where: members))
  }

  private static func createPortal(_ by: StripeCaller) throws -> Response {
    let customer = try by.text("customer")
    _ = try by.desk.find(customer, "customer", "customer")
    let id = StripeDesk.name("bps_")
    return try by.answer(
      try by.desk.keep([
        "id": .string(id), "object": "billing_portal.session", "created": .int(by.desk.now),
        "livemode": false, "customer": .string(customer), "configuration": "bpc_sandbox",
        "flow": nil, "locale": nil, "on_behalf_of": nil, "return_url": by.form["return_url"],
        "url": .string("\(Sandbox.settings.baseURL)/stripe/portal/\(id)"),
      ]))
  }

  private static func createEndpoint(_ by: StripeCaller) throws -> Response {
    let secret = StripeDesk.name("whsec_")
    let id = StripeDesk.name("we_")
    let made = try by.desk.keep(
      StripeServices.endpoint(
        id, try by.text("url"), by.form["enabled_events"].array ?? [], at: by.desk.now))
    try by.desk.hide(id, "secret", .string(secret))
    var shown = made
    shown["secret"] = .string(secret)
    return try by.answer(shown)
  }
}

extension StripeDesk {
  /// A price from a call, or from a session that brings its own.
  func price(_ data: JSON, _ field: String) throws -> JSON {
    guard let amount = data[field].string.flatMap({ Int($0) }), (0...99_999_999).contains(amount)
    else { throw StripeError.invalid("Invalid integer.", field) }
    guard let currency = data["currency"].string, currency.count == 3 else {
      throw StripeError.invalid("Missing required param: currency.", "currency")
    }
    if let key = data["lookup_key"].string,
      try !all("price", where: ["lookup_key": .string(key)]).isEmpty
    {
      throw StripeError.invalid("A price already uses that lookup key.", "lookup_key")
    }
    var product = data["product"].string
    if product == nil {
      let fields = data["product_data"]
      let made = try keep(StripeThings.product(fields["name"], fields, at: now))
      product = made["id"].string
    }
    var lower = data
    lower["currency"] = .string(currency.lowercased())
    return try keep(StripeThings.price(lower, product: product ?? "", amount: amount, at: now))
  }
}
