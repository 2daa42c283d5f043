/// The layout of a number in a table file.
package struct NumberLayout: Hashable, Sendable {
  /// The kind of number.
  package enum Meaning: UInt8, Sendable {
    case unsigned, signed, floating
  }

  package let meaning: Meaning
  /// The bytes of a number: 1, 2, 4 or 8, for floating numbers at least 2.
  package let width: Int
  package let isBigEndian: Bool

  package init(_ type: NumberType, isBigEndian: Bool) {
    meaning =
      switch type {
      case .u8, .u16, .u32, .u64: .unsigned
      case .i8, .i16, .i32, .i64: .signed
      case .f16, .f32, .f64: .floating
      }
    width = type.width
    self.isBigEndian = isBigEndian && type.width > 1
  }

  /// The layout of the integers that the numbers of a text become.
  package static let ofTexts = NumberLayout(.i64, isBigEndian: false)

  /// Nil unless `code` is what ``code`` gives.
  package init?(code: UInt8) {
    guard code < 32, let meaning = Meaning(rawValue: code >> 2 & 3) else { return nil }
    self.meaning = meaning
    width = 1 << Int(code & 3)
    isBigEndian = code & 16 != 0
    guard width > 1 || (meaning != .floating && !isBigEndian) else { return nil }
  }

  /// The byte of the layout in an archive: width, meaning and byte order.
  package var code: UInt8 {
    UInt8(width.trailingZeroBitCount) | meaning.rawValue << 2 | (isBigEndian ? 16 : 0)
  }

  package var bitCount: Int { 8 * width }

  /// The mask of a number's bits.
  package var mask: UInt64 { UInt64.max >> UInt64(64 - bitCount) }

  /// Reads the bits of each number.
  package func load(_ bytes: ArraySlice<UInt8>) -> [UInt64] {
    let first = bytes.startIndex
    return (0..<bytes.count / width).map { index in
      var bits: UInt64 = 0
      let start = first + index * width
      for step in 0..<width {
        bits = bits << 8 | UInt64(bytes[isBigEndian ? start + step : start + width - 1 - step])
      }
      return bits
    }
  }

  /// Writes the bits of a number.
  package func append(_ bits: UInt64, to bytes: inout [UInt8]) {
    for step in 0..<width {
      let index = isBigEndian ? width - 1 - step : step
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * index)))
    }
  }

  /// Maps the bits of a number to an unsigned code; the codes of floating numbers have the order of
  /// the numbers.
  package func ordered(_ bits: UInt64) -> UInt64 {
    guard meaning == .floating else { return bits }
    let sign = UInt64(1) << UInt64(bitCount - 1)
    return bits & sign == 0 ? bits | sign : ~bits & mask
  }

  /// The inverse of ``ordered(_:)``.
  package func bits(ofOrdered code: UInt64) -> UInt64 {
    guard meaning == .floating else { return code }
    let sign = UInt64(1) << UInt64(bitCount - 1)
    return code & sign != 0 ? code & ~sign : ~code & mask
  }

  /// The value of a floating number.
  package func value(ofBits bits: UInt64) -> Double {
    switch width {
    case 2: Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
    case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    default: Double(bitPattern: bits)
    }
  }

  /// The nearest floating number, halves to even.
  package func bits(ofValue value: Double) -> UInt64 {
    switch width {
    case 2: UInt64(Float16(value).bitPattern)
    case 4: UInt64(Float(value).bitPattern)
    default: value.bitPattern
    }
  }
}
