import Accounts
import Design
import Engines
import HTML
import HTTP
import Imaging
import Postgres
import Site

/// The merchant's products and their pictures: from a store, or made here by hand.
package enum Catalog {
  /// How many products stand on one page.
  static let screenful = 50

  /// The product list: one look at the database.
  package static func list(_ member: Member) throws -> Response {
    let filter = ProductFilter(member.request.query)
    let (lines, categories, total) = try member.read(
      .page(filter, limit: screenful), .categories, .total)
    let list = ProductList(
      lines: Array(lines.prefix(screenful)), hasMore: lines.count > screenful, filter: filter,
      categories: categoryTree(categories), total: total.first?.count ?? 0)
    return productsPage(list, member)
  }

  /// One product, also from the bin.
  package static func show(_ member: Member, _ id: ProductID) throws -> Response {
    productPage(try find(id, member), member)
  }

  /// The pictures of a product, while some are on their way.
  package static func live(_ member: Member, _ id: ProductID) throws -> Response {
    let view = try find(id, member)
    return .fragment(
      productPictures(view, member), for: member.request, isDone: !view.isMoving,
      announce: view.isMoving ? nil : "All pictures are there.")
  }

  /// What was thrown away.
  package static func bin(_ member: Member) throws -> Response {
    binPage(try member.read(.bin), member)
  }

  /// The empty form for a new product.
  package static func new(_ editor: Editor) throws -> Response {
    productForm(Form(), of: nil, try editor.read(.categories), editor)
  }

  /// The form for what the merchant may change.
  package static func edit(_ editor: Editor, _ id: ProductID) throws -> Response {
    let (products, current) = try editor.read(.product(id), .categories(of: id))
    guard let product = products.first else { throw Problem.missing }
    let form = ProductDraft(product).form(currency: product.currency)
      .adding(current.map { ("category", $0.id.pathText) })
    return productForm(form, of: product, try editor.read(.choices(for: product)), editor)
  }

  static func find(_ id: ProductID, _ member: Member) throws -> ProductView {
    let (products, pictures, assets, variations, categories, sights, readings, alike) =
      try member.read(
        .product(id), .pictures(of: id), .assets(of: id), .variations(of: id), .categories(of: id),
        Query<PictureSight>.sight(of: id), Query<ReadingLine>.readings(of: id),
        Query<LookAlike>.lookAlikes(of: id))
    guard let product = products.first else { throw Problem.missing }
    return ProductView(
      product: product, pictures: pictures, assets: assets, variations: variations,
      categories: categories, sight: sights.first?.analysis,
      reading: readings.first { !$0.isCorrection },
      correction: readings.first { $0.isCorrection }?.words, lookAlikes: alike)
  }
}

/// What the product list shows.
struct ProductList: Sendable {
  let lines: [ProductLine]
  let hasMore: Bool
  let filter: ProductFilter
  let categories: [CategoryBranch]
  let total: Int
}

/// What a product's page shows.
struct ProductView: Sendable {
  let product: ProductDetail
  let pictures: [PictureLine]
  let assets: [AssetLine]
  let variations: [VariationLine]
  let categories: [CategoryLine]
  /// What is seen in its first picture; nothing until somebody has looked.
  let sight: PictureAnalysis?
  /// What a model reads in it, or why it does not.
  let reading: ReadingLine?
  /// What the merchant says instead.
  let correction: PictureReading?
  /// Pictures that look like one of its own.
  let lookAlikes: [LookAlike]

  /// Whether pictures are still on their way.
  var isMoving: Bool {
    pictures.contains { $0.state == "pending" } || assets.contains { $0.state == "pending" }
  }
}
