import HTTP

/// What the payment service's objects look like when they are new.
enum StripeThings {
  static func customer(_ form: JSON, at now: Int) -> JSON {
    [
      "id": .string(StripeDesk.name("cus_")), "object": "customer", "created": .int(now),
      "livemode": false, "email": form["email"], "name": form["name"],
      "description": form["description"], "metadata": metadata(form), "balance": 0,
      "delinquent": false, "address": nil, "currency": nil, "default_source": nil,
      "discount": nil, "phone": form["phone"], "preferred_locales": [], "shipping": nil,
      "tax_exempt": "none", "test_clock": nil,
      "invoice_prefix": .string(String(StripeDesk.name("").prefix(8)).uppercased()),
      "invoice_settings": [
        "custom_fields": nil, "default_payment_method": nil, "footer": nil,
        "rendering_options": nil,
      ],
    ]
  }

  static func product(_ name: JSON, _ data: JSON, at now: Int) -> JSON {
    [
      "id": .string(StripeDesk.name("prod_")), "object": "product", "created": .int(now),
      "updated": .int(now), "livemode": false, "active": true, "name": name, "images": [],
      "marketing_features": [], "metadata": metadata(data), "description": nil,
      "default_price": nil, "package_dimensions": nil, "shippable": nil, "tax_code": nil,
      "unit_label": nil, "url": nil, "type": "service",
    ]
  }

  /// `data`: what a call about prices, or a session with a price of its own, says.
  static func price(_ data: JSON, product: String, amount: Int, at now: Int) -> JSON {
    let interval = data["recurring"]["interval"]
    let recurring: JSON =
      interval == .null
      ? nil
      : [
        "interval": interval, "interval_count": 1, "usage_type": "licensed", "meter": nil,
        "trial_period_days": nil,
      ]
    return [
      "id": .string(StripeDesk.name("price_")), "object": "price", "created": .int(now),
      "livemode": false, "active": true, "billing_scheme": "per_unit",
      "currency": data["currency"], "unit_amount": .int(amount),
      "unit_amount_decimal": .string(String(amount)), "product": .string(product),
      "recurring": recurring, "type": .string(interval == .null ? "one_time" : "recurring"),
      "metadata": metadata(data), "lookup_key": data["lookup_key"], "nickname": data["nickname"],
      "custom_unit_amount": nil, "tax_behavior": "unspecified", "tiers_mode": nil,
      "transform_quantity": nil,
    ]
  }

  static func intent(_ amount: Int, _ currency: JSON, _ customer: JSON, at now: Int) -> JSON {
    let id = StripeDesk.name("pi_")
    return [
      "id": .string(id), "object": "payment_intent", "created": .int(now), "livemode": false,
      "amount": .int(amount), "amount_received": 0, "amount_capturable": 0,
      "currency": currency, "customer": customer, "status": "requires_payment_method",
      "client_secret": .string("\(id)_secret_sandbox"), "metadata": [:], "latest_charge": nil,
      "capture_method": "automatic", "confirmation_method": "automatic",
      "payment_method": nil, "payment_method_types": ["card"], "description": nil,
      "canceled_at": nil, "cancellation_reason": nil, "last_payment_error": nil,
      "next_action": nil, "receipt_email": nil, "setup_future_usage": nil,
    ]
  }

  static func charge(of intent: JSON, _ card: StripeCard, isPaid: Bool, at now: Int) -> JSON {
    let id = StripeDesk.name("ch_")
    let amount = intent["amount"]
    return [
      "id": .string(id), "object": "charge", "created": .int(now), "livemode": false,
      "amount": amount, "amount_captured": isPaid ? amount : 0, "amount_refunded": 0,
      "billing_details": [
        "address": nil, "email": nil, "name": nil, "phone": nil, "tax_id": nil,
      ],
      "captured": .bool(isPaid), "currency": intent["currency"], "customer": intent["customer"],
      "disputed": false, "metadata": intent["metadata"], "paid": .bool(isPaid),
      "refunded": false, "status": .string(isPaid ? "succeeded" : "failed"),
      "payment_intent": intent["id"], "balance_transaction": nil, "description": nil,
      "failure_code": isPaid ? nil : "card_declined",
      "failure_message": isPaid ? nil : "Your card was declined.",
      "payment_method_details": details(of: card),
    ]
  }

  private static func details(of card: StripeCard) -> JSON {
    if card == .bank {
      return [
        "type": "us_bank_account",
        "us_bank_account": [
          "account_holder_type": "company", "account_type": "checking", "bank_name": "SANDBOX BANK",
          "fingerprint": "sandbox", "last4": .string(card.last4),
          "payment_reference": nil, "routing_number": "110000000",
        ],
      ]
    }
    return [
      "type": "card",
      "card": [
        "brand": "visa", "last4": .string(card.last4), "exp_month": 12, "exp_year": 2034,
        "country": "US", "funding": "credit", "checks": nil, "fingerprint": "sandbox",
      ],
    ]
  }

  static func refund(_ charge: JSON, _ amount: Int, _ form: JSON, at now: Int) -> JSON {
    [
      "id": .string(StripeDesk.name("re_")), "object": "refund", "created": .int(now),
      "amount": .int(amount), "currency": charge["currency"], "charge": charge["id"],
      "payment_intent": charge["payment_intent"], "metadata": metadata(form),
      "reason": form["reason"], "status": "succeeded", "balance_transaction": nil,
      "receipt_number": nil, "source_transfer_reversal": nil, "transfer_reversal": nil,
    ]
  }

  static func dispute(_ charge: JSON, at now: Int) -> JSON {
    [
      "id": .string(StripeDesk.name("du_")), "object": "dispute", "created": .int(now),
      "livemode": false, "amount": charge["amount"], "currency": charge["currency"],
      "charge": charge["id"], "payment_intent": charge["payment_intent"],
      "balance_transactions": [], "enhanced_eligibility_types": [],
      "evidence": ["enhanced_evidence": [:]],
      "evidence_details": [
        "due_by": .int(now + 7 * 86_400), "enhanced_eligibility": [:], "has_evidence": false,
        "past_due": false, "submission_count": 0,
      ],
      "is_charge_refundable": false, "metadata": [:], "reason": "fraudulent",
      "status": "needs_response",
    ]
  }

  /// Metadata as it was given, empty where none was.
  static func metadata(_ form: JSON) -> JSON {
    form["metadata"].object == nil ? [:] : form["metadata"]
  }
}

/// A test card, by the number that is typed into the payment page.
enum StripeCard: String, CaseIterable {
  case good = "4242424242424242"
  case declined = "4000000000000002"
  case poor = "4000000000009995"
  case needsAuthentication = "4000002500003155"
  /// Can be kept, and fails whenever it is charged later.
  case failsLater = "4000000000000341"
  /// No card but a bank account: the money comes days later, or not.
  case bank = "000123456789"

  var last4: String { String(rawValue.suffix(4)) }

  init?(typed: String) { self.init(rawValue: typed.filter(\.isNumber)) }

  /// What it is, for the payment page.
  var word: String {
    switch self {
    case .good: "is accepted"
    case .declined: "is declined"
    case .poor: "has not enough money"
    case .needsAuthentication: "asks for authentication"
    case .failsLater: "is accepted now and declined at the next renewal"
    case .bank: "is a bank account: the money comes later"
    }
  }
}
