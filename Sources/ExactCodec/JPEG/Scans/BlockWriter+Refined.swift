extension BlockWriter {
  /// Encodes one more bit of a band of AC coefficients (ITU-T T.81, G.1.2.3).
  mutating func writeRefinedAC(
    _ scan: ScanHeader, _ table: Int, _ tables: EncodingTables, _ values: Span<Int16>,
    at start: Int
  ) {
    func magnitude(_ place: Int) -> Int {
      Int(values[start + Int(tables.order.natural[place])].magnitude) >> scan.low
    }
    // Those that are known not to be 0 are corrected; the others become other than 0 now.
    var (known, new) = (0 as UInt64, 0 as UInt64)
    var rest = tables.order.places(of: values, at: start, within: scan.band)
    while rest != 0 {
      let place = rest.trailingZeroBitCount
      rest &= rest &- 1
      let size = magnitude(place)
      if size > 1 { known |= 1 << UInt64(place) }
      if size == 1 { new |= 1 << UInt64(place) }
    }
    let lastNew = 63 - new.leadingZeroBitCount
    var superfluous = zeroRuns.value(at: block) ?? 0
    var zeros = 0
    var corrections = Corrections()
    // The place behind the last one that was coded, and that behind the last one looked at.
    var coded = scan.band.lowerBound
    var seen = coded
    var events = known | new
    while true {
      let place = events == 0 ? scan.band.upperBound + 1 : events.trailingZeroBitCount
      zeros += place - seen
      // Codes for 16 zeros are due before what is coded later, or superfluous.
      while zeros > 15, place <= lastNew || superfluous > 0 {
        endEOBRun(table, tables)
        put(symbol: 0xF0, table, tables)
        put(&corrections)
        if place > lastNew { superfluous -= 1 }
        zeros -= 16
        coded = place - zeros
      }
      guard events != 0 else { break }
      events &= events &- 1
      seen = place + 1
      guard new >> UInt64(place) & 1 == 1 else {
        corrections.append(magnitude(place) & 1)
        continue
      }
      endEOBRun(table, tables)
      put(symbol: zeros << 4 | 1, table, tables)
      bits.put(values[start + Int(tables.order.natural[place])] < 0 ? 0 : 1, 1)
      put(&corrections)
      (zeros, coded) = (0, seen)
    }
    if superfluous > 0 { isMalformed = true }
    guard coded <= scan.band.upperBound else { return }
    countToRun(table, tables, corrections)
  }

  private mutating func put(_ corrections: inout Corrections) {
    bits.put(corrections.bits >> 32, corrections.count - min(corrections.count, 32))
    bits.put(corrections.bits & 0xFFFF_FFFF, min(corrections.count, 32))
    corrections = Corrections()
  }
}
