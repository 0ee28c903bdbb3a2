extension Furniture {
  /// Words in the languages of the shops we know, each as singular, with plurals that are built in
  /// another way than by a letter or two.
  ///
  /// A dash shows where a word may be part of a longer one; things that are named after
  /// furniture and are none come last.
  static let vocabulary: [(kind: Furniture, nouns: [Noun])] = [
    (
      .pendant,
      [
        "pendant", "chandelier", "ceiling", "hanging lamp", "hanging light", "pendel-",
        "hängelampe", "hängeleuchte", "deckenleuchte", "deckenlampe", "-kronleuchter", "taklampa",
        "taklampor", "suspension", "lampadario", "plafonnier", "hanglamp", "hanglampen",
      ]
    ),
    (
      .floorLamp,
      ["floor lamp", "standing lamp", "-stehlampe", "stehleuchte", "golvlampa", "lampadaire"]
    ),
    (
      .tableLamp,
      [
        "table lamp", "desk lamp", "bedside lamp", "-tischlampe", "-tischleuchte",
        "nachttischlampe", "bordslampa", "bordslampor", "lampe de table", "lampe à poser",
        "lampada da tavolo", "tafellamp",
      ]
    ),
    (
      .wallLamp,
      [
        "wall lamp", "wall light", "sconce", "wandlampe", "wandleuchte", "wandlamp", "vägglampa",
        "vägglampor", "applique",
      ]
    ),
    (
      .coffeeTable,
      [
        "coffee table", "cocktail table", "-couchtisch", "sofatisch", "soffbord", "table basse",
        "tables basses", "tavolino", "salontafel",
      ]
    ),
    (
      .sideTable,
      [
        "side table", "end table", "accent table", "night table", "nightstand", "bedside table",
        "bedside cabinet", "plant stand", "-beistelltisch", "-nachttisch", "sidobord", "sängbord",
        "bout de canapé", "table de chevet", "chevet", "bijzettafel",
      ]
    ),
    (
      .sideboard,
      [
        "sideboard", "lowboard", "highboard", "console", "console table", "credenza", "dresser",
        "commode", "-kommode", "buffet", "tv unit", "tv stand", "tv bench", "tv cabinet",
        "media unit",
      ]
    ),
    (
      .wallShelf,
      [
        "wall shelf", "wall shelves", "floating shelf", "floating shelves", "wall rack",
        "-wandregal", "vägghylla", "vägghyllor", "étagère murale",
      ]
    ),
    (
      .bookshelf,
      [
        "bookshelf", "bookshelves", "bookcase", "shelving", "shelf", "shelves", "-regal",
        "bokhylla",
        "bokhyllor", "étagère", "bibliothèque", "boekenkast",
      ]
    ),
    (
      .wardrobe,
      ["wardrobe", "cabinet", "armoire", "cupboard", "-schrank", "-schränk", "-garderob"]
    ),
    (
      .armchair,
      [
        "armchair", "lounge chair", "easy chair", "wing chair", "chaise longue", "-sessel",
        "fåtölj",
        "fåtöljer", "fauteuil", "poltrona", "bergère",
      ]
    ),
    (
      .sofa,
      [
        "sofa", "-sofa", "sofa bed", "couch", "-couch", "loveseat", "settee", "sectional",
        "sleeper sofa", "canapé", "soffa", "soffor", "-bäddsoffa", "divano", "bank zitting",
      ]
    ),
    (.pouf, ["pouf", "pouffe", "ottoman", "footstool", "-hocker", "sittpuff"]),
    (.stool, ["stool", "barstool", "tabouret", "-barhocker", "sgabello", "pall", "-barpall"]),
    (.bench, ["bench", "-sitzbank", "-holzbank", "-gartenbank", "banc", "-bänk"]),
    (
      .chair,
      [
        "chair", "-stuhl", "-stühl", "chaise", "stol", "-stol", "-stolar", "sedia", "sedie",
        "-stoel",
      ]
    ),
    (
      .desk,
      ["desk", "writing table", "-schreibtisch", "skrivbord", "bureau", "scrivania"]
    ),
    (
      .bed,
      ["bed", "daybed", "bed frame", "bedframe", "-bett", "-bettgestell", "lit", "säng", "-säng"]
    ),
    (
      .rug,
      [
        "rug", "carpet", "-teppich", "-läufer", "matta", "mattor", "-matta", "tapis", "tappeto",
        "tappeti", "runner", "vloerkleed",
      ]
    ),
    (
      .floorMirror,
      [
        "floor mirror", "standing mirror", "leaning mirror", "full length", "full length mirror",
        "-standspiegel", "golvspegel",
      ]
    ),
    (.mirror, ["mirror", "-spiegel", "miroir", "-spegel", "specchio"]),
    (
      .picture,
      [
        "poster", "art print", "wall art", "picture frame", "canvas print", "painting",
        "wall hanging", "-wandbild", "-kunstdruck", "-bilderrahmen", "tavla", "tavlor",
      ]
    ),
    (.vase, ["vase", "-vase", "vas", "golvvas", "vaso", "vasi"]),
    (.candle, ["candle", "candle holder", "-kerze", "bougie", "lantern", "ljusstake"]),
    (.tableClock, ["table clock", "alarm clock", "mantel clock", "-wecker", "tischuhr"]),
    (.clock, ["clock", "-uhr", "horloge", "-klocka"]),
    (
      .tableware,
      [
        "tableware", "bowl", "mug", "cup", "plate", "jar", "teapot", "tray", "carafe", "figurine",
        "photo frame", "-schale", "-tasse", "sculpture",
      ]
    ),
    (
      .cushion,
      ["cushion", "pillow", "chair pad", "seat pad", "-kissen", "coussin", "kudde", "kuddar"]
    ),
    (.basket, ["basket", "hamper", "-korb", "-körb", "panier"]),
    (
      .plant,
      ["plant", "planter", "-pflanze", "ficus", "monstera", "palm", "-palme", "växt", "växter"]
    ),
    (.table, ["table", "-tisch", "bord", "-bord", "tavolo", "tavoli", "-tafel"]),
    (
      .other,
      [
        "table runner", "tischläufer", "tablecloth", "table cloth", "organizer", "organiser",
        "gift card", "lampshade", "lamp shade", "light bulb", "mattress", "bedding", "blanket",
        "curtain", "sofa cover", "chair cover", "sample", "swatch",
      ]
    ),
  ]
}
