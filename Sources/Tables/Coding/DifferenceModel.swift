import Entropy

/// The contexts for coding differences by adaptive bits: the size of a difference (the number of
/// bits of its magnitude), its sign, and the bits below the leading one.
package struct DifferenceModel {
  /// The neighbours that are the context of a difference.
  package enum Surroundings: UInt8, CaseIterable, Sendable {
    /// The previous difference and the one a line above, and whether those beside the latter are
    /// zero.
    case near
    /// The column and the difference in the previous row, and whether the previous difference and
    /// the one two rows before are zero.
    case column
  }

  private let surroundings: Surroundings
  private let line: Int
  private let row: Int
  /// The size of each difference so far, plus 128 if it is negative.
  private var sizes: [UInt8] = []

  package var isZero = Array(repeating: AdaptiveBit(), count: 1024)
  package var sizeBits = Array(repeating: AdaptiveBit(), count: 1024 * 64)
  package var signs = Array(repeating: AdaptiveBit(), count: 3 * 64)
  /// The three bits below the leading one, as a tree, for each size.
  package var upperBits = Array(repeating: AdaptiveBit(), count: 64 * 8)
  /// All bits below them, by size and significance.
  package var lowerBits = Array(repeating: AdaptiveBit(), count: 64 * 64)

  package init(_ surroundings: Surroundings, line: Int, row: Int, count: Int) {
    (self.surroundings, self.line, self.row) = (surroundings, line, row)
    sizes.reserveCapacity(count)
  }

  /// The contexts of the next difference: 0…1023 for its size, and 0…2 (zero, plus, minus) for its
  /// sign.
  @inline(__always)
  package func context() -> (size: Int, sign: Int) {
    let index = sizes.count
    @inline(__always) func size(_ distance: Int) -> UInt8 {
      distance <= index && distance > 0 ? sizes[index - distance] : 0
    }
    switch surroundings {
    case .near:
      let (before, above) = (size(1), size(line))
      let beside = (size(line - 1) > 0 ? 2 : 0) + (size(line + 1) > 0 ? 1 : 0)
      return (
        64 * Self.coarse(before) + 4 * Self.coarse(above) + beside, Self.sign(before)
      )
    case .column:
      let before = size(row)
      let others = (size(1) > 0 ? 2 : 0) + (size(2 * row) > 0 ? 1 : 0)
      return (
        64 * (index % row % 16) + 4 * Self.coarse(before) + others, Self.sign(before)
      )
    }
  }

  /// Records the next difference.
  @inline(__always)
  package mutating func note(size: Int, isNegative: Bool) {
    sizes.append(UInt8(size) | (isNegative ? 128 : 0))
  }

  @inline(__always)
  private static func sign(_ size: UInt8) -> Int { size == 0 ? 0 : size < 128 ? 1 : 2 }

  /// Quantises a size: up to 8 exactly, then in growing classes.
  @inline(__always)
  private static func coarse(_ size: UInt8) -> Int {
    let size = size & 127
    return switch size {
    case ...8: Int(size)
    case ...10: 9
    case ...13: 10
    case ...18: 11
    case ...24: 12
    case ...32: 13
    case ...44: 14
    default: 15
    }
  }
}

extension DifferenceModel {
  /// Encodes the next difference.
  package mutating func encode(_ difference: Int64, into coder: inout BinaryRangeEncoder) {
    let context = context()
    let magnitude = difference.magnitude
    let size = 64 - magnitude.leadingZeroBitCount
    coder.encode(size > 0, by: &isZero[context.size])
    note(size: size, isNegative: difference < 0)
    guard size > 0 else { return }
    var node = 1
    for index in (0..<6).reversed() {
      let bit = (size - 1) >> index & 1
      coder.encode(bit == 1, by: &sizeBits[64 * context.size + node])
      node = 2 * node + bit
    }
    coder.encode(difference < 0, by: &signs[3 * (size - 1) + context.sign])
    node = 1
    for index in (0..<size - 1).reversed() {
      let bit = Int(truncatingIfNeeded: magnitude >> UInt64(index) & 1)
      if node < 8 {
        coder.encode(bit == 1, by: &upperBits[8 * (size - 1) + node])
        node = 2 * node + bit
      } else {
        coder.encode(bit == 1, by: &lowerBits[64 * (size - 1) + index])
      }
    }
  }

  /// Decodes the next difference.
  package mutating func decode(from coder: inout BinaryRangeDecoder) throws(EntropyError) -> UInt64
  {
    let context = context()
    guard try coder.decode(by: &isZero[context.size]) else {
      note(size: 0, isNegative: false)
      return 0
    }
    var node = 1
    for _ in 0..<6 {
      node = 2 * node + (try coder.decode(by: &sizeBits[64 * context.size + node]) ? 1 : 0)
    }
    let size = node - 63
    let isNegative = try coder.decode(by: &signs[3 * (size - 1) + context.sign])
    note(size: size, isNegative: isNegative)
    var magnitude: UInt64 = 1
    node = 1
    for index in (0..<size - 1).reversed() {
      let bit: Bool
      if node < 8 {
        bit = try coder.decode(by: &upperBits[8 * (size - 1) + node])
        node = 2 * node + (bit ? 1 : 0)
      } else {
        bit = try coder.decode(by: &lowerBits[64 * (size - 1) + index])
      }
      magnitude = magnitude << 1 | (bit ? 1 : 0)
    }
    return isNegative ? 0 &- magnitude : magnitude
  }
}
