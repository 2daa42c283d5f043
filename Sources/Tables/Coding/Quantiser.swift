/// The quantiser of a table's numbers: number → integer code, which is then predicted, and back.
package enum Quantiser: Hashable, Sendable {
  /// Lossless: all bits, where the codes of floating numbers have the order of the numbers.
  case exact
  /// Integers as multiples of an odd step; what lies outside of the type is clamped to it.
  case integers(step: Int64)
  /// Floating numbers as multiples of a step, rounded to the type.
  case floating(step: Double)

  /// The coarsest quantiser with an error of at most `error`; lossless if `error` allows no other.
  ///
  /// - Parameter greatest: the greatest magnitude of the numbers
  package init(error: Double, layout: NumberLayout, greatest: Double) {
    guard error > 0 else {
      self = .exact
      return
    }
    guard layout.meaning == .floating else {
      let whole = error < 0x1p62 ? Int64(error) : 1 << 62 - 1
      self = whole > 0 ? .integers(step: 2 * whole + 1) : .exact
      return
    }
    // Rounding the result to the type adds at most half of the distance of two numbers.
    let distance = layout.distance(at: greatest)
    let least = distance < error / 2 ? 2 * error - distance : 2 * error
    self = .floating(step: min(least, .greatestFiniteMagnitude))
  }

  /// The number of bits of a code.
  package func codeBits(_ layout: NumberLayout) -> Int { self == .exact ? layout.bitCount : 64 }

  /// The code of a number; nil if it has none.
  package func code(of bits: UInt64, _ layout: NumberLayout) -> UInt64? {
    switch self {
    case .exact: return layout.ordered(bits)
    case .integers(let step):
      if layout.meaning == .unsigned {
        let (quotient, rest) = bits.quotientAndRemainder(dividingBy: UInt64(step))
        return quotient + (rest > UInt64(step) / 2 ? 1 : 0)
      }
      let shift = Int64(64 - layout.bitCount)
      let value = (Int64(bitPattern: bits) << shift) >> shift
      let (quotient, rest) = value.quotientAndRemainder(dividingBy: step)
      let away = rest > step / 2 ? 1 : rest < -(step / 2) ? -1 : Int64(0)
      return UInt64(bitPattern: quotient + away)
    case .floating(let step):
      let share = (layout.value(ofBits: bits) / step).rounded()
      guard abs(share) < 0x1p52 else { return nil }
      return UInt64(bitPattern: Int64(share))
    }
  }

  /// The bits of a code's number. The arithmetic is in integers, or is one product of doubles
  /// rounded to the type, so it is the same on every machine.
  package func bits(of code: UInt64, _ layout: NumberLayout) -> UInt64 {
    let number = Int64(bitPattern: code)
    switch self {
    case .exact: return layout.bits(ofOrdered: code)
    case .integers(let step):
      let (product, overflow) = number.multipliedReportingOverflow(by: step)
      if layout.meaning == .unsigned {
        if number < 0 { return 0 }
        let (product, overflow) = code.multipliedReportingOverflow(by: UInt64(step))
        return overflow ? layout.mask : min(product, layout.mask)
      }
      let greatest = Int64(layout.mask >> 1)
      let value = overflow ? (number < 0 ? Int64.min : .max) : product
      return UInt64(bitPattern: min(max(value, -greatest - 1), greatest)) & layout.mask
    case .floating(let step): return layout.bits(ofValue: Double(number) * step)
    }
  }
}

extension NumberLayout {
  /// The distance from a number of this type to the next above it.
  fileprivate func distance(at value: Double) -> Double {
    switch width {
    case 2: Double(Float16(value).ulp)
    case 4: Double(Float(value).ulp)
    default: value.ulp
    }
  }

  /// Whether two numbers differ by at most `error`, in exact arithmetic.
  package func areWithin(_ error: Double, _ one: UInt64, _ other: UInt64) -> Bool {
    guard one != other else { return true }
    guard meaning == .floating else {
      let sign = meaning == .signed ? UInt64(1) << UInt64(bitCount - 1) : 0
      let (low, high) = (min(one ^ sign, other ^ sign), max(one ^ sign, other ^ sign))
      return error >= 0x1p64 || high - low <= UInt64(error)
    }
    let (a, b) = (value(ofBits: one), value(ofBits: other))
    guard a.isFinite, b.isFinite else { return false }
    // The rounding of the difference matters only if the difference equals the error.
    let difference = a - b
    guard abs(difference) == error else { return abs(difference) < error }
    let part = difference - a
    let lost = (a - (difference - part)) + (-b - part)
    return difference > 0 ? lost <= 0 : lost >= 0
  }
}
