import FoundationEssentials
import HTTP
import Postgres

/// What a list of products is asked for.
struct ProductList {
  let page: Page
  let status: String
  let type: String
  let orderBy: String
  let isAscending: Bool
  let include: [Int]
  let exclude: [Int]
  let parents: [Int]
  let categories: [Int]
  let tags: [Int]
  let skus: [String]
  let search: String
  let searchSKU: String
  let searchNameOrSKU: String
  let onSale: String
  let modifiedAfter: Date?
  let modifiedBefore: Date?
  let createdAfter: Date?
  let createdBefore: Date?

  /// Reads the query.
  /// - Throws: 400 with what does not fit.
  init(_ caller: Caller) throws {
    page = try Page(caller)
    status = try caller.choice(
      "status", default: "any",
      of: ["any", "future", "trash", "draft", "pending", "private", "publish"])
    type = try caller.choice(
      "type", default: "", of: ["simple", "grouped", "external", "variable"])
    orderBy = try caller.choice(
      "orderby", default: "date",
      of: [
        "date", "id", "include", "title", "slug", "modified", "popularity", "rating", "post__in",
        "price", "sales", "menu_order", "random",
        // The recorded store names these again.
        "popularity", "rating", "menu_order", "price", "popularity", "rating",
      ])
    isAscending = try caller.choice("order", default: "desc", of: ["asc", "desc"]) == "asc"
    include = caller.numbers("include")
    exclude = caller.numbers("exclude")
    parents = caller.numbers("parent")
    categories = caller.numbers("category")
    tags = caller.numbers("tag")
    skus = caller.list("sku")
    search = caller.request.query["search"] ?? ""
    searchSKU = caller.request.query["search_sku"] ?? ""
    searchNameOrSKU = caller.request.query["search_name_or_sku"] ?? ""
    onSale = caller.request.query["on_sale"].map { _ in caller.flag("on_sale") ? "t" : "f" } ?? ""
    let isGMT = caller.flag("dates_are_gmt")
    modifiedAfter = try ProductList.date("modified_after", caller, isGMT)
    modifiedBefore = try ProductList.date("modified_before", caller, isGMT)
    createdAfter = try ProductList.date("after", caller, isGMT)
    createdBefore = try ProductList.date("before", caller, isGMT)
  }

  private static func date(_ name: String, _ caller: Caller, _ isGMT: Bool) throws -> Date? {
    guard let text = caller.request.query[name] else { return nil }
    guard let date = Times.parse(text, isGMT: isGMT) else {
      throw RestError.invalid(name, "rest_invalid_date", "Invalid date.")
    }
    return date
  }
}

extension Query<Int> {
  /// The numbers of all products that a list is about, in order.
  ///
  /// By an SKU variations are found too, dressed as products. The ways to sort are branches of one statement, so that no text of a request becomes SQL.
  static func products(_ list: ProductList, _ shop: String) -> Self {
    """
    WITH RECURSIVE wanted AS (
      SELECT id FROM term WHERE shop = \(shop) AND id = ANY (\(list.categories)::int[])
      UNION SELECT term.id FROM term JOIN wanted ON term.parent = wanted.id
        WHERE term.shop = \(shop))
    SELECT id FROM product
    WHERE shop = \(shop) AND (type <> 'variation' OR cardinality(\(list.skus)::text[]) > 0)
      AND CASE \(list.status) WHEN 'any' THEN status <> 'trash' ELSE status = \(list.status) END
      AND (\(list.type) = '' OR type = \(list.type))
      AND (cardinality(\(list.include)::int[]) = 0 OR id = ANY (\(list.include)::int[]))
      AND NOT id = ANY (\(list.exclude)::int[])
      AND (cardinality(\(list.parents)::int[]) = 0 OR parent = ANY (\(list.parents)::int[]))
      AND (cardinality(\(list.categories)::int[]) = 0
        OR category_ids && ARRAY(SELECT id FROM wanted))
      AND (cardinality(\(list.tags)::int[]) = 0 OR tag_ids && \(list.tags)::int[])
      AND (cardinality(\(list.skus)::text[]) = 0 OR sku = ANY (\(list.skus)::text[]))
      AND (\(list.search) = '' OR strpos(lower(name || ' ' || description || ' '
        || short_description), lower(\(list.search))) > 0)
      AND (\(list.searchSKU) = '' OR strpos(lower(sku), lower(\(list.searchSKU))) > 0)
      AND (\(list.searchNameOrSKU) = ''
        OR strpos(lower(name || ' ' || sku), lower(\(list.searchNameOrSKU))) > 0)
      AND (\(list.onSale) = '' OR (sale_price <> '') = (\(list.onSale) = 't'))
      AND (\(list.modifiedAfter)::timestamptz IS NULL
        OR date_trunc('second', modified_at) > \(list.modifiedAfter)::timestamptz)
      AND (\(list.modifiedBefore)::timestamptz IS NULL
        OR date_trunc('second', modified_at) < \(list.modifiedBefore)::timestamptz)
      AND (\(list.createdAfter)::timestamptz IS NULL
        OR date_trunc('second', created_at) > \(list.createdAfter)::timestamptz)
      AND (\(list.createdBefore)::timestamptz IS NULL
        OR date_trunc('second', created_at) < \(list.createdBefore)::timestamptz)
    ORDER BY
      CASE WHEN \(list.orderBy) IN ('include', 'post__in')
        THEN array_position(\(list.include)::int[], id) END,
      CASE WHEN \(list.orderBy) = 'random' THEN random() END,
      CASE WHEN \(list.isAscending) THEN
        CASE \(list.orderBy) WHEN 'date' THEN created_at WHEN 'modified' THEN modified_at END END,
      CASE WHEN NOT \(list.isAscending) THEN
        CASE \(list.orderBy) WHEN 'date' THEN created_at WHEN 'modified' THEN modified_at END
        END DESC,
      CASE WHEN \(list.isAscending) THEN
        CASE \(list.orderBy) WHEN 'title' THEN lower(name) WHEN 'slug' THEN slug END END,
      CASE WHEN NOT \(list.isAscending) THEN
        CASE \(list.orderBy) WHEN 'title' THEN lower(name) WHEN 'slug' THEN slug END END DESC,
      CASE WHEN \(list.isAscending) THEN id END,
      CASE WHEN NOT \(list.isAscending) THEN id END DESC
    """
  }
}

extension Query<Product> {
  /// Products by number, in the order of the numbers.
  static func products(_ ids: [Int], _ shop: String) -> Self {
    """
    SELECT id, parent, type, name, slug, status, description, short_description, sku,
      regular_price, sale_price, weight, length, width, height, array_to_string(image_ids, ','),
      array_to_string(category_ids, ','), array_to_string(tag_ids, ','), attributes, extra,
      created_at, modified_at
    FROM product WHERE shop = \(shop) AND id = ANY (\(ids)::int[])
    ORDER BY array_position(\(ids)::int[], id)
    """
  }
}
