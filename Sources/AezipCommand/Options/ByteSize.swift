import ArgumentParser

/// A number of bytes as GNU tools take it: 1500000, 512M or 4G in powers of 1024, 500kB or 1.5MB
/// in powers of 1000.
struct ByteSize: ExpressibleByArgument {
  let bytes: Int

  /// Nil if the text is not a size of at least one byte.
  init?(argument: String) {
    var number = argument.uppercased()[...]
    let isDecimal = number.last == "B"
    if isDecimal { number = number.dropLast() }
    let units = "KMGT"
    var count = 1.0
    if let unit = number.last.flatMap({ units.firstIndex(of: $0) }) {
      let power = 1 + units.distance(from: units.startIndex, to: unit)
      for _ in 0..<power { count *= isDecimal ? 1000 : 1024 }
      number = number.dropLast()
    }
    guard let value = Double(number), value * count >= 1, value * count < 0x1p62 else { return nil }
    bytes = Int(value * count)
  }
}
