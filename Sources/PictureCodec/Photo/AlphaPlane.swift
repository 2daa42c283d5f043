import Bytes

/// An alpha plane, kept exactly: a filter byte, then the samples, for zstd to compress.
///
/// Filter 0 leaves the samples as they are, which suits masks; filter 1 takes away the
/// prediction left + up − upper left (modulo 256, samples beyond the edge are 0), which suits
/// soft edges.
package enum AlphaPlane {
  /// Encodes a plane where it lies: it may be a hundred megabytes.
  ///
  /// - Parameters:
  ///   - bytes: from `start` on a zero, then the samples
  package static func encode(_ bytes: inout [UInt8], from start: Int, width: Int) {
    let samples = start + 1..<bytes.count
    func size(_ bytes: [UInt8]) -> Int {
      (try? ZstdFrame.compress(bytes[start...], level: 3).count) ?? bytes.count
    }
    let plain = size(bytes)
    // From the end, for what a sample is predicted from must be as it was.
    for index in samples.reversed() {
      bytes[index] &-= prediction(in: bytes, samples, at: index, width: width)
    }
    bytes[start] = 1
    guard plain <= size(bytes) else { return }
    for index in samples {
      bytes[index] &+= prediction(in: bytes, samples, at: index, width: width)
    }
    bytes[start] = 0
  }

  /// Of the sample at `index`, one of `samples`.
  private static func prediction(
    in bytes: [UInt8], _ samples: Range<Int>, at index: Int, width: Int
  ) -> UInt8 {
    let hasLeft = (index - samples.lowerBound) % width > 0
    let hasUp = index - samples.lowerBound >= width
    let left = hasLeft ? bytes[index - 1] : 0
    let up = hasUp ? bytes[index - width] : 0
    return left &+ up &- (hasLeft && hasUp ? bytes[index - width - 1] : 0)
  }
}

/// The rows of an alpha plane as they are decoded, from the top.
package struct AlphaRows {
  private let width: Int
  private let isFiltered: Bool
  private var rest: ArraySlice<UInt8>
  private var above: [UInt8]

  /// - Throws: ``BytesError`` where the filter is unknown or the count wrong.
  package init(_ bytes: ArraySlice<UInt8>, width: Int, height: Int) throws(BytesError) {
    var reader = ByteReader(bytes)
    isFiltered = try reader.count(atMost: 1) == 1
    rest = try reader.take(width * height)
    try reader.expectEnd()
    self.width = width
    above = Array(repeating: 0, count: width)
  }

  /// The next rows; there must be as many.
  package mutating func next(_ count: Int) -> [UInt8] {
    let rows = rest.prefix(count * width)
    rest = rest.dropFirst(count * width)
    guard isFiltered else { return Array(rows) }
    var restored: [UInt8] = []
    restored.reserveCapacity(rows.count)
    for start in stride(from: rows.startIndex, to: rows.endIndex, by: width) {
      var (left, corner) = (UInt8(0), UInt8(0))
      for column in 0..<width {
        let up = above[column]
        left = rows[start + column] &+ left &+ up &- corner
        (above[column], corner) = (left, up)
      }
      restored += above
    }
    return restored
  }
}
