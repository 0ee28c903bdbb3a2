import HTTP
import Site

extension Accounts {
  /// Who is signed in and where, for programs.
  package static func showSessionJSON(_ member: Member) throws -> Response {
    .json([
      "person": [
        "id": .string(member.person.pathText), "name": .string(member.personName),
        "email": .string(member.email), "isVerified": .bool(member.isVerified),
      ],
      "account": [
        "id": .string(member.client.pathText), "name": .string(member.clientName),
        "role": .string(member.role.rawValue), "currency": .string(member.currency),
        "credits": .int(member.credits),
      ],
      "csrfToken": .string(member.csrf),
    ])
  }

  /// What `showSessionJSON` answers with, as a schema.
  package static let sessionSchema: JSON = [
    "type": "object", "required": ["person", "account", "csrfToken"],
    "properties": [
      "person": [
        "type": "object", "required": ["id", "name", "email", "isVerified"],
        "properties": [
          "id": ["type": "string", "format": "uuid"], "name": ["type": "string"],
          "email": ["type": "string"], "isVerified": ["type": "boolean"],
        ],
      ],
      "account": [
        "type": "object", "required": ["id", "name", "role", "currency", "credits"],
        "properties": [
          "id": ["type": "string", "format": "uuid"], "name": ["type": "string"],
          "role": ["type": "string", "enum": ["viewer", "editor", "owner"]],
          "currency": ["type": "string"], "credits": ["type": "integer"],
        ],
      ],
      "csrfToken": ["type": "string"],
    ],
  ]
}
