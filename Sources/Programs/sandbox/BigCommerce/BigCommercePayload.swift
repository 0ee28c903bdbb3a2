import Crypto
import FoundationEssentials
import HTTP

/// What the control panel signs when it opens our app: who comes, for which store.
struct BigCommercePayload {
  /// Somebody who works in a control panel.
  struct Person {
    let id: Int
    let email: String

    /// As the answer with a token names them.
    var member: JSON {
      ["id": .int(id), "username": .string(email), "email": .string(email)]
    }
  }

  static let owner = Person(id: 7_654_321, email: "owner@nordholt.example")
  static let staff = Person(id: 9_876_543, email: "staff@nordholt.example")

  let store: BigCommerceStore
  let person: Person

  /// The payload as a token in the three parts of JWT.
  var signed: String {
    let now = Int(Date().timeIntervalSince1970)
    let claims: JSON = [
      "aud": .string(Sandbox.settings.bigCommerceClient), "iss": "bc", "iat": .int(now),
      "nbf": .int(now - 5), "exp": .int(now + 86_400),
      "jti": .string(UUID().uuidString.lowercased()), "sub": .string(store.context),
      "user": [
        "id": .int(person.id), "email": .string(person.email), "locale": "en-US",
      ],
      "owner": ["id": .int(Self.owner.id), "email": .string(Self.owner.email)], "url": "/",
      "channel_id": nil,
    ]
    let head: JSON = ["alg": "HS256", "typ": "JWT"]
    let text = base64URL(head.bytes) + "." + base64URL(claims.bytes)
    let key = Array(Sandbox.settings.bigCommerceSecret.utf8)
    return text + "." + base64URL(hmacSHA256(key: key, Array(text.utf8)))
  }

  /// One of our app's addresses with the payload behind it.
  func address(_ name: String) -> String {
    "\(Sandbox.settings.bigCommerceApp)/bigcommerce/\(name)?signed_payload_jwt=\(signed)"
  }
}
