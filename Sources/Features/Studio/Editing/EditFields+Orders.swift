import Imaging

extension EditFields {
  /// Turned first, then cropped: the part is a part of what is seen.
  mutating func crop() -> EditOrder {
    let angle = Double(whole("turn", in: 0...270) ?? 0) + number("straighten", 0, in: -15...15)
    var (steps, words): ([Edit], [String]) = ([], [])
    if angle != 0 {
      steps.append(.rotate(degrees: angle))
      words.append("turned by \(plain(angle))°")
    }
    if isOn("mirror") { (steps, words) = (steps + [.mirror], words + ["mirrored"]) }
    if isOn("flip") { (steps, words) = (steps + [.flip], words + ["turned upside down"]) }
    if let part = part() {
      steps.append(.crop(part))
      words.append("cropped to \(plain(part.width * 100)) × \(plain(part.height * 100)) %")
    }
    if let shape = Aspect(rawValue: value("aspect")) {
      steps.append(.shape(ratio: shape.ratio))
      words.append("in \(shape.rawValue)")
    }
    return EditOrder(edit: PictureEdit(steps), words: sentence(words))
  }

  /// The part that the four fields mean, which are percents; nothing for all of the picture.
  private mutating func part() -> PlaceInPicture? {
    let (left, top) = (number("left", 0, in: 0...99), number("top", 0, in: 0...99))
    let width = number("width", 100 - left, in: 1...100)
    let height = number("height", 100 - top, in: 1...100)
    if left + width > 100.05 { fail("width", "The part would reach beyond the right edge.") }
    if top + height > 100.05 { fail("height", "The part would reach beyond the lower edge.") }
    guard width < 99.95 || height < 99.95 else { return nil }
    return PlaceInPicture(
      left: left / 100, top: top / 100, width: min(width, 100 - left) / 100,
      height: min(height, 100 - top) / 100)
  }

  mutating func light() -> EditOrder {
    var (words, values): ([String], [Double]) = ([], [])
    for name in ["brightness", "contrast", "saturation", "temperature"] {
      let value = number(name, 0, in: -100...100)
      values.append(value / 100)
      if value != 0 { words.append("\(name) \(value > 0 ? "+" : "−")\(plain(abs(value)))") }
    }
    let sharpness = number("sharpness", 0, in: 0...100)
    var steps: [Edit] = []
    if !words.isEmpty {
      steps.append(
        .tone(
          Edit.Tone(
            brightness: values[0], contrast: values[1], saturation: values[2],
            temperature: values[3])))
    }
    if sharpness > 0 {
      steps.append(.sharpen(amount: sharpness / 100))
      words.append("sharpened by \(plain(sharpness))")
    }
    return EditOrder(edit: PictureEdit(steps), words: sentence(words))
  }

  /// What is drawn over goes; without a drawing, what lies in the rectangle.
  mutating func removal(_ mask: String?, seed: UInt64) -> EditOrder {
    var edit = PictureEdit([.remove(seed: seed)])
    edit.mask = mask
    guard mask == nil else { return EditOrder(edit: edit, words: "Removed what was drawn over") }
    guard let part = part() else {
      fail("", "Draw over what is to be removed, or say where it lies.")
      return EditOrder(edit: edit, words: "")
    }
    edit.steps = [.removePart(part, seed: seed)]
    return EditOrder(
      edit: edit,
      words: "Removed \(plain(part.width * 100)) × \(plain(part.height * 100)) % of the picture")
  }

  mutating func enlargement() -> EditOrder {
    let isLarge = value("target") == "4096"
    let side = isLarge ? 4096 : 2048
    if !isLarge, value("target") != "2048" {
      fail("target", "Choose 2,048 or 4,096 pixels for the longer side.")
    }
    let now = max(width ?? 0, height ?? 0)
    if now >= side { fail("target", "The picture has \(now) pixels on its longer side already.") }
    return EditOrder(
      edit: PictureEdit([.enlarge(longestSide: side)]),
      words: "Enlarged to \(isLarge ? "4K" : "2K") by resampling", cost: isLarge ? 2 : 1)
  }

  /// Only smaller: to make a picture larger is what `enlargement` is for.
  mutating func size() -> EditOrder {
    let wide = whole("pixelWidth", in: 16...max(16, min(4096, width ?? 4096)))
    let tall = whole("pixelHeight", in: 16...max(16, min(4096, height ?? 4096)))
    let format = PictureFormat(rawValue: value("format")) ?? .webp
    let quality = whole("quality", in: 30...100) ?? 95
    var (edit, words) = (PictureEdit([]), [format.name])
    (edit.format, edit.quality) = (format, quality)
    if format != .png { words.append("quality \(quality)") }
    if let wide, let tall {
      fail("pixelHeight", "Give one side of \(wide) × \(tall); the other one follows.")
    } else if wide != nil || tall != nil {
      edit.steps = [.resize(width: wide, height: tall)]
      let side = wide.map { "\($0) pixels wide" } ?? tall.map { "\($0) pixels high" } ?? ""
      words.insert("resized to \(side)", at: 0)
    }
    return EditOrder(edit: edit, words: sentence(words))
  }

  private func sentence(_ words: [String]) -> String {
    let text = words.joined(separator: ", ")
    return text.prefix(1).uppercased() + text.dropFirst()
  }
}

extension PictureFormat {
  /// As people write it.
  var name: String {
    switch self {
    case .jpeg: "JPEG"
    case .png: "PNG"
    case .webp: "WebP"
    }
  }
}
