extension ImagingProgram {
  /// The product alone, told from its background.
  ///
  /// Plain backgrounds need no hint. On others the answer is an attempt: where its confidence is
  /// below `CutOut.leastConfidence`, ask the person for strokes and come again with them.
  public func cutOut(_ file: [UInt8], hint: CutOutHint? = nil) throws -> CutOut {
    if let fault = hint?.fault { throw ImagingError.refused(fault) }
    var order = Wire.Order(.cutOut)
    order.hint = hint
    let (reply, blobs) = try ask(order, blobs: [file])
    guard
      let width = reply.width, let height = reply.height, let confidence = reply.confidence,
      let baseX = reply.baseX, let baseY = reply.baseY, let png = blobs.first
    else { throw nonsense() }
    return CutOut(
      png: png, width: width, height: height, confidence: confidence, baseX: baseX, baseY: baseY)
  }
}

extension CutOut {
  /// Below this confidence a person should look, and draw a hint.
  ///
  /// Plain backgrounds come out at 0.9 and more, rooms at 0.5 to 0.65, right or wrong
  /// (`make quality`): legs and handles that are lost there only a person sees.
  public static let leastConfidence = 0.75

  /// What to ask the person for, where the cut-out cannot be trusted.
  public var wish: String? {
    guard confidence < Self.leastConfidence else { return nil }
    return "It is not clear where the product ends. Draw over some of the product and over some"
      + " of the background, and it is tried again."
  }
}
