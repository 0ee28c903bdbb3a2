import HTTP

/// Every address of a store, behind the store's own prefix, and who answers there.
enum Routes {
  /// The REST API; an address that is not here is `rest_no_route`.
  static let api = Router(problemPage: { _, _ in rest(RestError.noRoute.json, status: 404) }) {
    get(root, Facts.index)
    get(namespace, Facts.namespace)
    get(at("/wp-json/wc/v3/system_status"), Facts.systemStatus)
    get(at("/wp-json/wc/v3/data/currencies/current"), Facts.currency)
    get(Path("/wp-json/wc/v3/settings/*", String.self), Facts.settings)
    get(Path("/wp-json/wc/v3/settings/*/*", String.self, String.self), Facts.setting)

    get(products, Products.list)
    post(products, Products.create)
    post(batch, Batch.products)
    put(batch, Batch.products)
    get(product, Products.show)
    put(product, Products.update)
    post(product, Products.update)
    patch(product, Products.update)
    delete(product, Products.delete)

    get(variations, Variations.list)
    post(variations, Variations.create)
    post(variationBatch, Batch.variations)
    put(variationBatch, Batch.variations)
    get(variation, Variations.show)
    put(variation, Variations.update)
    post(variation, Variations.update)
    patch(variation, Variations.update)
    delete(variation, Variations.delete)

    get(at("/wp-json/wc/v3/products/categories"), Terms.listCategories)
    post(at("/wp-json/wc/v3/products/categories"), Terms.createCategory)
    get(Path("/wp-json/wc/v3/products/categories/*", Int.self), Terms.showCategory)
    get(at("/wp-json/wc/v3/products/tags"), Terms.listTags)
    get(Path("/wp-json/wc/v3/products/tags/*", Int.self), Terms.showTag)
    get(at("/wp-json/wc/v3/products/attributes"), Attributes.list)
    get(Path("/wp-json/wc/v3/products/attributes/*", Int.self), Attributes.show)
    get(Path("/wp-json/wc/v3/products/attributes/*/terms", Int.self), Attributes.terms)

    get(webhooks, Webhooks.list)
    post(webhooks, Webhooks.create)
    get(webhook, Webhooks.show)
    put(webhook, Webhooks.update)
    post(webhook, Webhooks.update)
    patch(webhook, Webhooks.update)
    delete(webhook, Webhooks.delete)
  }

  /// The pages that the store's customers see.
  static let storefront = Router(problemPage: { problem, _ in Pages.plain(problem) }) {
    get(at("/"), Storefront.home)
    get(Path("/product/*", String.self), Storefront.product)
    get(at("/wc-auth/v1/authorize"), Approvals.ask)
    get(at("/wc-auth/v1/access_granted"), Approvals.grant)
    get(
      Path("/wp-content/uploads/*/*/*", Int.self, String.self, String.self), Storefront.picture)
  }

  private static let root = at("/wp-json")
  private static let namespace = at("/wp-json/wc/v3")
  private static let products = at("/wp-json/wc/v3/products")
  private static let product = Path("/wp-json/wc/v3/products/*", Int.self)
  private static let batch = at("/wp-json/wc/v3/products/batch")
  private static let variations = Path("/wp-json/wc/v3/products/*/variations", Int.self)
  private static let variation = Path(
    "/wp-json/wc/v3/products/*/variations/*", Int.self, Int.self)
  private static let variationBatch = Path(
    "/wp-json/wc/v3/products/*/variations/batch", Int.self)
  private static let webhooks = at("/wp-json/wc/v3/webhooks")
  private static let webhook = Path("/wp-json/wc/v3/webhooks/*", Int.self)
}
