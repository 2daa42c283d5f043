import Foundation

/// Numbers as the page writes them.
package enum PageNumber {
  /// What stands where there is no number.
  package static let none = "–"

  /// As in "736,501".
  package static func whole(_ value: Int) -> String {
    var digits = Array(String(value.magnitude))
    for place in stride(from: digits.count - 3, to: 0, by: -3) { digits.insert(",", at: place) }
    return (value < 0 ? "−" : "") + String(digits)
  }

  /// As in "32.01".
  package static func fixed(_ value: Double?, _ places: Int) -> String {
    guard let value, value.isFinite else { return none }
    let text = String(format: "%.\(places)f", value.magnitude)
    // What rounds to nothing has no sign.
    return value < 0 && text.contains { "123456789".contains($0) } ? "−" + text : text
  }

  /// A BD-rate, as in "−41.3 %".
  package static func percent(_ share: Double?) -> String {
    guard let share, share.isFinite else { return none }
    let text = fixed(share * 100, 1)
    return (share > 0 && text != "0.0" ? "+" : "") + text + "\u{A0}%"
  }

  /// As in "9.4 million".
  package static func pixels(_ count: Int) -> String {
    count < 1_000_000 ? whole(count) : fixed(Double(count) / 1e6, 1) + " million"
  }
}
