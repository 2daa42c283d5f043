extension [UInt8] {
  /// Whether this path sorts before `other` in an order in which "/" precedes every other byte.
  ///
  /// This order compares paths component by component, so that everything below a directory
  /// directly follows it. A path never holds a zero byte.
  package func precedesPath(_ other: [UInt8]) -> Bool {
    for index in 0..<Swift.min(count, other.count) where self[index] != other[index] {
      let slash = UInt8(ascii: "/")
      return (self[index] == slash ? 0 : self[index])
        < (other[index] == slash ? 0 : other[index])
    }
    return count < other.count
  }
}
