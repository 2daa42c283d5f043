/// Numbers as people read them.
extension Double {
  /// With `digits` digits after the point.
  func fixed(_ digits: Int) -> String {
    guard isFinite, magnitude < 1e15 else { return "\(self)" }
    let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = Int((magnitude * scale).rounded())
    let sign = self < 0 && scaled > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(scaled)" }
    let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int(scale))
    let fraction = String(rest)
    let zeros = String(repeating: "0", count: digits - fraction.utf8.count)
    return "\(sign)\(whole).\(zeros)\(fraction)"
  }

  /// Three significant digits, as in 1.21, 15.8, 158.
  var threeDigits: String {
    switch magnitude {
    case ..<9.995: fixed(2)
    case ..<99.95: fixed(1)
    default: fixed(0)
    }
  }

  /// No more digits after the point than needed, at most two, as in 75 and 62.5.
  var short: String {
    let text = fixed(2)
    let digits = text.reversed().drop { $0 == "0" }
    return String((digits.first == "." ? digits.dropFirst() : digits).reversed())
  }
}

extension Double {
  /// The fewest digits that distinguish it from other numbers, as in "0.001" and "3".
  var shortest: String {
    let text = "\(self)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}

/// A number of bytes with its unit, as in "15.8 MB"; a kilobyte is 1000 bytes.
func byteCount(_ count: Int) -> String {
  guard count >= 1000 else { return plural(count, "byte") }
  var value = Double(count)
  var unit = ""
  for next in ["kB", "MB", "GB", "TB", "PB", "EB"] where value >= 999.5 {
    value /= 1000
    unit = next
  }
  return "\(value.threeDigits) \(unit)"
}

/// "1 file", "3 files".
func plural(_ count: Int, _ noun: String) -> String {
  "\(count) \(noun)\(count == 1 ? "" : "s")"
}

/// "1 copy", "3 copies"; nil if there is none.
func plural(copies count: Int) -> String? {
  count == 0 ? nil : count == 1 ? "1 copy" : "\(count) copies"
}

/// A share of a whole, as in "7.7 %": "–" if the whole is 0, and "larger" above 999 %.
func percent(_ part: Int, of whole: Int) -> String {
  guard whole > 0 else { return "–" }
  let share = 100 * Double(part) / Double(whole)
  guard share < 999.5 else { return "larger" }
  return "\(share.fixed(share < 99.95 ? 1 : 0)) %"
}

/// Minutes and seconds, and hours where there are some.
func duration(seconds: Double) -> String {
  let whole = Int(min(seconds, 359_999).rounded(.up))
  let (minutes, rest) = (whole / 60, whole % 60)
  func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
  return minutes < 60
    ? "\(minutes):\(two(rest))" : "\(minutes / 60):\(two(minutes % 60)):\(two(rest))"
}
