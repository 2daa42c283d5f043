import Foundation

/// Numbers as text in pages.
package enum PageNumber {
  /// Stands for a missing number.
  package static let none = "–"

  /// An integer, as in "736,501".
  package static func whole(_ value: Int) -> String {
    var digits = Array(String(value.magnitude))
    for index in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: index) }
    return (value < 0 ? "−" : "") + String(digits)
  }

  /// A number with a fixed count of decimals, as in "32.01"; ``none`` for nil, infinities and NaN.
  package static func fixed(_ value: Double?, _ decimals: Int) -> String {
    guard let value, value.isFinite else { return none }
    let text = String(format: "%.\(decimals)f", value.magnitude)
    // Values that round to 0 have no sign.
    return value < 0 && text.contains { "123456789".contains($0) } ? "−" + text : text
  }

  /// A BD-rate, as in "−41.3 %".
  package static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return none }
    let text = fixed(share * 100, 1)
    return (share > 0 && text != "0.0" ? "+" : "") + text + "\u{A0}%"
  }

  /// A count of pixels, as in "9.4 million".
  package static func pixels(_ count: Int) -> String {
    count < 1_000_000 ? whole(count) : fixed(Double(count) / 1e6, 1) + " million"
  }
}
