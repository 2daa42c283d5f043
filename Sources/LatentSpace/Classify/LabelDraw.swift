import Autodiff

/// Which of many labelled objects to learn from.
package enum LabelDraw {
  /// As many of each label, or all there are; ascending.
  ///
  /// - Parameter labels: of the objects, 0 and above
  package static func indices(_ wanted: Int, ofEach labels: [Int], seed: UInt64) -> [Int] {
    let key = NoiseKey(seed: seed)
    let classes = (labels.max() ?? -1) + 1
    var members = [[Int]](repeating: [], count: classes)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    return members.enumerated().flatMap { label, all in
      shuffled(all, key.derived(label)).prefix(wanted)
    }.sorted()
  }

  /// Which of some parts of equal size each object is in; every part has its share of each label.
  static func parts(_ count: Int, of labels: [Int], seed: UInt64) -> [Int] {
    let key = NoiseKey(seed: seed).derived(-1)
    var parts = [Int](repeating: 0, count: labels.count)
    var next = 0
    for label in 0...(labels.max() ?? 0) {
      let members = labels.indices.filter { labels[$0] == label }
      for index in shuffled(members, key.derived(label)) {
        parts[index] = next % count
        next += 1
      }
    }
    return parts
  }

  static func shuffled(_ indices: [Int], _ key: NoiseKey) -> [Int] {
    var (indices, key) = (indices, key)
    for place in indices.indices.dropFirst().reversed() {
      indices.swapAt(place, Int(key.next() % UInt64(place + 1)))
    }
    return indices
  }
}
