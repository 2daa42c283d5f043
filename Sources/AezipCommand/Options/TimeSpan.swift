/// A length of time as people write it: 90s, 10m or 2h; seconds where no unit is named.
struct TimeSpan {
  let seconds: Double

  /// Nil if the text is not a time above 0.
  init?(parsing text: String) {
    guard let last = text.last else { return nil }
    let unit = ["s": 1.0, "m": 60, "h": 3600][last]
    guard let number = Double(unit == nil ? text[...] : text.dropLast()),
      number > 0, number < 1e9
    else { return nil }
    seconds = number * (unit ?? 1)
  }
}
