/// Whose export a file is, told by its headings.
package enum CSVFormat: String, Sendable, CaseIterable {
  case plain, shopify, woocommerce, bigcommerce

  /// For people; `nil` for a file of one's own.
  var word: String? {
    switch self {
    case .plain: nil
    case .shopify: "Shopify"
    case .woocommerce: "WooCommerce"
    case .bigcommerce: "BigCommerce"
    }
  }

  /// Recognises the exports of the three shop systems.
  package init(_ headings: [String]) {
    let set = Set(headings.map(spaced))
    func has(_ words: String...) -> Bool { words.allSatisfy(set.contains) }
    if has("handle", "title", "variant price") || has("url handle", "title", "price")
      || has("handle", "image src")
    {
      self = .shopify
    } else if has("item", "name", "sku", "options") || has("item type", "product code sku")
      || has("product id", "product code sku")
    {
      self = .bigcommerce
    } else if has("type", "name", "parent", "images") || set.contains(where: isWooAttribute)
      || !set.isDisjoint(with: Self.wooParents) && has("id")
    {
      self = .woocommerce
    } else {
      self = .plain
    }
  }

  /// What a heading means in this system's export, where that differs from its usual meaning.
  ///
  /// The outer `nil` is "nothing special", the inner one "not needed".
  func meaning(of heading: String) -> CSVField?? {
    let heading = spaced(heading)
    switch self {
    case .plain: return nil
    case .shopify: return Self.inShopify[heading]
    case .bigcommerce: return Self.inBigCommerce[heading]
    case .woocommerce:
      if Self.wooParents.contains(heading) { return .some(.parent) }
      if isWooAttribute(heading) { return .some(.option) }
      return Self.inWooCommerce[heading]
    }
  }

  private static let inShopify: [String: CSVField?] = [
    "type": .categories, "product category": nil, "variant image": .pictures,
    "variant image url": .pictures, "option1 value": .option, "option2 value": .option,
    "option3 value": .option, "image position": nil, "collection": .categories,
  ]

  private static let inBigCommerce: [String: CSVField?] = [
    "item": .kind, "item type": .kind, "id": .id, "product id": .id, "type": nil,
    "options": .option, "product name": .name, "product code sku": .sku, "category": .categories,
    "category string": .categories, "image url import": .pictures,
    "internal image url export": .pictures, "variant image url": .pictures,
    "product image file": nil, "product url": nil, "product type": nil,
  ]

  private static let inWooCommerce: [String: CSVField?] = [
    "id": .id, "type": .kind, "typ": .kind, "tipo": .kind, "typen": .kind, "tyyppi": .kind,
  ]

  private static let wooParents: Set<String> = [
    "parent", "übergeordnet", "übergeordnetes produkt", "produit parent", "superior", "genitore",
    "hoofd", "hoofdproduct", "nadrzędny", "överordnad", "forelder", "ascendente",
  ]
}

/// In lower case, signs as single spaces.
private func spaced(_ heading: String) -> String {
  let words = heading.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  // The old export of BigCommerce numbers its pictures: `Product Image URL - 1`.
  let isNumbered = words.count > 2 && words.last.flatMap { Int($0) } != nil
  return (isNumbered && words.first == "product" ? words.dropLast() : words[...])
    .joined(separator: " ")
}

/// `Attribute 1 value(s)` as WooCommerce translates it.
private func isWooAttribute(_ heading: String) -> Bool {
  let words = heading.split(separator: " ")
  let nouns = ["attribute", "attribut", "atributo", "attributo", "attribuut", "eigenschap"]
  let values = ["value", "wert", "werte", "valeur", "valor", "valore", "valori", "waarde", "värde"]
  return words.contains { nouns.contains(String($0)) } && words.contains { Int($0) != nil }
    && words.contains { values.contains(String($0)) }
}
