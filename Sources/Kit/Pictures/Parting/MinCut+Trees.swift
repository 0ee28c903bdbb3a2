extension MinCut {
  /// Grows a tree by what hangs on one pixel; the pair at which it met the other tree, if any,
  /// from the source's side.
  func grown(_ index: Int) -> (Int, Int)? {
    let own = tree[index]
    for way in 0..<8 {
      let near = index + steps[way]
      let isOpen =
        own == .source ? room[way * count + index] > 0 : room[(way ^ 1) * count + near] > 0
      guard isOpen else { continue }
      if tree[near] == .none {
        hang(near, on: index, way)
      } else if tree[near] != own {
        return own == .source ? (index, way) : (near, way ^ 1)
      } else if stamp[near] <= stamp[index], depth[near] > depth[index] + 1 {
        (parent[near], stamp[near]) = (Int8(way ^ 1), stamp[index])
        depth[near] = depth[index] + 1
      }
    }
    return nil
  }

  private func hang(_ near: Int, on index: Int, _ way: Int) {
    tree[near] = tree[index]
    parent[near] = Int8(way ^ 1)
    (stamp[near], depth[near]) = (stamp[index], depth[index] + 1)
    activate(near)
  }

  /// Sends as much as goes along the path through a pair; what is cut off becomes an orphan.
  func flow(_ from: Int, _ way: Int) {
    let to = from + steps[way]
    var most = room[way * count + from]
    most = min(narrowest(from, true), narrowest(to, false), most)
    room[way * count + from] -= most
    room[(way ^ 1) * count + to] += most
    drain(from, most, true)
    drain(to, most, false)
  }

  private func narrowest(_ start: Int, _ isSource: Bool) -> Int32 {
    var (index, most) = (start, Int32.max)
    while parent[index] != MinCut.terminal {
      let way = Int(parent[index])
      let above = index + steps[way]
      most = min(most, isSource ? room[(way ^ 1) * count + above] : room[way * count + index])
      index = above
    }
    return min(most, abs(pull[index]))
  }

  private func drain(_ start: Int, _ amount: Int32, _ isSource: Bool) {
    var index = start
    while parent[index] != MinCut.terminal {
      let way = Int(parent[index])
      let above = index + steps[way]
      let (inward, outward) = ((way ^ 1) * count + above, way * count + index)
      room[isSource ? inward : outward] -= amount
      room[isSource ? outward : inward] += amount
      if room[isSource ? inward : outward] == 0 { orphan(index) }
      index = above
    }
    pull[index] -= isSource ? amount : -amount
    if pull[index] == 0 { orphan(index) }
  }

  private func orphan(_ index: Int) {
    parent[index] = MinCut.nobody
    orphans.append(Int32(truncatingIfNeeded: index))
  }

  /// Finds each orphan a new parent in its tree, or lets it go.
  func adopt() {
    time += 1
    var next = 0
    while next < orphans.count {
      let index = Int(orphans[next])
      next += 1
      let way = nearestParent(of: index)
      if way == MinCut.nobody { release(index) } else { parent[index] = way }
    }
    orphans.removeAll(keepingCapacity: true)
  }

  private func nearestParent(of index: Int) -> Int8 {
    let isSource = tree[index] == .source
    var (best, shortest) = (MinCut.nobody, Int32.max)
    for way in 0..<8 {
      let near = index + steps[way]
      guard tree[near] == tree[index] else { continue }
      let open = isSource ? room[(way ^ 1) * count + near] : room[way * count + index]
      guard open > 0 else { continue }
      let length = distance(near)
      if length < shortest { (best, shortest) = (Int8(way), length) }
    }
    if best != MinCut.nobody { (stamp[index], depth[index]) = (time, shortest + 1) }
    return best
  }

  /// How far a pixel is from its tree's root; endless where the way up ends at an orphan.
  private func distance(_ start: Int) -> Int32 {
    var (index, length) = (start, Int32(0))
    while stamp[index] != time {
      if parent[index] == MinCut.nobody { return .max }
      length += 1
      if parent[index] == MinCut.terminal {
        (stamp[index], depth[index]) = (time, 1)
        length -= 1
        break
      }
      index += steps[Int(parent[index])]
    }
    let total = length + depth[index]
    var (back, left) = (start, total)
    while stamp[back] != time {
      (stamp[back], depth[back]) = (time, left)
      left -= 1
      back += steps[Int(parent[back])]
    }
    return total
  }

  private func release(_ index: Int) {
    let isSource = tree[index] == .source
    for way in 0..<8 {
      let near = index + steps[way]
      guard tree[near] == tree[index] else { continue }
      let open = isSource ? room[(way ^ 1) * count + near] : room[way * count + index]
      if open > 0 { activate(near) }
      if parent[near] == Int8(way ^ 1) { orphan(near) }
    }
    tree[index] = .none
  }
}
