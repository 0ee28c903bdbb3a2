import Fetch
import FoundationEssentials
import Jobs
import Stores

/// A store's whole catalogue by way of one file, for shops with so many products that pages of
/// them would take hours.
///
/// Its name is kept in the job's place, so that it is asked for once. While the store is at it the
/// job snoozes. Whatever goes wrong with it, the products are paged as in any other shop.
struct WholeCatalogue {
  /// From how many products on a file is quicker.
  static let least = 500
  /// Seconds that a store may take to lay it out.
  static let patience = 7200.0

  /// What was asked of the store.
  struct Request: Codable {
    /// The file's name there; `nil` when nothing was asked yet, or there is no such way.
    var id: String?
    var since = 0.0
    var isOver = false
  }

  let shop: any Shop
  let shift: Shift

  /// Hands on all products, a hundred at a time.
  ///
  /// `keep`: writes down how the request stands. Returns whether all products were handed on;
  /// those that are left otherwise have to be paged. Throws `Snooze`, `StoreTrouble`, and what the
  /// closures throw.
  func bring(
    _ request: Request, keep: (Request) throws -> Void, _ body: ([StoreProduct]) throws -> Void
  ) throws -> Bool {
    guard !request.isOver else { return false }
    var request = request
    if request.id == nil {
      request.id = try shop.layOutCatalogue()
      (request.since, request.isOver) = (Date().timeIntervalSince1970, request.id == nil)
      try keep(request)
    }
    guard let id = request.id else { return false }
    let isWhole = try read(id, since: request.since, body)
    request.isOver = true
    try keep(request)
    return isWhole
  }

  private func read(_ id: String, since: Double, _ body: ([StoreProduct]) throws -> Void) throws
    -> Bool
  {
    switch try shop.catalogueFile(id) {
    case .missing: return false
    case .underWay:
      let waited = Date().timeIntervalSince1970 - since
      guard waited < Self.patience else { return false }
      throw Snooze(seconds: min(max(waited / 4, 1), 60), "The store lays out its catalogue.")
    case .ready(let url, let count):
      let path = FileManager.default.temporaryDirectory.path + "/epox-\(shift.job).jsonl"
      defer { try? FileManager.default.removeItem(atPath: path) }
      guard try download(url, to: path) else { return false }
      return try hand(path, body) == count
    }
  }

  private func download(_ url: String, to path: String) throws -> Bool {
    var call = Call(.get, url, timeout: 3600, limit: 8 << 30)
    (call.file, call.redirects, call.patience) = (path, 3, 60)
    do {
      return try shift.fetch.send(call).status == 200
    } catch let error as FetchError {
      throw StoreTrouble(error)
    }
  }

  /// - Returns: how many products there were; `nil` for a file that breaks off or makes no sense.
  private func hand(_ path: String, _ body: ([StoreProduct]) throws -> Void) throws -> Int? {
    var (batch, count): ([StoreProduct], Int) = ([], 0)
    do {
      try shop.readCatalogue(path) { product in
        batch.append(product)
        count += 1
        guard batch.count == 100 else { return }
        try shift.obeyWishes()
        try body(batch)
        batch.removeAll(keepingCapacity: true)
      }
    } catch StoreTrouble.nonsense {
      return nil
    }
    if !batch.isEmpty { try body(batch) }
    return count
  }
}
