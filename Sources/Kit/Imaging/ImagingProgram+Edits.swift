extension ImagingProgram {
  /// The picture after some steps, one after the other, as a file that still tells its source.
  ///
  /// The mask is a picture of the same shape, white where something is to be removed; at that
  /// step the picture must still have the mask's proportions. Pictures of more than 9 million
  /// pixels are made smaller first; of those to be enlarged, more than 5 million, and
  /// before something is removed, more than 6 million.
  public func edit(
    _ file: [UInt8], _ edits: [Edit], mask: [UInt8]? = nil, format: PictureFormat, quality: Int
  ) throws -> Picture {
    var order = Wire.Order(.edit)
    order.edits = edits
    order.format = format
    order.quality = quality
    return try picture(ask(order, blobs: [file] + (mask.map { [$0] } ?? [])), format: format)
  }
}
