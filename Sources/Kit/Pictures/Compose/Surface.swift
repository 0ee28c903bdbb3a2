/// A level plane that carries things, as the camera sees it: a floor, or the top of a table.
struct Surface {
  /// The row of the horizon, and the column straight ahead.
  var horizon: Float
  var middle: Float
  /// Pixels per metre at one metre from the camera.
  var focal: Float
  /// How far the plane lies below the camera, in metres.
  var drop: Float

  /// Pixels per metre for what stands so far away.
  func metre(at depth: Float) -> Float { focal / depth }

  /// The row of a place on the plane, so far away.
  func row(at depth: Float) -> Float { horizon + drop * focal / depth }

  /// How far away a row of the plane is; far for rows at the horizon or above.
  func depth(at row: Float) -> Float { drop * focal / max(row - horizon, drop * focal / 60) }

  /// The column of a place that lies so far to the right and so far away.
  func column(_ right: Float, at depth: Float) -> Float { middle + right * focal / depth }

  /// Rows per metre of depth, around a place so far away.
  func slope(at depth: Float) -> Float { drop * focal / (depth * depth) }

  /// The same plane in a part of the picture that is shown enlarged.
  func seen(through framing: Framing) -> Surface {
    var other = self
    other.horizon = (horizon - framing.top) * framing.zoom
    other.middle = (middle - framing.left) * framing.zoom
    other.focal = focal * framing.zoom
    return other
  }
}
