/// What a number of a table is in its file: unsigned, signed or floating (IEEE 754), and its bits.
package enum NumberType: String, CaseIterable, Sendable {
  case u8, i8, u16, i16, u32, i32, u64, i64, f16, f32, f64

  /// Bytes a number.
  package var width: Int {
    switch self {
    case .u8, .i8: 1
    case .u16, .i16, .f16: 2
    case .u32, .i32, .f32: 4
    case .u64, .i64, .f64: 8
    }
  }

  package var isFloating: Bool { [.f16, .f32, .f64].contains(self) }

  /// Bytes that an array of these axes takes; nil for negative axes and for more than can be.
  package func byteCount(of axes: [Int]) -> Int? {
    axes.reduce(width) { (product: Int?, length) in
      guard let product, length >= 0 else { return nil }
      let (next, overflow) = product.multipliedReportingOverflow(by: length)
      return overflow ? nil : next
    }
  }
}
