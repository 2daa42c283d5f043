import Bytes

/// Samples of one shape, each an array of numbers of one type, such as a digit or a row of
/// measurements.
package struct Table: Equatable, Sendable {
  package let type: NumberType
  /// The axes of a sample, the last fastest; empty if a sample is a single number.
  package let shape: [Int]
  /// The number of samples.
  package let count: Int
  /// `[count] + shape` numbers of `type`, little-endian.
  package let bytes: [UInt8]
  package let numbersPerSample: Int

  /// - Precondition: `bytes` are the little-endian numbers of `count` samples, each of at least one
  ///   number.
  package init(type: NumberType, shape: [Int], count: Int, bytes: [UInt8]) {
    precondition(
      type.byteCount(of: [count] + shape) == bytes.count, "numbers must fill the table")
    precondition(!shape.contains(0), "a sample has at least one number")
    self.type = type
    self.shape = shape
    self.count = count
    self.bytes = bytes
    numbersPerSample = shape.reduce(1, *)
  }

  /// The axes of the whole array.
  package var axes: [Int] { [count] + shape }

  /// The little-endian bytes of one sample.
  package func bytes(of sample: Int) -> ArraySlice<UInt8> {
    precondition((0..<count).contains(sample), "no such sample")
    let size = numbersPerSample * type.width
    return bytes[sample * size..<(sample + 1) * size]
  }

  /// The digest of type, shape and numbers, which does not depend on the file they came from.
  package var digest: Digest {
    var hasher = DigestHasher()
    let axes = axes.map(String.init).joined(separator: "×")
    hasher.update(Array("\(type.rawValue) \(axes)\n".utf8)[...])
    hasher.update(bytes[...])
    return hasher.finish()
  }
}

/// The type and the shape of samples, which must agree for tables to be concatenated.
package struct TableKind: Equatable, Sendable {
  package let type: NumberType
  package let shape: [Int]

  package init(type: NumberType, shape: [Int]) {
    self.type = type
    self.shape = shape
  }
}

extension Table {
  package var kind: TableKind { TableKind(type: type, shape: shape) }
}

extension TableKind: CustomStringConvertible {
  /// "28 × 28 numbers of u8".
  package var description: String { "\(shapeText(shape)) numbers of \(type.rawValue)" }
}

/// "60000 × 28 × 28".
package func shapeText(_ axes: [Int]) -> String {
  axes.isEmpty ? "1" : axes.map(String.init).joined(separator: " × ")
}

/// The type of a table's numbers: unsigned, signed or floating (IEEE 754), and their number of
/// bits.
package enum NumberType: String, CaseIterable, Sendable {
  case u8, i8, u16, i16, u32, i32, u64, i64, f16, f32, f64

  /// Bytes of a number.
  package var width: Int {
    switch self {
    case .u8, .i8: 1
    case .u16, .i16, .f16: 2
    case .u32, .i32, .f32: 4
    case .u64, .i64, .f64: 8
    }
  }

  package var isFloating: Bool { [.f16, .f32, .f64].contains(self) }

  /// The size in bytes of an array of these axes; nil for negative axes and for overflow.
  package func byteCount(of axes: [Int]) -> Int? {
    axes.reduce(width) { (product: Int?, length) in
      guard let product, length >= 0 else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      return overflow ? nil : next
    }
  }
}
