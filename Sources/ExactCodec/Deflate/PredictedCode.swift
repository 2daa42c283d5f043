/// Code lengths that an encoder is likely to choose for symbols of given frequencies.
enum PredictedCode {
  /// Which of the shortest codes.
  enum Construction: Int, CaseIterable {
    /// That of zlib: a heap, ties broken by depth.
    case heap
    /// That of most other encoders: symbols sorted, leaves taken before nodes of equal frequency.
    case sorted
  }

  /// The code lengths of all symbols, at most `limit`; 0 for symbols that do not occur, but at
  /// least two symbols have codes.
  static func lengths(
    _ frequencies: [Int], limit: Int, by construction: Construction
  ) -> [UInt8] {
    var frequencies = frequencies
    var used = frequencies.indices.filter { frequencies[$0] > 0 }
    while used.count < 2 {
      let symbol = added(to: used.first, by: construction)
      frequencies[symbol] = 1
      used.append(symbol)
    }
    let tree =
      switch construction {
      case .heap: HeapTree(frequencies, used: used).order
      case .sorted: sortedTree(frequencies, used: used)
      }
    return limited(tree, symbols: frequencies.count, limit: limit)
  }

  /// A symbol that gets a code because fewer than two occur.
  private static func added(to used: Int?, by construction: Construction) -> Int {
    guard let used else { return 0 }
    switch construction {
    case .heap: return used < 2 ? used + 1 : 0
    case .sorted: return used == 0 ? 1 : 0
    }
  }

  /// A node of a code tree: a symbol, or a number from that of symbols on.
  struct Node {
    var number: Int
    var depth: Int
  }

  /// The lengths of the codes of a tree, none above the limit.
  ///
  /// - Parameter tree: all nodes but the root, each behind its parent
  private static func limited(_ tree: [Node], symbols: Int, limit: Int) -> [UInt8] {
    var lengths = [UInt8](repeating: 0, count: symbols)
    var counts = [Int](repeating: 0, count: limit + 1)
    var excess = 0
    for node in tree {
      if node.depth > limit { excess += 1 }
      guard node.number < symbols else { continue }
      lengths[node.number] = UInt8(min(node.depth, limit))
      counts[min(node.depth, limit)] += 1
    }
    guard excess > 0 else { return lengths }
    while excess > 0 {
      var bits = limit - 1
      while counts[bits] == 0 { bits -= 1 }
      counts[bits] -= 1
      counts[bits + 1] += 2
      counts[limit] -= 1
      excess -= 2
    }
    // The symbols that were joined first get the longest codes.
    var length = limit
    for node in tree.reversed() where node.number < symbols {
      while counts[length] == 0 { length -= 1 }
      counts[length] -= 1
      lengths[node.number] = UInt8(length)
    }
    return lengths
  }

  private static func sortedTree(_ frequencies: [Int], used: [Int]) -> [Node] {
    let leaves = used.sorted { (frequencies[$0], $0) < (frequencies[$1], $1) }
    var weights = leaves.map { frequencies[$0] }
    // Leaves and then inner nodes, by their index in `weights`.
    var parents = [Int](repeating: 0, count: 2 * leaves.count - 1)
    var (nextLeaf, nextNode) = (0, leaves.count)
    for parent in leaves.count..<2 * leaves.count - 1 {
      var weight = 0
      for _ in 0..<2 {
        let takesLeaf =
          nextLeaf < leaves.count
          && (nextNode == parent || weights[nextLeaf] <= weights[nextNode])
        let child = takesLeaf ? nextLeaf : nextNode
        if takesLeaf { nextLeaf += 1 } else { nextNode += 1 }
        parents[child] = parent
        weight += weights[child]
      }
      weights.append(weight)
    }
    var depths = [Int](repeating: 0, count: weights.count)
    for node in (0..<weights.count - 1).reversed() { depths[node] = depths[parents[node]] + 1 }
    let inner = (leaves.count..<weights.count - 1).reversed().map {
      Node(number: frequencies.count + $0, depth: depths[$0])
    }
    return inner + leaves.indices.reversed().map { Node(number: leaves[$0], depth: depths[$0]) }
  }
}
