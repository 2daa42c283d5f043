/// Bytes that a source has, and that are not what was written there.
package struct DamagedBytes: Error, Equatable {
  /// In the file that they were read from.
  package let range: Range<Int>

  package init(_ range: Range<Int>) { self.range = range }
}

extension DamagedBytes: CustomStringConvertible {
  package var description: String {
    "bytes \(range.lowerBound) to \(range.upperBound - 1) are not what was written: damaged or "
      + "tampered with"
  }
}
