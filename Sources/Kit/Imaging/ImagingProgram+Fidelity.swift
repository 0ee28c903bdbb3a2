extension ImagingProgram {
  /// How true a generated picture shows a product, compared with the product's photo or cut-out.
  ///
  /// Without a hint, which says roughly where it is, the product is looked for everywhere.
  public func fidelity(
    of picture: [UInt8], to base: [UInt8], near hint: PlaceInPicture? = nil
  ) throws -> MeasuredFidelity {
    var order = Wire.Order(.fidelity)
    order.near = hint
    let answer = try ask(order, blobs: [picture, base])
    guard let fidelity = answer.0.fidelity else { throw nonsense() }
    return MeasuredFidelity(
      fidelity: fidelity, heatMap: try self.picture(answer, format: .webp))
  }
}
