/// Unsigned integers in byte planes: the lowest byte of each integer, then the second byte of each,
/// and so on. The largest integer determines the number of planes, which is 0 if all are zero.
///
/// Planes compress better than whole integers, because bytes of one weight have similar statistics.
package struct PackedIntegers {
  private let planes: ArraySlice<UInt8>
  private let count: Int
  private let width: Int

  /// Nil unless `planes` are at most 8 whole planes of `count` bytes each.
  package init?(_ planes: ArraySlice<UInt8>, count: Int) {
    self.planes = planes
    self.count = count
    guard count > 0 else {
      width = 0
      guard planes.isEmpty else { return nil }
      return
    }
    width = planes.count / count
    guard width <= 8, width * count == planes.count else { return nil }
  }

  /// The integer at `position`, which must be below the count.
  package subscript(position: Int) -> UInt64 {
    var value: UInt64 = 0
    var index = planes.startIndex + position
    for plane in 0..<width {
      value |= UInt64(planes[index]) << (8 * UInt64(plane))
      index += count
    }
    return value
  }

  /// The planes of `values`.
  package static func pack(_ values: [UInt64]) -> [UInt8] {
    var bytes: [UInt8] = []
    var rest = values
    while rest.contains(where: { $0 != 0 }) {
      bytes.append(contentsOf: rest.lazy.map { UInt8(truncatingIfNeeded: $0) })
      for index in rest.indices { rest[index] >>= 8 }
    }
    return bytes
  }
}
