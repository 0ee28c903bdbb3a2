extension ImagingProgram {
  /// The picture as PNG in its own frame, everything but the product transparent.
  ///
  /// Pictures beyond 2,000 pixels come back at that size.
  public func isolate(_ file: [UInt8]) throws -> Picture {
    try picture(ask(Wire.Order(.isolate), blobs: [file]), format: .png)
  }
}
