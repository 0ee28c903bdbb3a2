import Postgres

/// Has PostgreSQL count the tables anew that an import fills, as often as they have doubled.
///
/// Until it does so by itself, up to a minute later, it takes them for empty and reads all rows of
/// an account where it should look one up, for every row that refers to a product.
struct CountAnew {
  private var times = 0

  /// Call it once for each piece that was saved, outside of its transaction.
  mutating func saved(_ db: Database) throws {
    times += 1
    if times & (times - 1) == 0 { try db.run("SELECT count_anew()") }
  }
}
