extension RandomAccessCollection {
  /// The first index whose element satisfies `predicate`, found by binary search; `endIndex` if
  /// there is none.
  ///
  /// - Parameter predicate: false for all elements before some index, true for all others
  /// - Complexity: O(log *n*) calls of `predicate`.
  package func partitioningIndex(
    where predicate: (Element) throws -> Bool
  ) rethrows -> Index {
    var (start, length) = (startIndex, count)
    while length > 0 {
      let half = length / 2
      let middle = index(start, offsetBy: half)
      if try predicate(self[middle]) {
        length = half
      } else {
        start = index(after: middle)
        length -= half + 1
      }
    }
    return start
  }

  /// At most `wanted` elements, evenly spaced, in order.
  ///
  /// - Parameter centred: whether the collection is cut into `wanted` parts of which the middle is
  ///   taken each, and not the first element
  package func evenlySpaced(_ wanted: Int, centred: Bool = false) -> [Element] {
    let number = Swift.min(Swift.max(wanted, 0), count)
    return (0..<number).map { part in
      let offset =
        centred ? (2 * part + 1) * count / (2 * number) : part * count / number
      return self[index(startIndex, offsetBy: offset)]
    }
  }
}
