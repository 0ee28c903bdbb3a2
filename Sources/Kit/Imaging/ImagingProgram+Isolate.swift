extension ImagingProgram {
  /// The picture as PNG in its own frame, everything but the product transparent.
  ///
  /// Pictures beyond 2,000 pixels come back at that size.
  public func isolate(_ file: [UInt8], hint: CutOutHint? = nil) throws -> Picture {
    if let fault = hint?.fault { throw ImagingError.refused(fault) }
    var order = Wire.Order(.isolate)
    order.hint = hint
    return try picture(ask(order, blobs: [file]), format: .png)
  }
}
