import FoundationEssentials

/// Every kind of job that the workers know, on one page.
///
/// ```swift
/// let jobs = JobTable {
///   SendMail.self
///   SyncProduct.self
/// }
/// ```
public struct JobTable: Sendable {
  struct Entry: Sendable {
    let attempts: Int
    let decode: @Sendable (Data) throws -> any Job
  }
  let entries: [String: Entry]

  /// A table of kinds.
  public init(@Kinds _ kinds: () -> [any Job.Type]) {
    var entries: [String: Entry] = [:]
    for kind in kinds() { entries[kind.kind] = kind.entry }
    self.entries = entries
  }

  /// The names of all kinds.
  public var kinds: [String] { entries.keys.sorted() }

  /// Lets the table be written line by line.
  @resultBuilder public enum Kinds {
    /// One kind a line.
    public static func buildBlock(_ kinds: (any Job.Type)...) -> [any Job.Type] { kinds }
  }
}

extension Job {
  static var entry: JobTable.Entry {
    JobTable.Entry(attempts: attempts) { data in
      try JSONDecoder().decode(Self.self, from: data)
    }
  }
}
