import Glibc

/// A part of a picture that need not begin or end at whole pixels.
struct Window: Equatable {
  var left: Float
  var top: Float
  var width: Float
  var height: Float
}

extension Plane {
  /// A window of this plane in another size, by Lanczos' kernel over three zeros.
  ///
  /// Where the window is larger than the result, the kernel grows with it, so that nothing
  /// flickers; outside the plane its border goes on.
  func resampled(_ window: Window, to newWidth: Int, _ newHeight: Int) -> Plane {
    let rows = Lanczos(from: window.top, window.height, of: height, to: newHeight)
    let columns = Lanczos(from: window.left, window.width, of: width, to: newWidth)
    return stacked(rows).transposed().stacked(columns).transposed()
  }

  /// All of this plane in another size.
  func resampled(to newWidth: Int, _ newHeight: Int) -> Plane {
    let all = Window(left: 0, top: 0, width: Float(width), height: Float(height))
    return resampled(all, to: newWidth, newHeight)
  }

  /// Columns become rows.
  func transposed() -> Plane {
    let out = Plane(height, width)
    let block = 32
    for top in stride(from: 0, to: height, by: block) {
      for left in stride(from: 0, to: width, by: block) {
        for y in top..<min(top + block, height) {
          for x in left..<min(left + block, width) { out.at[x * height + y] = at[y * width + x] }
        }
      }
    }
    return out
  }

  /// Rows mixed from these rows.
  private func stacked(_ mix: Lanczos) -> Plane {
    let out = Plane(width, mix.count)
    for row in 0..<mix.count {
      let target = out.at + row * width
      for tap in 0..<mix.taps {
        let weight = mix.weights[row * mix.taps + tap]
        guard weight != 0 else { continue }
        let source = at + mix.places[row * mix.taps + tap] * width
        for x in 0..<width { target[x] += source[x] * weight }
      }
    }
    return out
  }
}

/// Which of the old places make up each new one, and how much of each.
private struct Lanczos {
  let count: Int
  let taps: Int
  private(set) var places: [Int] = []
  private(set) var weights: [Float] = []

  init(from start: Float, _ length: Float, of all: Int, to count: Int) {
    self.count = count
    let step = length / Float(count)
    let grown = max(step, 1)
    taps = Int((6 * grown).rounded(.up)) + 1
    places.reserveCapacity(count * taps)
    weights.reserveCapacity(count * taps)
    for index in 0..<count {
      let middle = start + (Float(index) + 0.5) * step - 0.5
      let first = Int((middle - 3 * grown).rounded(.up))
      let own = (0..<taps).map { Lanczos.kernel((Float(first + $0) - middle) / grown) }
      let sum = own.reduce(0, +)
      for tap in 0..<taps {
        places.append(min(max(first + tap, 0), all - 1))
        weights.append(own[tap] / sum)
      }
    }
  }

  private static func kernel(_ x: Float) -> Float {
    guard abs(x) > 1e-4 else { return 1 }
    guard abs(x) < 3 else { return 0 }
    let angle = x * .pi
    return 3 * sinf(angle) * sinf(angle / 3) / (angle * angle)
  }
}
