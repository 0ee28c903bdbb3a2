import Imaging

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
