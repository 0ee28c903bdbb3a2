/// What a column of an uploaded file may mean.
package enum CSVField: String, CaseIterable, Sendable {
  case name, description, sku, handle, price, categories, pictures, option
  case width, height, depth, kind, id, parent

  /// For the list in which a merchant chooses.
  var word: String {
    switch self {
    case .name: "Name"
    case .description: "Description"
    case .sku: "SKU"
    case .handle: "Handle (groups rows)"
    case .price: "Price"
    case .categories: "Categories"
    case .pictures: "Picture addresses"
    case .option: "Option of a variation"
    case .width: "Width"
    case .height: "Height"
    case .depth: "Depth or length"
    case .kind: "Kind of row"
    case .id: "Number in the shop"
    case .parent: "Parent product"
    }
  }

  /// Whether several columns may mean this; of the others the first one counts.
  var mayRepeat: Bool { self == .pictures || self == .option || self == .categories }

  /// Headings in the main European languages, in the form that `plainHeading` gives them.
  private var headings: String {
    switch self {
    case .name:
      "name,title,product name,product title,product,item name,artikelname,bezeichnung,"
        + "produktname,titel,artikelbezeichnung,produkt,artikel,nom,nom du produit,titre,"
        + "désignation,libellé,nombre,nombre del producto,título,producto,nome,nome prodotto,"
        + "nome do produto,titolo,prodotto,naam,productnaam,nazwa,nazwa produktu,namn,produktnamn,"
        + "benämning,navn,produktnavn,varenavn,nimi,tuotenimi,název,název produktu,názov"
    case .description:
      "description,body html,body,long description,product description,details,beschreibung,"
        + "produktbeschreibung,langbeschreibung,artikelbeschreibung,description du produit,"
        + "descriptif,descripción,descripción del producto,descrizione,descrizione prodotto,"
        + "descrição,descrição do produto,omschrijving,productomschrijving,beschrijving,opis,"
        + "opis produktu,beskrivning,produktbeskrivning,beskrivelse,produktbeskrivelse,kuvaus,popis"
    case .sku:
      "sku,variant sku,product code sku,item number,item no,article number,article no,product code,"
        + "item code,part number,artikelnummer,art nr,artikel nr,artikelnr,bestellnummer,référence,"
        + "code article,code produit,ugs,referencia,código,codice,codice articolo,codice prodotto,"
        + "cod,referência,ref,artikelcode,numer katalogowy,kod produktu,symbol,artnr,varenummer,"
        + "produktnummer,varenr,tuotenumero,tuotekoodi,kód,kód produktu"
    case .handle: "handle,url handle,slug,permalink slug"
    case .price:
      "price,variant price,regular price,selling price,unit price,sales price,list price,preis,"
        + "verkaufspreis,vk,vk preis,regulärer preis,bruttopreis,einzelpreis,prix,tarif normal,"
        + "tarif régulier,prix de vente,prix ttc,precio,precio normal,precio de venta,pvp,prezzo,"
        + "prezzo di listino,prezzo di vendita,preço,preço normal,prijs,reguliere prijs,"
        + "verkoopprijs,cena,cena regularna,cena brutto,pris,ordinarie pris,ordinær pris,utpris,"
        + "salgspris,normalpris,hinta,normaali hinta"
    case .categories:
      "category,categories,product category,collection,collections,kategorie,kategorien,"
        + "warengruppe,catégorie,catégories,categoría,categorías,categoria,categorie,categorias,"
        + "categorieën,kategoria,kategorie produktu,kategori,kategorier,tuoteryhmä"
    case .pictures:
      "image,images,image src,picture,pictures,photo,photos,image url,image urls,picture url,"
        + "image link,product image url,main image,additional image link,bild,bilder,bild url,"
        + "bildlink,bildadresse,produktbild,produktbilder,image principale,imagen,imágenes,foto,"
        + "fotos,url imagen,immagine,immagini,url immagine,imagem,imagens,afbeelding,afbeeldingen,"
        + "afbeelding url,zdjęcie,zdjęcia,obrazek,obrazki,bilde,billede,billeder,kuva,kuvat,"
        + "obrázek,obrázky"
    case .option: "variant,variante,variation,option,option1 value,option2 value,option3 value"
    case .width:
      "width,product width,breite,largeur,ancho,anchura,larghezza,largura,breedte,szerokość,bredd,"
        + "bredde,leveys,šířka"
    case .height:
      "height,product height,höhe,hauteur,alto,altura,altezza,hoogte,wysokość,höjd,høyde,højde,"
        + "korkeus,výška"
    case .depth:
      "depth,product depth,length,tiefe,länge,profondeur,longueur,profundidad,longitud,largo,"
        + "profondità,lunghezza,profundidade,comprimento,diepte,lengte,głębokość,długość,djup,"
        + "längd,dybde,dybden,længde,lengde,syvyys,pituus,hloubka,délka"
    case .kind, .id, .parent: ""
    }
  }

  /// The field that a heading means by itself.
  static func named(_ heading: String) -> CSVField? { known[plainHeading(heading)] }

  private static let known: [String: CSVField] = {
    var known: [String: CSVField] = [:]
    for field in allCases {
      for heading in field.headings.split(separator: ",") { known[String(heading)] = field }
    }
    return known
  }()
}

/// A heading in lower case, signs as single spaces, without a unit, a currency or a number at its
/// end: `Image 2` and `Bild-URL:` are `image` and `bild url`.
func plainHeading(_ heading: String) -> String {
  let words = heading.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  let ends = [
    "cm", "mm", "m", "in", "inch", "eur", "euro", "usd", "gbp", "chf", "sek", "nok", "dkk", "pln",
    "czk",
  ]
  var kept = words[...]
  while kept.count > 1, let last = kept.last, ends.contains(last) || Int(last) != nil {
    kept = kept.dropLast()
  }
  return kept.joined(separator: " ")
}

/// The unit that a heading names, such as `Width (mm)`; centimetres where it names none.
func unit(in heading: String) -> String {
  let words = heading.lowercased().split { !$0.isLetter }.map(String.init)
  if words.contains("inch") || words.contains("inches") { return "in" }
  return words.last { ["mm", "cm", "m", "in"].contains($0) } ?? "cm"
}
