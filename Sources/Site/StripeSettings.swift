import Settings

/// How Stripe is reached and believed; without a key nothing can be bought.
package struct StripeSettings: Sendable {
  /// Without a slash at its end.
  package let url: String
  package let key: String
  /// Several while one is rolled; the signature of any of them holds.
  package let webhookSecrets: [String]

  /// Whether real money moves.
  package var isLive: Bool { key.hasPrefix("sk_live_") || key.hasPrefix("rk_live_") }

  init?(_ read: inout SettingsReader) {
    let key = read.text(
      "EPOX_STRIPE_KEY", default: "", secret: true, why: "Stripe; without it nothing is sold")
    let url = read.text(
      "EPOX_STRIPE_URL", default: "https://api.stripe.com", why: "where Stripe answers")
    let secrets = read.text(
      "EPOX_STRIPE_WEBHOOK_SECRETS", default: "", secret: true,
      why: "what Stripe signs its events with; several, comma between, while one is rolled")
    guard !key.isEmpty else { return nil }
    if !key.hasPrefix("sk_"), !key.hasPrefix("rk_") {
      read.reject("EPOX_STRIPE_KEY", "expected a secret key: sk_… or rk_….")
    }
    webhookSecrets = secrets.split(separator: ",").map { String($0.filter { !$0.isWhitespace }) }
    if webhookSecrets.isEmpty || !webhookSecrets.allSatisfy({ $0.hasPrefix("whsec_") }) {
      read.reject("EPOX_STRIPE_WEBHOOK_SECRETS", "expected secrets that begin with whsec_.")
    }
    self.key = key
    self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
  }
}
