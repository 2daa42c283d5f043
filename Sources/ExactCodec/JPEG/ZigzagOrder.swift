/// The order in which a block's coefficients are coded (ITU-T T.81, figure A.6).
///
/// Loops hold a value of it, since a static table is checked at each use for having been made.
package struct ZigzagOrder: Sendable {
  /// The natural index of each place.
  package let natural: [UInt8] = [
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5,
    12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
    35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
    58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
  ]
  /// The place that each bit of a word of cells stands for.
  private let places: [UInt8]

  package init() {
    var places = Array(repeating: 0 as UInt8, count: 64)
    for (place, index) in natural.enumerated() {
      let (row, column) = (Int(index) / 8, Int(index) % 8)
      places[column % 4 * 16 + column / 4 * 8 + row] = UInt8(place)
    }
    self.places = places
  }

  /// The places at which a block is not 0, as bits.
  @inline(__always)
  func places(of values: Span<Int16>, at start: Int, within band: ClosedRange<Int>) -> UInt64 {
    let block = values.extracting(start..<start &+ 64)
    var cells: UInt64 = 0
    for row in 0..<8 {
      let left = Self.nonzero(block, 16 &* row) &>> UInt64(15 &- row)
      let right = Self.nonzero(block, 16 &* row &+ 8) &>> UInt64(7 &- row)
      cells |= left | right
    }
    var bits: UInt64 = 0
    while cells != 0 {
      bits |= 1 &<< UInt64(places[cells.trailingZeroBitCount])
      cells &= cells &- 1
    }
    let upper: UInt64 = ~0 &>> UInt64(63 &- band.upperBound)
    return bits & upper & ~0 &<< UInt64(band.lowerBound)
  }

  /// The uppermost bit of each of four values that is not 0.
  @inline(__always)
  private static func nonzero(_ block: Span<Int16>, _ offset: Int) -> UInt64 {
    // Any four Int16 are a valid UInt64.
    let four = UInt64(
      littleEndian: unsafe block.bytes.unsafeLoadUnaligned(
        fromByteOffset: offset, as: UInt64.self))
    let carries = four & 0x7FFF_7FFF_7FFF_7FFF &+ 0x7FFF_7FFF_7FFF_7FFF
    return (carries | four) & 0x8000_8000_8000_8000
  }
}
