import Imaging

extension Pictures {
  /// How true `picture` shows the product of `base`, which is its photo or its cut-out.
  ///
  /// The product is looked for in all places and sizes, unless its place is roughly known.
  package static func fidelity(
    of picture: [UInt8], to base: [UInt8], near hint: PlaceInPicture? = nil
  ) throws -> MeasuredFidelity {
    let cutOut = try StrangersFile(cutOut(base).png).decoded(side: 1_000)
    let product = Pixels(
      cutOut.pixels, width: cutOut.width, height: cutOut.height, bands: cutOut.bands)
    guard let wanted = Wanted(product) else {
      throw ImagingError.refused("The product's own picture is too small to compare with.")
    }
    let decoded = try StrangersFile(picture).decoded(side: 1_600)
    guard min(decoded.width, decoded.height) >= 48 else {
      throw ImagingError.refused("This picture is too small to be compared.")
    }
    let shown = Pixels(
      decoded.pixels, width: decoded.width, height: decoded.height, bands: decoded.bands)
    let haystack = Haystack(shown)
    let find = Search(wanted: wanted, haystack: haystack).best(
      near: hint.map { Pose($0, haystack) })
    let comparison = Comparison(wanted, haystack, find.pose)
    let verdict = Verdict(comparison, wanted, find.pose)
    return MeasuredFidelity(
      fidelity: Fidelity(verdict, find.pose, haystack),
      heatMap: try HeatMap(haystack, comparison, find.pose).picture)
  }
}

extension Pose {
  fileprivate init(_ place: PlaceInPicture, _ haystack: Haystack) {
    let (wide, tall) = (Float(haystack.width), Float(haystack.height))
    width = max(Float(place.width) * wide, 4)
    height = max(Float(place.height) * tall, 4)
    x = Float(place.left) * wide + width / 2
    y = Float(place.top) * tall + height / 2
  }
}

extension Fidelity {
  fileprivate init(_ verdict: Verdict, _ pose: Pose, _ haystack: Haystack) {
    func tenth(_ value: Float) -> Double { (Double(value) * 10).rounded() / 10 }
    let (wide, tall) = (Double(haystack.width), Double(haystack.height))
    self.init(
      score: tenth(verdict.all), silhouette: tenth(verdict.silhouette),
      colour: tenth(verdict.colour), structure: tenth(verdict.structure),
      colourDifference: tenth(verdict.difference), stretch: Double(verdict.stretch),
      place: PlaceInPicture(
        left: Double(pose.x - pose.width / 2) / wide, top: Double(pose.y - pose.height / 2) / tall,
        width: Double(pose.width) / wide, height: Double(pose.height) / tall))
  }
}

extension Pictures {
  /// An order of the wire, answered.
  static func answerFidelity(
    _ order: Wire.Order, _ blobs: [[UInt8]]
  ) throws -> (Wire.Reply, [[UInt8]]) {
    guard blobs.count == 2 else { throw Wire.Malformed("not two pictures") }
    let measured = try fidelity(of: blobs[0], to: blobs[1], near: order.near)
    var reply = Wire.Reply()
    reply.fidelity = measured.fidelity
    return reply.with(measured.heatMap)
  }
}
