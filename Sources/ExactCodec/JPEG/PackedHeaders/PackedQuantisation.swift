/// A typical quantisation table, as two bytes.
struct PackedQuantisation: Equatable {
  /// The table's number, 0…3.
  let selector: UInt8
  let isChrominance: Bool
  /// As libjpeg counts it, 1…100.
  let quality: UInt8

  // Bits 0–1 of the first byte: the table's number. Bit 2: whether it is that of chrominance.
  // The second byte: the quality.

  var bytes: [UInt8] { [selector | (isChrominance ? 4 : 0), quality] }

  /// The table as a DQT segment defines it.
  var definition: [UInt8] {
    [selector] + TypicalQuantisation.steps(isChrominance: isChrominance, quality: quality)
  }

  /// Reads the bytes; nil for those of no table.
  init?(from rest: inout ArraySlice<UInt8>) {
    guard let first = rest.popFirst(), let second = rest.popFirst(), first < 8,
      (1...100).contains(second)
    else { return nil }
    (selector, isChrominance, quality) = (first & 3, first & 4 != 0, second)
  }

  /// The table that a DQT segment defines, with the lowest quality; nil if it is not typical.
  init?(definition: ArraySlice<UInt8>) {
    guard let selector = definition.first, selector < 4 else { return nil }
    let steps = definition.dropFirst()
    for isChrominance in [false, true] {
      for quality in 1...100 as ClosedRange<UInt8>
      where TypicalQuantisation.isTypical(steps, isChrominance: isChrominance, quality: quality) {
        (self.selector, self.isChrominance, self.quality) = (selector, isChrominance, quality)
        return
      }
    }
    return nil
  }

  /// The tables of a DQT segment's payload; nil unless all are typical.
  static func tables(_ payload: ArraySlice<UInt8>) -> [PackedQuantisation]? {
    let (count, remainder) = payload.count.quotientAndRemainder(dividingBy: 65)
    guard (1...255).contains(count), remainder == 0 else { return nil }
    var tables: [PackedQuantisation] = []
    for start in stride(from: payload.startIndex, to: payload.endIndex, by: 65) {
      guard let table = PackedQuantisation(definition: payload[start..<start + 65]) else {
        return nil
      }
      tables.append(table)
    }
    return tables
  }
}
