/// The cheapest line between two sorts of pixels (Boykov and Kolmogorov's way of finding it).
///
/// Every pixel has a pull to either side, and every pair of neighbours a price for being parted.
/// The grid has a rim of dead pixels, so that neighbours need no checks. Two trees grow from the
/// pixels that are pulled most; where they meet, as much as possible flows through.
final class MinCut {
  /// One column and one row of rim on each side.
  let width: Int
  let height: Int
  let count: Int
  /// Steps to the eight neighbours; the opposite of `way` is `way ^ 1`.
  let steps: [Int]
  /// What may still flow to the neighbour, at `way * count + index`.
  let room: UnsafeMutablePointer<Int32>
  /// What the pixel still gets from the source (positive) or gives to the sink (negative).
  let pull: UnsafeMutablePointer<Int32>
  let tree: UnsafeMutablePointer<Tree>
  /// The way to the parent, or one of the marks below.
  let parent: UnsafeMutablePointer<Int8>
  let stamp: UnsafeMutablePointer<Int32>
  let depth: UnsafeMutablePointer<Int32>
  let isActive: UnsafeMutablePointer<Bool>
  var active: [Int32] = []
  var orphans: [Int32] = []
  var time: Int32 = 0

  enum Tree: Int8 { case none, source, sink }
  static let terminal: Int8 = 8
  static let nobody: Int8 = 9

  /// All pixels apart, and pulled nowhere.
  init(_ across: Int, _ down: Int) {
    (width, height) = (across + 2, down + 2)
    count = width * height
    steps = [1, -1, width, -width, width + 1, -width - 1, width - 1, 1 - width]
    func blank<Value>(_ value: Value, _ size: Int) -> UnsafeMutablePointer<Value> {
      let memory = UnsafeMutablePointer<Value>.allocate(capacity: size)
      memory.initialize(repeating: value, count: size)
      return memory
    }
    room = blank(0, count * 8)
    pull = blank(0, count)
    tree = blank(.none, count)
    parent = blank(MinCut.nobody, count)
    stamp = blank(0, count)
    depth = blank(0, count)
    isActive = blank(false, count)
  }

  deinit {
    room.deallocate()
    pull.deallocate()
    tree.deallocate()
    parent.deallocate()
    stamp.deallocate()
    depth.deallocate()
    isActive.deallocate()
  }

  /// The pixel's place in the grid with its rim.
  func place(_ x: Int, _ y: Int) -> Int { (y + 1) * width + x + 1 }

  /// Sets the price for parting a pixel from a neighbour.
  func join(_ index: Int, way: Int, price: Int32) {
    room[way * count + index] = price
    room[(way ^ 1) * count + index + steps[way]] = price
  }

  /// Whether the pixel ends on the side of the source, once the flow is found.
  func isKept(_ index: Int) -> Bool { tree[index] == .source }

  /// Finds the line.
  func solve() {
    plant()
    var next = 0
    while next < active.count {
      let index = Int(active[next])
      if tree[index] != .none, let (from, way) = grown(index) {
        flow(from, way)
        adopt()
        continue
      }
      isActive[index] = false
      next += 1
      if next > 65_536 {
        active.removeFirst(next)
        next = 0
      }
    }
  }

  private func plant() {
    for index in 0..<count where pull[index] != 0 {
      tree[index] = pull[index] > 0 ? .source : .sink
      parent[index] = MinCut.terminal
      depth[index] = 1
      activate(index)
    }
  }

  func activate(_ index: Int) {
    guard !isActive[index] else { return }
    isActive[index] = true
    active.append(Int32(truncatingIfNeeded: index))
  }
}
