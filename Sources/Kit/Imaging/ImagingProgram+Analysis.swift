extension ImagingProgram {
  /// What can be seen in a product picture: colours, background, sharpness, exposure, outline.
  public func analyse(_ file: [UInt8]) throws -> PictureAnalysis {
    guard let analysis = try ask(Wire.Order(.analyse), blobs: [file]).0.analysis else {
      throw nonsense()
    }
    return analysis
  }
}
