import HTTP

// The kit's functions want a note about a route; the sandbox's inner routes have nothing to note.

/// Answers GET (and HEAD) at an address.
func get<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { HTTP.get(path, .page, handler) }

/// Answers POST at an address.
func post<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { HTTP.post(path, .page, handler) }

/// Answers PUT at an address.
func put<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { HTTP.put(path, .page, handler) }

/// Answers PATCH at an address.
func patch<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { HTTP.patch(path, .page, handler) }

/// Answers DELETE at an address.
func delete<Guest: Visitor, each Value: PathValue>(
  _ path: Path<repeat each Value>,
  _ handler: @escaping @Sendable (Guest, repeat each Value) throws -> Response
) -> Route { HTTP.delete(path, .page, handler) }

/// An address without values.
func at(_ pattern: String) -> Path<> { Path(pattern) }
