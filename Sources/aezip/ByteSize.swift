import ArgumentParser

/// A number of bytes as people write it: 1500000, 1500k, 1500kB or 1.5MB, in thousands.
struct ByteSize: ExpressibleByArgument {
  let bytes: Int

  /// Nil for all that is no size, and for less than a byte.
  init?(argument text: String) {
    var number = text[...]
    if number.last == "B" { number = number.dropLast() }
    let unit = number.last.flatMap { ["k": 1e3, "K": 1e3, "M": 1e6, "G": 1e9, "T": 1e12][$0] }
    if unit != nil { number = number.dropLast() }
    guard let value = Double(number), value * (unit ?? 1) >= 1, value * (unit ?? 1) < 1e18 else {
      return nil
    }
    bytes = Int(value * (unit ?? 1))
  }
}
