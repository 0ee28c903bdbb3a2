import HTTP

/// Every address of a store's API, and who answers there.
enum BigCommerceRoutes {
  static let api = Router(problemPage: { problem, request in refused(problem, request) }) {
    get(at("/v2/store"), BigCommerceFacts.store)
    get(at("/v3/channels"), BigCommerceFacts.channels)
    get(at("/v3/catalog/trees"), BigCommerceCategories.trees)
    get(at("/v3/catalog/trees/categories"), BigCommerceCategories.list)
    get(at("/v3/catalog/categories"), BigCommerceCategories.older)

    get(products, BigCommerceProducts.list)
    post(products, BigCommerceProducts.create)
    put(products, BigCommerceProducts.updateMany)
    delete(products, BigCommerceProducts.deleteMany)
    get(product, BigCommerceProducts.show)
    put(product, BigCommerceProducts.update)
    delete(product, BigCommerceProducts.delete)

    get(images, BigCommerceImages.list)
    post(images, BigCommerceImages.create)
    get(image, BigCommerceImages.show)
    put(image, BigCommerceImages.update)
    delete(image, BigCommerceImages.delete)

    get(Path("/v3/catalog/products/*/options", Int.self), BigCommerceVariants.options)
    get(Path("/v3/catalog/products/*/variants", Int.self), BigCommerceVariants.list)
    get(Path("/v3/catalog/products/*/variants/*", Int.self, Int.self), BigCommerceVariants.show)
    get(at("/v3/catalog/variants"), BigCommerceVariants.everywhere)
    post(
      Path("/v3/catalog/products/*/variants/*/image", Int.self, Int.self),
      BigCommerceVariants.giveImage)

    get(at("/v3/hooks"), BigCommerceHooks.list)
    post(at("/v3/hooks"), BigCommerceHooks.create)
    get(hook, BigCommerceHooks.show)
    put(hook, BigCommerceHooks.update)
    delete(hook, BigCommerceHooks.delete)
  }

  private static let products = at("/v3/catalog/products")
  private static let product = Path("/v3/catalog/products/*", Int.self)
  private static let images = Path("/v3/catalog/products/*/images", Int.self)
  private static let image = Path("/v3/catalog/products/*/images/*", Int.self, Int.self)
  private static let hook = Path("/v3/hooks/*", Int.self)

  private static func refused(_ problem: Problem, _ request: Request) -> Response {
    let words = problem.kind == .missing ? BigCommerceError.missing.title : problem.sentence
    return BigCommerceError(problem.kind.rawValue, words)
      .response(isOld: request.path.hasPrefix("/v2/"))
  }
}
