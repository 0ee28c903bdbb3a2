/// What people call colours: the nearest of a list, in plain words.
enum ColourNames {
  private static let list: [(name: String, colour: Lab)] = [
    ("white", 0xFFFFFF), ("off-white", 0xF4F1EA), ("cream", 0xF3E8CF), ("ivory", 0xFBF7E3),
    ("light grey", 0xD0D0D0), ("grey", 0x9A9A9A), ("mid grey", 0x777777), ("dark grey", 0x505050),
    ("charcoal", 0x343638), ("black", 0x101010), ("greige", 0xB9AFA2), ("taupe", 0x8B7E72),
    ("beige", 0xDCCBB0), ("sand", 0xCDB48C), ("tan", 0xC19A6B), ("light brown", 0xA87C52),
    ("brown", 0x7B5233), ("dark brown", 0x4A3020), ("chestnut", 0x8A4529), ("oak", 0xB9905F),
    ("caramel", 0xB5702F), ("terracotta", 0xC0633F), ("rust", 0x9E4420), ("copper", 0xB46A45),
    ("orange", 0xF08020), ("apricot", 0xF6B27A), ("peach", 0xF9CBB0), ("coral", 0xF57C68),
    ("red", 0xD0202A), ("dark red", 0x8C1A20), ("burgundy", 0x651B2C), ("pink", 0xF2A0B8),
    ("light pink", 0xF6D3DA), ("dusty pink", 0xCF9D9A), ("magenta", 0xC2307E),
    ("purple", 0x7B3F98), ("lilac", 0xC4A6D8), ("mauve", 0x96788E), ("violet", 0x5A3A8C),
    ("navy", 0x1F2A4A), ("dark blue", 0x24407A), ("blue", 0x2F62B8), ("light blue", 0xA5C8E6),
    ("sky blue", 0x76B4E0), ("slate blue", 0x5C7088), ("blue grey", 0x8A9AA8),
    ("petrol", 0x1F4F5C), ("teal", 0x1F7F80), ("turquoise", 0x40BEB4), ("mint", 0xB4E0CC),
    ("green", 0x3C8C44), ("light green", 0xA4D08C), ("dark green", 0x234A30),
    ("grey green", 0x6E8272), ("sage", 0xA2AF94), ("olive", 0x75703C), ("moss green", 0x566334),
    ("khaki", 0xAFA572), ("lime", 0xB4D02C), ("yellow", 0xF5D425), ("light yellow", 0xF8ECA4),
    ("mustard", 0xCE9C2C), ("gold", 0xC0A05A), ("brass", 0x9C8048),
  ].map { ($0.0, Lab(hex: $0.1)) }

  static func name(of colour: Lab) -> String {
    list.min { $0.colour.difference(to: colour) < $1.colour.difference(to: colour) }?.name ?? ""
  }
}

extension Lab {
  /// Written as `#rrggbb`.
  var hex: String {
    let light = linear
    return [light.red, light.green, light.blue].reduce("#") { text, part in
      let byte = Int(Light.byte(part) + 0.5)
      return text + (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
  }
}
