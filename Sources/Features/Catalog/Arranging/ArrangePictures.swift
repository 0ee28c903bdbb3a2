import Accounts
import Design
import HTTP
import Postgres
import Site

extension Catalog {
  /// Where the merchant puts a product's pictures in order and takes some away.
  package static func showArrangement(_ editor: Editor, _ id: ProductID) throws -> Response {
    let (products, pictures) = try editor.read(.product(id), .pictures(of: id))
    guard let product = products.first, !product.isDeleted else { throw Problem.missing }
    guard product.source == "uploaded" else { throw fromStore }
    return arrangementPage(editor, product, pictures)
  }

  /// Keeps the order; the first picture is the product's main one.
  ///
  /// Each picture comes with its place as a number, so the page works without scripts; two with the
  /// same place stay in the order in which they stood.
  package static func arrange(_ editor: Editor, _ id: ProductID) throws -> Response {
    let form = Form(editor.request)
    let pictures = form.all("picture").compactMap(PictureID.init(pathText:))
    let places = form.all("place").map { Int($0) ?? .max }
    guard pictures.count == places.count, pictures.count <= 1000 else {
      throw Problem(.badRequest, "Every picture needs its place.")
    }
    let order = zip(pictures, places).enumerated()
      .sorted { ($0.element.1, $0.offset) < ($1.element.1, $1.offset) }.map(\.element.0)
    let gone = Set(form.all("remove").compactMap(PictureID.init(pathText:)))
    try editor.transaction {
      guard let product = try editor.db.first(.product(id)), !product.isDeleted else {
        throw Problem.missing
      }
      guard product.source == "uploaded" else { throw fromStore }
      try editor.db.run(.arrange(order.filter { !gone.contains($0) }, of: id))
      try editor.db.run(.remove(Array(gone), of: id))
      try editor.audit("product.pictures-arranged", ["product": .string(id.pathText)])
    }
    return .see(Site.product(id)).flash("The order is kept.")
  }

  private static let fromStore = Problem(
    .conflict, "These pictures come from your store: change their order there.")
}

extension Statement {
  fileprivate static func arrange(_ pictures: [PictureID], of product: ProductID) -> Self {
    """
    UPDATE product_picture pp SET position = o.n - 1
    FROM unnest(\(pictures)::uuid[]) WITH ORDINALITY AS o(id, n)
    WHERE pp.client_id = current_client() AND pp.product_id = \(product) AND pp.id = o.id
    """
  }

  fileprivate static func remove(_ pictures: [PictureID], of product: ProductID) -> Self {
    """
    UPDATE product_picture SET removed_at = now()
    WHERE client_id = current_client() AND product_id = \(product) AND removed_at IS NULL
      AND id = ANY (\(pictures)::uuid[])
    """
  }
}
