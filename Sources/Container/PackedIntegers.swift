/// Unsigned integers by planes: the lowest byte of each, then the second byte of each, and so on,
/// as many planes as the largest needs, none if all are zero.
///
/// Bytes of one weight lie together, which is how an entropy coder likes them.
package struct PackedIntegers {
  private let planes: ArraySlice<UInt8>
  private let count: Int
  private let width: Int

  /// Nil unless `planes` is a whole number, at most 8, of planes of `count` bytes.
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

  /// The integer at `position`, which is less than the count.
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
