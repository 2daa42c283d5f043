extension [UInt8] {
  /// Whether this path comes before `other` where "/" comes before every other byte.
  ///
  /// Paths are ordered by their parts so, and whatever lies below one follows it at once. No path
  /// has a zero byte.
  package func precedesPath(_ other: [UInt8]) -> Bool {
    for index in 0..<Swift.min(count, other.count) where self[index] != other[index] {
      let slash = UInt8(ascii: "/")
      return (self[index] == slash ? 0 : self[index])
        < (other[index] == slash ? 0 : other[index])
    }
    return count < other.count
  }
}
