/// How a table's file writes a number.
package struct NumberLayout: Hashable, Sendable {
  /// What the bits are.
  package enum Meaning: UInt8, Sendable {
    case unsigned, signed, floating
  }

  package let meaning: Meaning
  /// Bytes: 1, 2, 4 or 8; floating numbers have 2 at least.
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

  /// Of the numbers that a text stands for.
  package static let ofTexts = NumberLayout(.i64, isBigEndian: false)

  /// Nil unless `code` is what ``code`` gives.
  package init?(code: UInt8) {
    guard code < 32, let meaning = Meaning(rawValue: code >> 2 & 3) else { return nil }
    self.meaning = meaning
    width = 1 << Int(code & 3)
    isBigEndian = code & 16 != 0
    guard width > 1 || (meaning != .floating && !isBigEndian) else { return nil }
  }

  /// As an archive has it: width, meaning and order of bytes.
  package var code: UInt8 {
    UInt8(width.trailingZeroBitCount) | meaning.rawValue << 2 | (isBigEndian ? 16 : 0)
  }

  package var bitCount: Int { 8 * width }

  /// All bits of a number.
  package var mask: UInt64 { UInt64.max >> UInt64(64 - bitCount) }

  /// The bits of each number that `bytes` are.
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

  /// Writes a number's bits as the file has them.
  package func append(_ bits: UInt64, to bytes: inout [UInt8]) {
    for step in 0..<width {
      let place = isBigEndian ? width - 1 - step : step
      bytes.append(UInt8(truncatingIfNeeded: bits >> UInt64(8 * place)))
    }
  }

  /// Numbers in their order as the order of unsigned integers, and back: a code of all bits.
  package func ordered(_ bits: UInt64) -> UInt64 {
    guard meaning == .floating else { return bits }
    let sign = UInt64(1) << UInt64(bitCount - 1)
    return bits & sign == 0 ? bits | sign : ~bits & mask
  }

  package func bits(ofOrdered code: UInt64) -> UInt64 {
    guard meaning == .floating else { return code }
    let sign = UInt64(1) << UInt64(bitCount - 1)
    return code & sign != 0 ? code & ~sign : ~code & mask
  }

  /// A floating number's value.
  package func value(ofBits bits: UInt64) -> Double {
    switch width {
    case 2: Double(Float16(bitPattern: UInt16(truncatingIfNeeded: bits)))
    case 4: Double(Float(bitPattern: UInt32(truncatingIfNeeded: bits)))
    default: Double(bitPattern: bits)
    }
  }

  /// The nearest floating number, of two the even one.
  package func bits(ofValue value: Double) -> UInt64 {
    switch width {
    case 2: UInt64(Float16(value).bitPattern)
    case 4: UInt64(Float(value).bitPattern)
    default: value.bitPattern
    }
  }
}
