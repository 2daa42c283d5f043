import Bytes

/// Predicts a number's code as a weighted sum of earlier codes, with weights learned from the
/// table.
///
/// All arithmetic is in integers, so predictions are the same on every machine.
package struct LinearPredictor: Hashable, Sendable {
  /// The distances of the earlier codes that take part, the *base* first; 0 stands for the code 0.
  package let distances: [Int]
  /// The weight of each code's difference from the base, in 1 / 2¹⁴; one set for all columns, or
  /// one for each column.
  package let weights: [[Int32]]

  /// The fractional bits of a weight.
  package static let pointBits: Int64 = 14

  package init(distances: [Int], weights: [[Int32]]) {
    precondition(weights.allSatisfy { $0.count + 1 == distances.count }, "a weight is missing")
    (self.distances, self.weights) = (distances, weights)
  }

  /// Predicts the code at `index`.
  ///
  /// - Parameters:
  ///   - codes: all codes before `index`; those before the first count as 0
  ///   - isSigned: whether codes of fewer than 64 bits stand for signed integers
  @inline(__always)
  package func expected(
    _ codes: [UInt64], _ index: Int, column: Int, bitCount: Int, isSigned: Bool
  ) -> UInt64 {
    let weights = weights[weights.count == 1 ? 0 : column]
    let base = Self.number(
      codes, index, distances[0], bitCount: bitCount, isSigned: isSigned)
    var sum = Int64(1) << (Self.pointBits - 1)
    for term in weights.indices {
      let number = Self.number(
        codes, index, distances[term + 1], bitCount: bitCount, isSigned: isSigned)
      sum &+= Int64(weights[term]) &* (number &- base)
    }
    return UInt64(bitPattern: base &+ sum >> Self.pointBits)
  }

  @inline(__always)
  package static func number(
    _ codes: [UInt64], _ index: Int, _ distance: Int, bitCount: Int, isSigned: Bool
  ) -> Int64 {
    guard distance > 0, distance <= index else { return 0 }
    let code = codes[index - distance]
    return isSigned ? signed(code, bitCount: bitCount) : Int64(bitPattern: code)
  }
}

extension LinearPredictor {
  /// The byte of a linear predictor where other predictors have their raw value.
  package static let code: UInt8 = 7
  /// The allowed numbers of terms, the base included.
  package static let counts = 2...32

  package func write(to writer: inout ByteWriter) {
    writer.fixed(Self.code)
    writer.fixed(UInt8(distances.count))
    for distance in distances { writer.varint(distance) }
    writer.fixed(UInt8(weights.count == 1 ? 0 : 1))
    for weight in weights.joined() {
      writer.varint(Int(UInt32(bitPattern: weight << 1 ^ weight >> 31)))
    }
  }

  /// Parses what ``write(to:)`` wrote; throws ``TableCodeError`` and `BytesError`.
  ///
  /// - Parameter row: the numbers of a row
  package init(parsing reader: inout ByteReader, row: Int) throws {
    let count = Int(try reader.fixed(UInt8.self))
    guard Self.counts.contains(count) else { throw TableCodeError.predictor }
    var distances: [Int] = []
    for _ in 0..<count { distances.append(try reader.count(atMost: TableForm.Limit.segment)) }
    let isEach: UInt8 = try reader.fixed()
    guard isEach == 0 || (isEach == 1 && (2...TableForm.Limit.columns).contains(row)) else {
      throw TableCodeError.predictor
    }
    var weights: [[Int32]] = []
    for _ in 0..<(isEach == 1 ? row : 1) {
      var set: [Int32] = []
      for _ in 1..<count {
        let code = UInt32(try reader.count(atMost: Int(UInt32.max)))
        set.append(Int32(bitPattern: code >> 1 ^ (0 &- (code & 1))))
      }
      weights.append(set)
    }
    self.init(distances: distances, weights: weights)
  }
}
