/// How much of an archive is to be healed outright, should it be damaged.
package struct Redundancy: Hashable, Sendable {
  /// The share of the archive, in millionths.
  package let millionths: Int
  /// Bytes at which a span ends.
  package var spanBytes: Int
  /// Bytes by which damage may grow on its way to the archive, as where it is encrypted in chunks.
  package var slack = 0

  /// Half of an archive; as much again is what it then takes.
  package static let maximumPercent = 50.0

  /// Nil unless `percent` is above 0, at most ``maximumPercent`` and no less than a millionth.
  package init?(percent: Double) {
    guard percent > 0, percent <= Self.maximumPercent else { return nil }
    self.init(millionths: Int((percent * 10_000).rounded()))
  }

  /// Nil unless above 0 and at most half.
  package init?(millionths: Int) {
    guard millionths > 0, millionths <= 500_000 else { return nil }
    self.millionths = millionths
    spanBytes = min(
      Self.parityBytes * (1_000_000 - millionths) / millionths, Self.largestSpan)
  }

  package var percent: Double { Double(millionths) / 10_000 }

  /// So much of `length` bytes, rounded up.
  func bytes(of length: Int) -> Int {
    let (whole, rest) = length.quotientAndRemainder(dividingBy: 1_000_000)
    return whole * millionths + (rest * millionths + 999_999) / 1_000_000
  }

  /// Bytes of damage that the parity of a span of `length` bytes is to heal.
  ///
  /// - Parameter isFirst: whether the span begins the archive; the last one of several may be short,
  ///   and is to outlast a cut all the same
  func damage(of length: Int, isFirst: Bool) -> Int {
    let least = isFirst ? 0 : min(bytes(of: spanBytes), Self.leastOfLaterSpans)
    return max(bytes(of: length), least) + slack
  }

  private static let leastOfLaterSpans = 1 << 22

  /// Parity is held in memory while it is made: bytes that a span's takes, about.
  private static let parityBytes = 1 << 26
  private static let largestSpan = 1 << 32
}
