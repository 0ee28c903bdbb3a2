/// The words by which shops call home products: English, and what German, French, Swedish,
/// Italian and Spanish shops write.
enum ProductWords {
  static let all: [(ProductType, [String])] = [
    (
      .sofa,
      [
        "sofa", "couch", "settee", "loveseat", "sectional", "canapé", "soffa", "divano",
        "sofá", "ecksofa", "schlafsofa",
      ]
    ),
    (
      .armchair,
      [
        "armchair", "lounge chair", "easy chair", "recliner", "wing chair", "sessel",
        "fauteuil", "fåtölj", "poltrona", "sillón", "ohrensessel",
      ]
    ),
    (
      .chair,
      [
        "chair", "dining chair", "office chair", "stuhl", "chaise", "stol", "sedia",
        "silla", "esszimmerstuhl", "bürostuhl",
      ]
    ),
    (
      .stool,
      [
        "stool", "bar stool", "pouf", "footstool", "ottoman", "hocker", "tabouret", "pall",
        "sgabello", "taburete", "barhocker",
      ]
    ),
    (.bench, ["bench", "bank", "sitzbank", "banc", "bänk", "panca", "banco"]),
    (
      .bed,
      [
        "bed", "bed frame", "daybed", "sofa bed", "bett", "lit", "säng", "letto", "cama",
        "boxspringbett", "bunk bed",
      ]
    ),
    (
      .desk,
      [
        "desk", "writing table", "schreibtisch", "bureau", "skrivbord", "scrivania",
        "escritorio",
      ]
    ),
    (
      .cabinet,
      [
        "cabinet", "cupboard", "chest of drawers", "dresser", "schrank", "kommode",
        "armoire", "skåp", "armadietto", "vitrine", "tallboy",
      ]
    ),
    (.wardrobe, ["wardrobe", "closet", "kleiderschrank", "garderob", "armadio", "armario"]),
    (
      .sideboard,
      [
        "sideboard", "credenza", "buffet", "tv stand", "tv unit", "lowboard",
        "media console", "aparador",
      ]
    ),
    (
      .bookshelf,
      [
        "bookshelf", "bookcase", "shelf", "shelves", "shelving", "shelving unit",
        "regal", "bücherregal", "étagère", "bibliothèque", "hylla", "bokhylla", "libreria",
        "estantería",
      ]
    ),
    (
      .rug,
      [
        "rug", "carpet", "runner", "doormat", "teppich", "läufer", "tapis", "matta",
        "tappeto", "alfombra",
      ]
    ),
    (.mirror, ["mirror", "spiegel", "miroir", "spegel", "specchio", "espejo"]),
    (.vase, ["vase", "jug", "pitcher", "vas", "vaso", "jarrón", "bodenvase"]),
    (
      .plant,
      [
        "plant", "potted plant", "tree", "fern", "palm", "ficus", "monstera", "planter",
        "pflanze", "zimmerpflanze", "plante", "växt", "pianta", "planta", "plant pot",
      ]
    ),
    (
      .candle,
      [
        "candle", "candlestick", "candle holder", "tealight holder", "kerze",
        "kerzenständer", "bougie", "bougeoir", "ljusstake", "candela", "vela",
      ]
    ),
    (
      .cushion,
      [
        "cushion", "pillow", "throw pillow", "cushion cover", "kissen", "kissenhülle",
        "coussin", "kudde", "cuscino", "cojín",
      ]
    ),
    (
      .blanket,
      [
        "blanket", "throw", "bedspread", "quilt", "decke", "tagesdecke", "plaid", "filt",
        "coperta", "manta",
      ]
    ),
    (
      .curtain,
      [
        "curtain", "curtains", "drapes", "blind", "vorhang", "gardine", "rideau",
        "gardin", "tenda", "cortina",
      ]
    ),
    (
      .clock,
      [
        "clock", "wall clock", "alarm clock", "uhr", "wanduhr", "horloge", "klocka",
        "orologio", "reloj",
      ]
    ),
    (
      .tableware,
      [
        "plate", "plates", "bowl", "mug", "cup", "teapot", "tableware", "dinnerware",
        "tray", "carafe", "teller", "schale", "schüssel", "becher", "tasse", "assiette", "bol",
        "tallrik", "skål", "piatto", "plato",
      ]
    ),
    (
      .basket,
      [
        "basket", "storage basket", "laundry basket", "hamper", "korb", "panier", "korg",
        "cesto", "cesta",
      ]
    ),
    (
      .diningTable,
      [
        "dining table", "table", "kitchen table", "esstisch", "tisch",
        "table à manger", "matbord", "bord", "tavolo", "mesa", "mesa de comedor",
      ]
    ),
    (
      .coffeeTable,
      [
        "coffee table", "cocktail table", "couchtisch", "table basse", "soffbord",
        "tavolino", "mesa de centro",
      ]
    ),
    (
      .sideTable,
      [
        "side table", "end table", "console table", "accent table", "beistelltisch",
        "bout de canapé", "sidobord", "mesa auxiliar",
      ]
    ),
    (
      .nightstand,
      [
        "bedside table", "nightstand", "night table", "nachttisch", "chevet",
        "table de chevet", "sängbord", "comodino", "mesita de noche",
      ]
    ),
    (
      .floorLamp,
      [
        "floor lamp", "standing lamp", "floor light", "stehlampe", "stehleuchte",
        "lampadaire", "golvlampa", "lampada da terra", "lámpara de pie",
      ]
    ),
    (
      .tableLamp,
      [
        "table lamp", "desk lamp", "bedside lamp", "lamp", "tischlampe",
        "tischleuchte", "lampe", "lampe de table", "bordslampa", "lampada da tavolo", "lámpara",
        "lámpara de mesa",
      ]
    ),
    (
      .pendantLamp,
      [
        "pendant", "pendant lamp", "pendant light", "chandelier", "ceiling lamp",
        "ceiling light", "hanging lamp", "hanging light", "hängelampe", "pendelleuchte",
        "deckenleuchte", "suspension", "lustre", "taklampa", "lampadario", "lámpara colgante",
      ]
    ),
    (
      .wallLamp,
      [
        "wall lamp", "wall light", "sconce", "wandleuchte", "wandlampe", "applique",
        "vägglampa", "aplique",
      ]
    ),
    (
      .wallArt,
      [
        "wall art", "poster", "print", "art print", "painting", "canvas",
        "picture frame", "bild", "wandbild", "tableau", "affiche", "tavla", "quadro", "cuadro",
      ]
    ),
  ]

  /// Where a whole word, or its plural, stands for the last time in padded lower-case text.
  static func last(of word: String, in text: String) -> String.Index? {
    [" \(word) ", " \(word)s ", " \(word)es "].compactMap { wanted in
      text.ranges(of: wanted).last?.lowerBound
    }.max()
  }
}
