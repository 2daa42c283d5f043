/// The contexts for coding matrices of small integers, a byte each, by adaptive bits: the weights
/// of a network, whose magnitudes differ from column to column and from row to row.
///
/// A number is coded as its size (the number of bits of its magnitude) in unary, its sign, and the
/// bits below the leading one. Moving averages of the magnitudes above, in the number's column, and
/// to the left, in its row, are the context of the size.
private struct WeightModel {
  /// The number of levels that an average is quantised to.
  private static let levels = 24

  /// Whether a size is above 0, 1 … 7, by the levels of both averages.
  var isLarger = Array(repeating: AdaptiveBit(), count: levels * levels * 8)
  var sign = AdaptiveBit()
  /// The two bits below the leading one, as a tree, for each size.
  var upperBits = Array(repeating: AdaptiveBit(), count: 9 * 4)
  /// All bits below them, by size and significance.
  var lowerBits = Array(repeating: AdaptiveBit(), count: 9 * 8)

  /// Averages of magnitudes, times 256.
  private var above: [Int] = []
  private var left = 0
  private var column = 0

  /// Begins a matrix; the estimates of bits go on.
  mutating func begin(columns: Int) {
    above = Array(repeating: Self.unknown, count: columns)
    (column, left) = (0, Self.unknown)
  }

  private static let unknown = 64

  /// The index in ``isLarger`` of the next number's first flag.
  @inline(__always)
  var sizeContext: Int { (Self.level(above[column]) * Self.levels + Self.level(left)) * 8 }

  /// Quantises an average: two levels an octave, from 8/256 up.
  @inline(__always)
  private static func level(_ average: Int) -> Int {
    guard average >= 8 else { return 0 }
    let octave = Int.bitWidth - 1 - average.leadingZeroBitCount
    return min(1 + 2 * (octave - 3) + (average >> (octave - 1) & 1), levels - 1)
  }

  /// Updates the averages and moves to the next number.
  @inline(__always)
  mutating func note(magnitude: Int) {
    above[column] += (magnitude << 8 - above[column]) >> 4
    left += (magnitude << 8 - left) >> 3
    column += 1
    if column == above.count { (column, left) = (0, Self.unknown) }
  }
}

/// Encodes matrices of bytes as ``WeightModel`` describes.
package struct WeightEncoder {
  private var model = WeightModel()
  private var coder = BinaryRangeEncoder()

  package init() {}

  /// Appends a matrix, row by row.
  ///
  /// - Parameters:
  ///   - columns: the length of a row; the last row may be shorter
  ///   - zeroPoint: the byte that stands for 0, either 0 or 128; the next ones stand for 1, 2 …
  package mutating func append(_ bytes: ArraySlice<UInt8>, columns: Int, zeroPoint: UInt8) {
    precondition(columns > 0 && zeroPoint & 127 == 0)
    model.begin(columns: min(columns, max(bytes.count, 1)))
    for byte in bytes { append(Int(Int8(bitPattern: byte ^ zeroPoint))) }
  }

  @inline(__always)
  private mutating func append(_ number: Int) {
    let (magnitude, context) = (abs(number), model.sizeContext)
    let size = Int.bitWidth - magnitude.leadingZeroBitCount
    for bit in 0..<min(size + 1, 8) { coder.encode(size > bit, by: &model.isLarger[context + bit]) }
    model.note(magnitude: magnitude)
    guard size > 0 else { return }
    coder.encode(number < 0, by: &model.sign)
    var node = 1
    for index in (0..<size - 1).reversed() {
      let bit = magnitude >> index & 1
      if node < 4 {
        coder.encode(bit == 1, by: &model.upperBits[4 * size + node])
        node = 2 * node + bit
      } else {
        coder.encode(bit == 1, by: &model.lowerBits[8 * size + index])
      }
    }
  }

  /// The stream, with exactly the bytes that a decoder reads.
  package consuming func finish() -> [UInt8] { coder.finish() }
}

/// Decodes the matrices that ``WeightEncoder`` encoded, in their order.
package struct WeightDecoder {
  private var model = WeightModel()
  private var coder: BinaryRangeDecoder

  /// The most bytes that one byte of a stream stands for: each costs one binary decision or more,
  /// and no decision less than 0.0015 bits.
  package static let density = 1 << 13

  package init(_ stream: ArraySlice<UInt8>) throws(EntropyError) {
    coder = try BinaryRangeDecoder(whole: stream)
  }

  /// Decodes the next matrix of `count` bytes; see ``WeightEncoder/append(_:columns:zeroPoint:)``.
  package mutating func bytes(
    _ count: Int, columns: Int, zeroPoint: UInt8
  ) throws(EntropyError) -> [UInt8] {
    precondition(columns > 0 && zeroPoint & 127 == 0)
    model.begin(columns: min(columns, max(count, 1)))
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    for _ in 0..<count { bytes.append(UInt8(bitPattern: Int8(try number())) ^ zeroPoint) }
    return bytes
  }

  @inline(__always)
  private mutating func number() throws(EntropyError) -> Int {
    let context = model.sizeContext
    var size = 0
    while size < 8, try coder.decode(by: &model.isLarger[context + size]) { size += 1 }
    guard size > 0 else {
      model.note(magnitude: 0)
      return 0
    }
    let isNegative = try coder.decode(by: &model.sign)
    var (magnitude, node) = (1, 1)
    for index in (0..<size - 1).reversed() {
      let bit: Bool
      if node < 4 {
        bit = try coder.decode(by: &model.upperBits[4 * size + node])
        node = 2 * node + (bit ? 1 : 0)
      } else {
        bit = try coder.decode(by: &model.lowerBits[8 * size + index])
      }
      magnitude = 2 * magnitude + (bit ? 1 : 0)
    }
    guard magnitude < 128 || (magnitude == 128 && isNegative) else {
      throw .tooLarge(magnitude: magnitude)
    }
    model.note(magnitude: magnitude)
    return isNegative ? -magnitude : magnitude
  }

  /// Throws unless the stream ends exactly here.
  package func expectEnd() throws(EntropyError) { try coder.expectEnd() }
}
