extension Furniture {
  /// Words in the languages of the shops we know, the more particular before the more general:
  /// a coffee table is no coffee, a table lamp no table, and a bookshelf no book.
  static let vocabulary: [(kind: Furniture, words: [String])] = [
    (
      .pendant,
      [
        "pendant", "chandelier", "ceiling", "hanging lamp", "hanging light", "pendel",
        "hängelampe", "hängeleuchte", "deckenleuchte", "deckenlampe", "taklampa", "suspension",
        "lampadario", "plafonnier", "hanglamp",
      ]
    ),
    (.floorLamp, ["floor lamp", "standing lamp", "stehlampe", "golvlampa", "lampadaire"]),
    (
      .tableLamp,
      ["table lamp", "desk lamp", "bedside lamp", "tischlampe", "bordslampa", "lampe de table"]
    ),
    (.wallLamp, ["wall lamp", "wall light", "sconce", "wandlampe", "vägglampa", "applique"]),
    (.coffeeTable, ["coffee table", "couchtisch", "soffbord", "table basse", "tavolino"]),
    (
      .sideTable,
      ["side table", "end table", "nightstand", "bedside table", "beistelltisch", "nachttisch"]
    ),
    (.sideboard, ["sideboard", "console", "credenza", "dresser", "commode", "kommode", "tv unit"]),
    (
      .wallShelf,
      ["wall shelf", "floating shelf", "wall rack", "wandregal", "vägghylla", "étagère murale"]
    ),
    (.bookshelf, ["bookshel", "bookcase", "shelving", "shelf", "regal", "bokhylla", "étagère"]),
    (.wardrobe, ["wardrobe", "cabinet", "armoire", "cupboard", "schrank", "garderob"]),
    (.armchair, ["armchair", "lounge chair", "easy chair", "sessel", "fåtölj", "fauteuil"]),
    (.sofa, ["sofa", "couch", "loveseat", "settee", "sectional", "canapé", "soffa", "divano"]),
    (.pouf, ["pouf", "ottoman", "footstool", "hocker", "sittpuff"]),
    (.stool, ["stool", "tabouret", "barhocker", "pall "]),
    (.bench, ["bench", "sitzbank", " banc ", "bänk"]),
    (.chair, ["chair", "stuhl", "chaise", " stol ", "sedia"]),
    (.desk, ["desk", "schreibtisch", "skrivbord", "bureau"]),
    (.bed, [" bed ", "bed frame", "beds ", "bett ", "bettgestell", " lit ", " säng"]),
    (.rug, [" rug", "carpet", "teppich", "matta ", "tapis", "tappeto", "runner"]),
    (
      .floorMirror,
      ["floor mirror", "standing mirror", "leaning mirror", "full-length", "standspiegel"]
    ),
    (.mirror, ["mirror", "spiegel", "miroir", "spegel"]),
    (
      .picture,
      [
        "poster", "art print", "wall art", "picture frame", "canvas print", "painting",
        "wall hanging",
      ]
    ),
    (.vase, ["vase", "vas ", "vaso "]),
    (.candle, ["candle", "kerze", "bougie", "lantern", "ljusstake"]),
    (.tableClock, ["table clock", "alarm clock", "mantel clock", "wecker", "tischuhr"]),
    (.clock, ["clock", " uhr ", "horloge"]),
    (
      .tableware,
      [
        "bowl", " mug", " cup ", "plate ", " jar ", "teapot", "tray", "carafe", "figurine",
        "photo frame", "schale", "tasse", "sculpture",
      ]
    ),
    (.cushion, ["cushion", "pillow", "kissen", "coussin", "kudde"]),
    (.basket, ["basket", "korb", "panier"]),
    (.plant, ["plant", "pflanze", "ficus", "monstera", "palm", "växt"]),
    (.table, ["table", "tisch", "bord ", "tavolo"]),
  ]
}
