import Bytes

/// A lossless alpha plane: a filter byte, then the samples, for zstd to compress.
///
/// Filter 0 leaves the samples unchanged, which suits masks. Filter 1 subtracts the prediction left
/// + up − upper left (modulo 256, where samples beyond the edge are 0), which suits soft edges.
package enum AlphaPlane {
  /// Encodes a plane in place, as it may have a hundred megabytes.
  ///
  /// - Parameters:
  ///   - bytes: from `start` on a zero byte, then the samples
  package static func encode(_ bytes: inout [UInt8], from start: Int, width: Int) {
    let samples = start + 1..<bytes.count
    func size(_ bytes: [UInt8]) -> Int {
      (try? ZstdFrame.compress(bytes[start...], level: 3).count) ?? bytes.count
    }
    let plain = size(bytes)
    // From the end, as the samples that predict a sample must be unchanged.
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

  /// The prediction of the sample at `index`, which lies in `samples`.
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

  /// Throws ``BytesError`` if the filter is unknown or the number of samples is wrong.
  package init(_ bytes: ArraySlice<UInt8>, width: Int, height: Int) throws(BytesError) {
    var reader = ByteReader(bytes)
    isFiltered = try reader.count(atMost: 1) == 1
    rest = try reader.take(width * height)
    try reader.expectEnd()
    self.width = width
    above = Array(repeating: 0, count: width)
  }

  /// The next `count` rows, of at least as many.
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
