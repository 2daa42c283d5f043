/// An affine scaling of a table's numbers to the range of a network, and back.
package struct NumberScale: Equatable, Sendable {
  /// The number that is scaled to 0.
  package let offset: Double
  /// The factor of scaled = (number − offset) × factor; finite and not 0.
  package let factor: Double

  package init(offset: Double, factor: Double) {
    precondition(factor.isFinite && factor != 0, "scaling must be reversible")
    self.offset = offset
    self.factor = factor
  }

  package static let identity = NumberScale(offset: 0, factor: 1)

  package func scaled(_ number: Double) -> Float { Float((number - offset) * factor) }
  package func restored(_ scaled: Float) -> Double { Double(scaled) / factor + offset }
}

extension Table {
  /// The scaling to 0…1: by 1/255 for bytes, as for pictures, otherwise by the least and the
  /// greatest number. Numbers that are not finite stay so.
  package var unitScale: NumberScale {
    if type == .u8 { return NumberScale(offset: 0, factor: 1 / 255) }
    guard let extremes else { return .identity }
    // Of halves, as the difference of two doubles may overflow.
    let factor = 0.5 / (extremes.upperBound / 2 - extremes.lowerBound / 2)
    guard factor.isFinite, factor > 0 else {
      return NumberScale(offset: extremes.lowerBound, factor: 1)
    }
    return NumberScale(offset: extremes.lowerBound, factor: factor)
  }

  /// The least and the greatest of the finite numbers; nil if there is none.
  package var extremes: ClosedRange<Double>? {
    var (least, greatest) = (Double.infinity, -Double.infinity)
    forEachNumber(in: bytes[...]) { number in
      guard number.isFinite else { return }
      least = min(least, number)
      greatest = max(greatest, number)
    }
    return least <= greatest ? least...greatest : nil
  }

  /// The index of the first sample with an infinity or a NaN, from which nothing can be learned.
  package var firstNonFinite: Int? {
    guard type.isFloating else { return nil }
    var (index, first) = (0, Int?.none)
    forEachNumber(in: bytes[...]) { number in
      if first == nil, !number.isFinite { first = index }
      index += 1
    }
    return first.map { $0 / numbersPerSample }
  }
}
