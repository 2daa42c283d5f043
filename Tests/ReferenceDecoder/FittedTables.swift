/// Probabilities of a level of scale in 1/65536: fitted-1.md, *Tables*.
package struct FittedTables: Sendable {
  let miss: [Int]
  let above: [Int]
  let low: [Int]
  let end: Int
  /// The number of low bits.
  let shift: Int

  /// Those of all levels.
  package static let all = fittedDecays.enumerated().map { FittedTables($0, decay: $1) }

  /// The numbers that the page has a digest of, in its order.
  package var numbers: [Int] { miss + above + [end] + low }

  private init(_ level: Int, decay: UInt64) {
    let one: UInt64 = 1 << 63
    var (p, r) = ([one], [UInt64]())
    for k in 0..<32 { p.append(Self.product(p[k], decay)) }
    r.append(p[32])
    for j in 0..<7 { r.append(Self.product(r[j], r[j])) }
    shift = [115, 135, 155, 176, 196, 216, 237].count { $0 <= level }
    miss = (0..<32).map { Self.ratio(p[$0] / 2 + p[32 - $0] / 2, one) }
    above = (0..<32).map { Self.ratio(p[32 - $0] / 2, p[$0] / 2 + p[32 - $0] / 2) }
    low = (0..<8).map { Self.ratio(one / 2, one / 2 + r[$0] / 2) }
    end = Self.ratio(one - r[shift], one)
  }

  /// ⌊a × b / 2⁶³⌋.
  private static func product(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let (high, low) = a.multipliedFullWidth(by: b)
    return high << 1 | low >> 63
  }

  private static func ratio(_ a: UInt64, _ b: UInt64) -> Int {
    b < 1 << 47 ? 32768 : Int(min(max(a / (b / 65536), 8), 65528))
  }
}
