import CSV
import FoundationEssentials
import Importing
import Testing

@Suite struct CSVGuessTests {
  @Test(arguments: [
    ("1299", 129_900), ("1299.5", 129_950), ("1,299.00", 129_900), ("1.299,00", 129_900),
    ("1 299,00 €", 129_900), ("$1,299", 129_900), ("1.299", 129_900), ("12,50", 1250),
    ("0.999", 99), ("12.0000", 1200), ("1'299.90", 129_990), ("EUR 5", 500), ("1290,-", 129_000),
    ("1.234.567,89", 123_456_789), ("1,234,567", 123_456_700), ("0", 0), (".5", 50),
    ("12.50 zł", 1250), ("1\u{202f}299,00\u{a0}€", 129_900), ("Fr. 12.30", 1230),
  ])
  func `a price is read in European and in English notation`(text: String, minor: Int) {
    #expect(CSVPrice.minor(text) == minor)
  }

  @Test(arguments: [
    "", "free", "-5", "- 5,00", "1,2,3", "12.34.5", "1.2345,6.7", "12/5", "5%", "€", "1e5",
    "99999999999999", "12,5.0,1", "call us",
  ])
  func `what is no price is none`(text: String) {
    #expect(CSVPrice.minor(text) == nil)
  }

  @Test(arguments: [
    ("Product Name;SKU;Price;Image URL;Width (cm)", "name sku price pictures width"),
    ("Artikelnummer;Bezeichnung;VK-Preis;Bild-URL;Höhe in mm", "sku name price pictures height"),
    ("Référence;Nom du produit;Prix TTC;Catégories;Largeur", "sku name price categories width"),
    ("Referencia;Nombre;Precio;Imágenes;Altura", "sku name price pictures height"),
    ("Codice articolo;Nome;Prezzo;Immagine 1;Immagine 2", "sku name price pictures pictures"),
    ("Artikelcode;Naam;Prijs;Afbeelding;Diepte", "sku name price pictures depth"),
    ("Kod produktu;Nazwa;Cena brutto;Zdjęcia;Opis", "sku name price pictures description"),
    ("Artnr;Benämning;Pris (SEK);Bild;Beskrivning", "sku name price pictures description"),
    ("Varenummer;Produktnavn;Pris;Billeder;Bredde", "sku name price pictures width"),
    ("Referência;Nome do produto;Preço;Imagens;Stock", "sku name price pictures -"),
    ("Name;Name;Name", "name - -"),
  ])
  func `headings are understood in many languages`(line: String, fields: String) {
    let headings = line.split(separator: ";").map(String.init)
    let columns = CSVColumns(guessing: headings, format: CSVFormat(headings))
    #expect(columns.fields.map { $0?.rawValue ?? "-" }.joined(separator: " ") == fields)
  }

  @Test func `cells tell what headings do not`() {
    let rows = (1...5).map { number in
      CSVRow(
        number: number,
        cells: [
          "Sofa number \(number)", "HAL-10\(number)", "1.29\(number),00 €",
          "https://a.example/\(number).jpg", "https://a.example/\(number)", "x",
        ])
    }
    let columns = CSVColumns(
      guessing: ["a", "b", "c", "d", "e", "f"], format: .plain, rows: rows)
    #expect(columns.fields == [.name, .sku, .price, .pictures, nil, nil])
  }

  @Test func `what was chosen before is chosen again`() {
    let columns = CSVColumns(
      guessing: ["Name", "Zusatz 2"], format: .plain,
      remembered: ["name": "", "zusatz": "description"])
    #expect(columns.fields == [nil, .description])
  }

  @Test(arguments: [
    ("Handle,Title,Body (HTML),Vendor,Type,Variant SKU,Variant Price,Image Src", CSVFormat.shopify),
    ("Title,URL handle,Description,SKU,Price,Product image URL", .shopify),
    ("ID,Type,SKU,Name,Published,Regular price,Categories,Images,Parent", .woocommerce),
    ("ID,Typ,Artikelnummer,Name,Regulärer Preis,Bilder,Attribut 1 Wert(e)", .woocommerce),
    ("Item,ID,Name,Type,SKU,Options,Price,Image URL (Import)", .bigcommerce),
    ("Item Type,Product ID,Product Name,Product Code/SKU,Product Image URL - 1", .bigcommerce),
    ("Name,Price,SKU", .plain),
  ])
  func `exports of shops are recognised`(line: String, format: CSVFormat) {
    #expect(CSVFormat(line.split(separator: ",").map(String.init)) == format)
  }
}
