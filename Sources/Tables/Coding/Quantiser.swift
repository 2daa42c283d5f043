/// What becomes of a table's numbers before they are predicted: integers, and back again.
package enum Quantiser: Hashable, Sendable {
  /// All bits, floating numbers in order.
  case exact
  /// Integers as multiples of an odd number; what lies outside of the type is its end.
  case integers(step: Int64)
  /// Floating numbers as multiples of a step, rounded to the type.
  case floating(step: Double)

  /// For an error of at most `error` by numbers of which none is above `greatest`; exact where
  /// nothing less will do.
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
    // The result is rounded to the type, by half of the distance of two numbers at most.
    let distance = layout.distance(at: greatest)
    let least = distance < error / 2 ? 2 * error - distance : 2 * error
    self = .floating(step: min(least, .greatestFiniteMagnitude))
  }

  /// The bits that a code has.
  package func codeBits(_ layout: NumberLayout) -> Int { self == .exact ? layout.bitCount : 64 }

  /// The number's code; nil where it has none.
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

  /// The number's bits. Integers, or one product of doubles rounded once more to the type: the
  /// same everywhere.
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
  /// From a number of this type to the next above it.
  fileprivate func distance(at value: Double) -> Double {
    switch width {
    case 2: Double(Float16(value).ulp)
    case 4: Double(Float(value).ulp)
    default: value.ulp
    }
  }

  /// Whether two floating numbers or integers differ by at most `error`, in exact arithmetic.
  package func areWithin(_ error: Double, _ one: UInt64, _ other: UInt64) -> Bool {
    guard one != other else { return true }
    guard meaning == .floating else {
      let sign = meaning == .signed ? UInt64(1) << UInt64(bitCount - 1) : 0
      let (low, high) = (min(one ^ sign, other ^ sign), max(one ^ sign, other ^ sign))
      return error >= 0x1p64 || high - low <= UInt64(error)
    }
    let (a, b) = (value(ofBits: one), value(ofBits: other))
    guard a.isFinite, b.isFinite else { return false }
    // What rounding does to the difference matters only where it then is the error itself.
    let difference = a - b
    guard abs(difference) == error else { return abs(difference) < error }
    let part = difference - a
    let lost = (a - (difference - part)) + (-b - part)
    return difference > 0 ? lost <= 0 : lost >= 0
  }
}
