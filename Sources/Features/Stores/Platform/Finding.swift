import HTTP

/// What leads from a store to this house.
package struct ExaminedHouse: Sendable {
  /// Where the store's news should arrive.
  package let webhookAddress: String
  /// The ids of the webhooks that we made.
  package let webhooks: [String]
}

/// The result of one check of a connection.
package struct Finding: Sendable, Equatable {
  package enum Result: String, Sendable { case good, warning, bad, unknown }
  /// What was looked at, in a few words.
  package let check: String
  package let result: Result
  /// What was found, for the merchant.
  package let sentence: String
  /// What to do about it; empty when there is nothing to do.
  package let fix: String

  package init(_ check: String, _ result: Result, _ sentence: String, fix: String = "") {
    (self.check, self.result, self.sentence, self.fix) = (check, result, sentence, fix)
  }

  package var json: JSON {
    [
      "check": .string(check), "result": .string(result.rawValue), "sentence": .string(sentence),
      "fix": .string(fix),
    ]
  }

  package init?(_ json: JSON) {
    guard let check = json["check"].string,
      let result = json["result"].string.flatMap(Result.init(rawValue:)),
      let sentence = json["sentence"].string
    else { return nil }
    self.init(check, result, sentence, fix: json["fix"].string ?? "")
  }
}
