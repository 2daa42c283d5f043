/// The code tree that zlib builds: the two least nodes of a heap are joined until one is left.
///
/// Of nodes of equal frequency the one of less depth is less, and else the order in the heap
/// counts, so the steps of the heap are part of the format.
struct HeapTree {
  /// All nodes but the root in the reverse of the order in which they were joined.
  private(set) var order: [PredictedCode.Node] = []

  private var frequencies: [Int]
  private var depths: [Int]
  /// The heap from index 1 on.
  private var heap: [Int]
  private var count: Int

  /// - Parameter used: the symbols that occur, at least two
  init(_ frequencies: [Int], used: [Int]) {
    let symbols = frequencies.count
    self.frequencies = frequencies + Array(repeating: 0, count: used.count)
    depths = Array(repeating: 0, count: symbols + used.count)
    heap = [0] + used
    count = used.count
    var parents = [Int](repeating: 0, count: symbols + used.count)
    var joined: [Int] = []
    for index in stride(from: count / 2, through: 1, by: -1) { sink(index) }
    var node = symbols
    while count > 1 {
      let first = heap[1]
      heap[1] = heap[count]
      count -= 1
      sink(1)
      let second = heap[1]
      joined.append(first)
      joined.append(second)
      self.frequencies[node] = self.frequencies[first] + self.frequencies[second]
      depths[node] = max(depths[first], depths[second]) + 1
      (parents[first], parents[second]) = (node, node)
      heap[1] = node
      node += 1
      sink(1)
    }
    // Parents come before their children; the root is the last node.
    var levels = [Int](repeating: 0, count: node)
    for child in joined.reversed() {
      levels[child] = levels[parents[child]] + 1
      order.append(PredictedCode.Node(number: child, depth: levels[child]))
    }
  }

  /// Moves an element down the heap until it is less than both that follow it.
  private mutating func sink(_ start: Int) {
    let element = heap[start]
    var index = start
    while 2 * index <= count {
      var child = 2 * index
      if child < count, isLess(heap[child + 1], heap[child]) { child += 1 }
      if isLess(element, heap[child]) { break }
      heap[index] = heap[child]
      index = child
    }
    heap[index] = element
  }

  private func isLess(_ first: Int, _ second: Int) -> Bool {
    frequencies[first] < frequencies[second]
      || frequencies[first] == frequencies[second] && depths[first] <= depths[second]
  }
}
