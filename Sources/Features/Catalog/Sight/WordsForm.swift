import Accounts
import Design
import Engines
import HTML
import HTTP
import Site

/// Where the merchant corrects what was seen, and asks the model for its words.
func wordsForm(_ view: ProductView, _ member: Member) -> HTML {
  details(.class("stack-8"), .testID("words")) {
    summary(.class("btn btn-small")) { "Correct this" }
    postForm(Site.productWords(view.product.id), csrf: member.csrf) {
      let form = wordsTyped(view)
      p(.class("hint")) { "Your words win and are kept. What is left empty stays as it was seen." }
      for (name, word, hint) in wordFields {
        field(Field(name, word, in: form, hint: hint, isOptional: true, maxLength: 250))
      }
      div(.class("form-actions")) { submit("Save", .normal, testID: "save-words-btn") }
    }
    if Configuration.current.engines.gemini != nil {
      buttonForm(
        "Ask Gemini", to: Site.productReading(view.product.id), csrf: member.csrf, .smallQuiet,
        testID: "ask-gemini-btn")
    }
  }
}

private let wordFields: [(String, String, String?)] = [
  ("seenType", "Type", nil), ("materials", "Materials", "Up to six, with commas between."),
  ("styles", "Style", nil), ("rooms", "Rooms", nil),
]

/// What the merchant said before.
private func wordsTyped(_ view: ProductView) -> Form {
  let own = view.correction
  func joined(_ words: [String]?) -> String { (words ?? []).joined(separator: ", ") }
  return Form([
    ("seenType", own?.type ?? ""), ("materials", joined(own?.materials)),
    ("styles", joined(own?.styles)), ("rooms", joined(own?.rooms)),
  ])
}

/// Pictures that look like one of this product's: often the same product twice.
func lookAlikeCard(_ found: [LookAlike], of product: ProductID, _ member: Member) -> HTML {
  section(.class("card"), .testID("look-alikes")) {
    header(.class("card-head")) { h2 { "Looks like" } }
    ul(.class("stack-8")) {
      for one in found {
        li(.class("row")) {
          if let thumb = one.thumb {
            img(
              .src(pictureLink(thumb)), .width(48), .height(48), .alt(""),
              Attribute("loading", "lazy"))
          }
          if one.product == product {
            span { "Another picture of this product" }
          } else {
            a(.class("grow"), .href(Site.product(one.product))) { one.name }
          }
          if member.canEdit {
            buttonForm(
              "Keep both", to: Site.productLookAlikes(product), csrf: member.csrf, .smallQuiet,
              testID: "keep-both-btn", fields: [("other", one.product.pathText)])
          }
        }
      }
    }
  }
}
