import HTTP

/// What a store tells about itself: the index, its versions, its settings.
enum Facts {
  static func index(_ caller: Caller) throws -> Response {
    let shop = caller.shop
    let json: JSON = [
      "name": .string(shop.title), "description": "", "url": .string(shop.url),
      "home": .string(shop.url), "gmt_offset": 1, "timezone_string": "",
      "namespaces": .array(namespaces(shop).map(JSON.string)),
      "authentication": [
        "application-passwords": [
          "endpoints": [
            "authorization": .string("\(shop.url)/wp-admin/authorize-application.php")
          ]
        ]
      ], "routes": [:],
    ]
    return caller.answer(json, allow: Allowed.read)
  }

  static func namespace(_ caller: Caller) throws -> Response {
    caller.answer(["namespace": "wc/v3", "routes": [:]], allow: Allowed.read)
  }

  private static func namespaces(_ shop: Shop) -> [String] {
    let core = ["oembed/1.0", "wp/v2", "wp-site-health/v1", "wp-block-editor/v1"]
    if shop.version == "none" { return core }
    return core + ["wc/v1", "wc/v2"] + (shop.knowsV3 ? ["wc/v3"] : [])
      + (shop.isAtLeast(4, 0) ? ["wc-admin", "wc-analytics", "wc/store", "wc/store/v1"] : [])
  }

  static func systemStatus(_ caller: Caller) throws -> Response {
    try caller.require(.list)
    let shop = caller.shop
    return caller.answer(
      [
        "environment": [
          "home_url": .string(shop.url), "site_url": .string(shop.url),
          "version": .string(shop.version), "wp_version": .string(shop.wordPressVersion),
          "wp_multisite": false, "wp_memory_limit": 134_217_728, "wp_cron": .bool(shop.runsCron),
          "remote_post_successful": .bool(shop.callsOut),
          "wp_environment_type": "production", "language": "en_US", "server_info": "nginx/1.22.1",
          "php_version": "8.2.36", "php_post_max_size": 67_108_864, "php_max_execution_time": 30,
          "max_upload_size": 67_108_864, "default_timezone": "UTC", "gzip_enabled": true,
        ],
        "active_plugins": [
          [
            "plugin": "woocommerce/woocommerce.php", "name": "WooCommerce",
            "version": .string(shop.version), "url": "https://woocommerce.com/",
          ]
        ],
        "settings": [
          "api_enabled": false, "force_ssl": false, "currency": "EUR", "currency_symbol": "&euro;",
          "currency_position": "left", "thousand_separator": ",", "decimal_separator": ".",
          "number_of_decimals": 2,
        ],
      ], allow: Allowed.read)
  }

  static func currency(_ caller: Caller) throws -> Response {
    try caller.require(.view)
    return caller.answer(
      [
        "code": "EUR", "name": "Euro", "symbol": "&euro;",
        "_links": [
          "self": [["href": .string(caller.shop.api("data/currencies/EUR"))]],
          "collection": [["href": .string(caller.shop.api("data/currencies"))]],
        ],
      ], allow: Allowed.read)
  }

  private static let values: [String: [String: JSON]] = [
    "general": [
      "woocommerce_currency": "EUR", "woocommerce_currency_pos": "left",
      "woocommerce_price_thousand_sep": ",", "woocommerce_price_decimal_sep": ".",
      "woocommerce_price_num_decimals": "2", "woocommerce_default_country": "DE:DE-BE",
    ],
    "products": ["woocommerce_weight_unit": "kg", "woocommerce_dimension_unit": "cm"],
  ]

  static func settings(_ caller: Caller, _ group: String) throws -> Response {
    try caller.require(.list)
    guard let values = values[group] else {
      throw RestError(404, "rest_setting_setting_group_invalid", "Invalid setting group.")
    }
    let all = values.keys.sorted().map { json($0, values[$0] ?? .null, group, caller.shop) }
    var response = caller.answer(.array(all), allow: Allowed.read)
    response.body = phpJSON(.array(all))
    return response
  }

  static func setting(_ caller: Caller, _ group: String, _ id: String) throws -> Response {
    try caller.require(.view)
    guard let value = values[group]?[id] else {
      throw RestError(404, "rest_setting_setting_invalid", "Invalid setting.")
    }
    return caller.answer(json(id, value, group, caller.shop), allow: "GET, POST, PUT, PATCH")
  }

  private static func json(_ id: String, _ value: JSON, _ group: String, _ shop: Shop) -> JSON {
    [
      "id": .string(id), "value": value, "group_id": .string(group),
      "_links": [
        "self": [["href": .string(shop.api("settings/\(group)/\(id)"))]],
        "collection": [["href": .string(shop.api("settings/\(group)"))]],
      ],
    ]
  }
}
