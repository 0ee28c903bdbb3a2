import Imaging

/// Where a product of this name belongs: on the floor unless its words say otherwise.
package func placement(name: String, categories: String) -> Placement {
  let words = " \(name) \(categories) ".lowercased()
  func says(_ list: [String]) -> Bool { list.contains { words.contains($0) } }
  let hangs = [
    "pendant", "chandelier", "ceiling", "hanging", "pendel", "hängelampe", "deckenleuchte",
    "taklampa", "suspension", "lampadario",
  ]
  let standsOnSomething = [
    "table lamp", "desk lamp", "vase", "candle", "bowl", "mug", "cup ", "plate ", "jar",
    "figurine", "tischlampe", "bordslampa", "clock", "photo frame", "teapot", "tray",
  ]
  // "Table lamp" stands on a table; "coffee table" is one and stands on the floor.
  if says(hangs) { return .ceiling }
  return says(standsOnSomething) ? .tabletop : .floor
}

/// The text that stands for a picture where it cannot be seen, for the merchant to change.
package func altText(product: String, room: Room, mood: String) -> String {
  // Styles named after a place are written with a capital.
  let isNamed = ["scandinavian", "mediterranean"].contains(room.style)
  let style = isNamed ? room.style.prefix(1).uppercased() + room.style.dropFirst() : room.style
  let place = "\(style) \(room.roomType)"
  let article = "aeiou".contains(place.prefix(1)) ? "an" : "a"
  let light = mood == "evening" ? "in the evening" : "in \(mood)"
  return String("\(product) in \(article) \(place) \(light)".prefix(300))
}
