import HTTP

/// What a store says about itself.
enum BigCommerceFacts {
  /// The number of the one channel that a store sells through.
  static let channel = 1

  /// The older part of the API speaks XML to who does not ask for JSON.
  static func store(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.information)
    let store = caller.desk.store
    guard (caller.request.headers[BigCommerceCaller.acceptHeader] ?? "").contains("json") else {
      let xml = "<?xml version=\"1.0\"?><store><id>\(store.hash)</id></store>"
      return Response(
        headers: [("Content-Type", "application/xml; charset=utf-8")], body: Array(xml.utf8))
    }
    return .json(json(store))
  }

  private static func json(_ store: BigCommerceStore) -> JSON {
    [
      "id": .string(store.hash), "store_id": .int(store.number),
      "account_uuid": .string(store.account), "domain": .string(store.domain),
      "secure_url": .string("https://\(store.domain)"),
      "control_panel_base_url": .string("https://\(store.domain)"), "status": "live",
      "name": .string(store.title), "first_name": "Nora", "last_name": "Holt",
      "address": "Holtweg 1", "country": "Germany", "country_code": "DE", "phone": "",
      "infrastructure_region": "us-central1", "admin_email": "owner@nordholt.example",
      "order_email": "orders@nordholt.example", "favicon_url": "", "timezone": zone,
      "language": "en", "currency": .string(store.currency), "currency_symbol": "€",
      "decimal_separator": ".", "thousands_separator": ",", "decimal_places": 2,
      "currency_symbol_location": "left", "weight_units": "KGS",
      "dimension_units": "Centimeters", "dimension_decimal_places": 2,
      "dimension_decimal_token": ".", "dimension_thousands_token": ",", "plan_name": "Pro",
      "plan_level": "Pro", "plan_is_trial": false, "industry": "Furniture", "logo": [],
      "is_price_entered_with_tax": true, "default_channel_id": .int(channel),
      "default_site_id": 1000, "active_comparison_modules": [], "features": features,
    ]
  }

  private static let zone: JSON = [
    "name": "Europe/Berlin", "raw_offset": 3600, "dst_offset": 7200, "dst_correction": true,
    "date_format": [
      "display": "M jS Y", "export": "M jS Y", "extended_display": "M jS Y @ g:i A",
    ],
  ]

  private static let features: JSON = [
    "stencil_enabled": true, "sitewidehttps_enabled": true, "facebook_catalog_id": "",
    "checkout_type": "optimized", "wishlists_enabled": true,
    "graphql_storefront_api_enabled": true, "shopper_consent_tracking_enabled": false,
    "multi_storefront_enabled": false,
    "storefront_limits": ["active": 1, "total_including_inactive": 1],
  ]

  static func channels(_ caller: BigCommerceCaller) throws -> Response {
    try caller.require(.channels)
    let made: JSON = "2026-01-01T00:00:00Z"
    return BigCommercePage(caller.query).cut([
      [
        "id": .int(channel), "name": .string(caller.desk.store.title), "type": "storefront",
        "platform": "bigcommerce", "status": "active", "external_id": "", "icon_url": "",
        "is_listable_from_ui": true, "is_enabled": true, "is_visible": true,
        "date_created": made, "date_modified": made,
      ]
    ])
  }
}
