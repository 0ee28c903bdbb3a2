import Imaging

/// A product with its place: where it stands, or from where it hangs, in metres.
struct Spot {
  let subject: Subject
  /// What carries it, as the whole plate shows it.
  var surface: Surface
  /// Metres to the right of straight ahead, and away from the camera, of its middle.
  var right: Float
  var depth: Float
  /// Of something that hangs: metres from the camera's height up to its lowest point.
  var lift: Float?
  /// Below 1 where a narrow picture shows a wide product smaller than it would be here.
  var shrink: Float = 1

  init(_ subject: Subject, on surface: Surface, right: Float, depth: Float, lift: Float? = nil) {
    (self.subject, self.surface, self.right, self.depth) = (subject, surface, right, depth)
    self.lift = lift
  }

  /// Half of what it takes of the surface: sideways and away.
  var reach: (right: Float, away: Float) {
    let deep = subject.item.placement == .lying ? subject.measures.depth : subject.away
    return (subject.metres.wide / 2 * shrink, max(deep, 0.04) / 2 * shrink)
  }

  /// Pixels of the plate per metre, at the product.
  var metre: Float { surface.metre(at: depth) * shrink }

  /// Pixels of the plate for one of the cut-out.
  var factor: Float { metre / subject.scale }

  /// Where its pixels come to lie in the plate.
  var frame: Frame {
    if subject.item.placement == .lying { return flatFrame }
    let (wide, tall) = (
      Float(subject.pixels.width) * factor, Float(subject.pixels.height) * factor
    )
    let left = surface.column(right, at: depth) - wide / 2
    guard let lift else {
      let top = surface.row(at: depth) - origin * factor
      return Frame(left: left, top: top, right: left + wide, bottom: top + tall)
    }
    let bottom = surface.horizon - lift * metre
    return Frame(left: left, top: bottom - tall, right: left + wide, bottom: bottom)
  }

  /// The row of the cut-out that stands on the spot: the middle of what touches the surface.
  private var origin: Float {
    let slope = surface.slope(at: depth) / surface.metre(at: depth) * subject.scale
    return Footprint(
      subject.outline, left: 0, top: 0, measures: subject.measures, metre: subject.scale,
      slope: slope
    ).middle
  }

  private var flatFrame: Frame {
    let (near, far) = (depth - reach.away, depth + reach.away)
    return Frame(
      left: surface.column(right - reach.right, at: near), top: surface.row(at: far),
      right: surface.column(right + reach.right, at: near), bottom: surface.row(at: near))
  }
}

extension Spot {
  /// What of it must be in the picture: of a lamp with its cord, the lamp.
  var seen: Frame {
    var whole = frame
    guard subject.item.placement == .ceiling else { return whole }
    whole.top = max(whole.top, whole.bottom - subject.measures.height * metre)
    return whole
  }

  /// A lamp on a long cord comes down until it is in the picture, but into nobody's way.
  mutating func lower(into framing: Framing) {
    guard subject.item.placement == .ceiling, let lift else { return }
    let least = framing.top + Float(framing.height) / framing.zoom * 0.04
    self.lift = max(lift - max(least - seen.top, 0) / metre, min(lift, 0.35))
  }
}

/// A rectangle between pixels.
struct Frame {
  var left: Float
  var top: Float
  var right: Float
  var bottom: Float

  var width: Float { right - left }
  var height: Float { bottom - top }

  /// The rectangle around both.
  func joined(_ other: Frame) -> Frame {
    Frame(
      left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
      bottom: max(bottom, other.bottom))
  }

  /// The rectangle around all.
  static func around(_ frames: [Frame]) -> Frame {
    frames.dropFirst().reduce(frames.first ?? Frame(left: 0, top: 0, right: 1, bottom: 1)) {
      $0.joined($1)
    }
  }

  /// The same in a part of the plate that is shown enlarged.
  func seen(through framing: Framing) -> Frame {
    Frame(
      left: (left - framing.left) * framing.zoom, top: (top - framing.top) * framing.zoom,
      right: (right - framing.left) * framing.zoom, bottom: (bottom - framing.top) * framing.zoom)
  }
}
