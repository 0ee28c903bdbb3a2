public import Postgres

/// Someone or something at the door; the first parameter of a handler says who may come in.
public protocol Visitor: SendableMetatype {
  /// Who that is, in the words of the API's description and the route test.
  static var door: Door { get }
  /// Lets the visitor in, or throws the `Problem` that keeps it out.
  static func admit(_ request: Request, db: Database) throws -> Self
}

/// Who may come in, as plain data.
public enum Door: Sendable, Equatable {
  /// Everybody, signed in or not.
  case anyone
  /// Someone signed in to an account, with at least this role.
  case member(role: String)
  /// The platform's own staff.
  case administrator
  /// A machine whose signature holds.
  case machine(String)
}

/// How often one address may call a route.
public enum Rate: String, Sendable {
  /// Pages and reads.
  case normal
  /// Sign-in, reset and everything that a guesser would try: throttled by its handler.
  case guarded
}

/// One line of the route table.
public struct Route: Sendable {
  /// What the request must want.
  public let method: Method
  /// The address with stars.
  public let pattern: String
  /// Names for the stars.
  public let names: [String]
  /// Who may come in.
  public let door: Door
  /// What the route takes, gives and allows.
  public let note: Note
  let answer: @Sendable (Request, [String], Database) throws -> Response

  init<Guest: Visitor, each Value: PathValue>(
    _ method: Method, _ path: Path<repeat each Value>, _ note: Note,
    _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
  ) {
    self.method = method
    pattern = path.pattern
    names = path.names
    door = Guest.door
    self.note = note
    answer = { request, texts, db in
      // Who you are comes first: a stranger must not learn which addresses exist.
      let guest = try Guest.admit(request, db: db)
      return try handler(guest, repeat each path.values(texts))
    }
  }
}

/// What a route takes, gives and allows, beyond its address and its door.
public struct Note: Sendable {
  /// What it does, in a few words, for the API's description.
  public var summary = ""
  /// The JSON that it takes, as a schema.
  public var takes: JSON?
  /// The JSON that it gives, as a schema.
  public var gives: JSON?
  /// How often it may be called.
  public var rate = Rate.normal
  /// The largest body, in bytes.
  public var bodyLimit = 1 << 20

  /// A page for people.
  public static let page = Note()
  /// A form that a guesser would try.
  public static let guarded = Note(rate: .guarded)
  /// A form with files in it, up to 50 MB, and 64 KB for what stands around them.
  public static let upload = Note(bodyLimit: (50 << 20) + (64 << 10))
  /// A call for programs.
  public static func api(_ summary: String, takes: JSON? = nil, gives: JSON) -> Note {
    Note(summary: summary, takes: takes, gives: gives)
  }

  init(
    summary: String = "", takes: JSON? = nil, gives: JSON? = nil, rate: Rate = .normal,
    bodyLimit: Int = 1 << 20
  ) {
    (self.summary, self.takes, self.gives) = (summary, takes, gives)
    (self.rate, self.bodyLimit) = (rate, bodyLimit)
  }
}

/// Answers GET (and HEAD) at an address.
public func get<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.get, path, .page, handler) }

/// Answers GET (and HEAD) at an address, with a note on what it takes and allows.
public func get<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>, _ note: Note,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.get, path, note, handler) }

/// Answers POST at an address.
public func post<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.post, path, .page, handler) }

/// Answers POST at an address, with a note on what it takes and allows.
public func post<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>, _ note: Note,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.post, path, note, handler) }

/// Answers PUT at an address.
public func put<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.put, path, .page, handler) }

/// Answers PUT at an address, with a note on what it takes and allows.
public func put<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>, _ note: Note,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.put, path, note, handler) }

/// Answers PATCH at an address.
public func patch<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.patch, path, .page, handler) }

/// Answers PATCH at an address, with a note on what it takes and allows.
public func patch<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>, _ note: Note,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.patch, path, note, handler) }

/// Answers DELETE at an address.
public func delete<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.delete, path, .page, handler) }

/// Answers DELETE at an address, with a note on what it takes and allows.
public func delete<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>, _ note: Note,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { Route(.delete, path, note, handler) }
