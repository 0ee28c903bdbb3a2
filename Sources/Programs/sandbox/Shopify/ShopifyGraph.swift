import HTTP
import Postgres

/// The Admin API: who may ask, what it costs, the answer.
enum ShopifyGraph {
  static func answer(_ request: Request, _ desk: ShopifyDesk) throws -> Response {
    let token = request.headers["x-shopify-access-token"] ?? ""
    let known: Query<Int> = """
      SELECT 1 FROM shopify_token WHERE token = \(token) AND shop = \(desk.shop.name)
        AND (ends_at IS NULL OR ends_at > now())
      """
    guard try desk.db.first(known) != nil else {
      return .json(
        [
          "errors":
            "[API] Invalid API key or access token (unrecognized login or wrong password)"
        ], status: 401)
    }
    do {
      let body = try JSON(bytes: request.body)
      let run = try GraphRun(
        body["query"].string ?? "", operation: body["operationName"].string,
        variables: body["variables"])
      return try answer(run, desk)
    } catch let error as GraphError {
      return .json(["errors": [error.json]])
    }
  }

  private static func answer(_ run: GraphRun, _ desk: ShopifyDesk) throws -> Response {
    let cost = run.cost
    guard cost <= 1000 else {
      throw GraphError(
        message: "Query cost is \(cost), which exceeds the single query max cost limit (1000).",
        code: "MAX_COST_EXCEEDED")
    }
    let purse = try pay(cost, desk)
    var answer: JSON = [
      "extensions": [
        "cost": [
          "requestedQueryCost": .int(cost), "actualQueryCost": purse.isPaid ? .int(cost) : nil,
          "throttleStatus": purse.json,
        ]
      ]
    ]
    guard purse.isPaid else {
      answer["errors"] = [GraphError(message: "Throttled", code: "THROTTLED").json]
      return .json(answer)
    }
    answer["data"] = try desk.db.transaction {
      // One change at a time in a shop: none overwrites another.
      if run.operation.isMutation {
        try desk.db.run(
          "SELECT 1 FROM shopify_shop WHERE name = \(desk.shop.name) FOR UPDATE")
      }
      return try run.data(run.operation.isMutation ? desk.mutations : desk.queries)
    }
    return .json(answer)
  }

  /// Takes the points of a call out of the shop's bucket, which fills with time.
  private static func pay(_ cost: Int, _ desk: ShopifyDesk) throws -> Purse {
    try desk.db.one(
      """
      WITH old AS (
        SELECT name, least(most_points, points
            + restore_rate * extract(epoch FROM clock_timestamp() - points_at)::float8) AS points
        FROM shopify_shop WHERE name = \(desk.shop.name) FOR UPDATE)
      UPDATE shopify_shop s SET points_at = clock_timestamp(),
        points = CASE WHEN old.points >= \(cost)::int THEN old.points - \(cost)::int
          ELSE old.points END
      FROM old WHERE s.name = old.name
      RETURNING old.points >= \(cost)::int, s.points, s.most_points, s.restore_rate
      """ as Query<Purse>)
  }

  private struct Purse: RowReadable {
    let isPaid: Bool
    let left, most, rate: Double
    init(_ row: Row) throws {
      (isPaid, left, most, rate) = (try row[0], try row[1], try row[2], try row[3])
    }

    var json: JSON {
      [
        "maximumAvailable": .number(most), "currentlyAvailable": .int(Int(left)),
        "restoreRate": .number(rate),
      ]
    }
  }
}
