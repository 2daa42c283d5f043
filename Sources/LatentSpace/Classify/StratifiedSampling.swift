import Autodiff

/// Random samples and folds of labelled data, with equal shares of each label.
package enum StratifiedSampling {
  /// Up to `wanted` indices for each label, ascending.
  ///
  /// - Parameter labels: a label of 0 or above for each sample
  package static func indices(_ wanted: Int, ofEach labels: [Int], seed: UInt64) -> [Int] {
    let key = NoiseKey(seed: seed)
    let classes = (labels.max() ?? -1) + 1
    var members = [[Int]](repeating: [], count: classes)
    for (index, label) in labels.enumerated() { members[label].append(index) }
    return members.enumerated().flatMap { label, all in
      shuffled(all, key.derived(label)).prefix(wanted)
    }.sorted()
  }

  /// The fold of each sample. Folds have about the same size and share of each label.
  static func folds(_ count: Int, of labels: [Int], seed: UInt64) -> [Int] {
    let key = NoiseKey(seed: seed).derived(-1)
    var folds = [Int](repeating: 0, count: labels.count)
    var next = 0
    for label in 0...(labels.max() ?? 0) {
      let members = labels.indices.filter { labels[$0] == label }
      for index in shuffled(members, key.derived(label)) {
        folds[index] = next % count
        next += 1
      }
    }
    return folds
  }

  /// A random permutation (Fisher–Yates).
  static func shuffled(_ indices: [Int], _ key: NoiseKey) -> [Int] {
    var (indices, key) = (indices, key)
    for index in indices.indices.dropFirst().reversed() {
      indices.swapAt(index, Int(key.next() % UInt64(index + 1)))
    }
    return indices
  }
}
