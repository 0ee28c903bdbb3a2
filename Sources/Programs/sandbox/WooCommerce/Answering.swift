import HTTP

/// An address without values.
func at(_ pattern: String) -> Path<> { Path(pattern) }
