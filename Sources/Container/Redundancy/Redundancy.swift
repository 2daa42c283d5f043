/// The share of an archive whose loss its parity can heal.
package struct Redundancy: Hashable, Sendable {
  /// The share of the archive, in millionths.
  package let millionths: Int
  /// The length of a span in bytes.
  package var spanBytes: Int
  /// The number of bytes by which damage grows in layers around the archive: damage of an encrypted
  /// archive affects whole chunks.
  package var slack = 0

  /// At most half of an archive can be healed, which doubles its size.
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

  /// This share of `length` bytes, rounded up.
  func bytes(of length: Int) -> Int {
    let (whole, rest) = length.quotientAndRemainder(dividingBy: 1_000_000)
    return whole * millionths + (rest * millionths + 999_999) / 1_000_000
  }

  /// The number of bytes of damage that a span of `length` bytes must be able to heal.
  ///
  /// - Parameter isFirst: whether the span begins the archive. Later spans get a minimum, because
  ///   the last one may be short and must still survive a cut.
  func damage(of length: Int, isFirst: Bool) -> Int {
    let least = isFirst ? 0 : min(bytes(of: spanBytes), Self.leastOfLaterSpans)
    return max(bytes(of: length), least) + slack
  }

  private static let leastOfLaterSpans = 1 << 22

  /// The approximate size of a span's parity, which is held in memory while it is computed.
  private static let parityBytes = 1 << 26
  private static let largestSpan = 1 << 32
}
