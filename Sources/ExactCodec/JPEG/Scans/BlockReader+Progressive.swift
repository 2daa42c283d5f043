extension BlockReader {
  /// The number of blocks that end with this one, if a symbol says so; nil for any other symbol.
  @inline(__always)
  private mutating func eobRunLength(_ symbol: Int) -> Int? {
    let width = symbol >> 4
    guard symbol & 15 == 0, width < 15 else { return nil }
    return 1 << width + (width == 0 ? 0 : bits.take(width))
  }

  /// Begins a run with the current block.
  ///
  /// - Parameter isWhole: whether nothing of the block was coded before its end
  private mutating func beginRun(_ length: Int, isWhole: Bool, _ findings: inout ScanFindings) {
    // libjpeg would have counted this block to the run before it.
    if isWhole { run.note(in: &findings) }
    run = EOBRun(at: block, length: length)
    findings.note(run: length, at: block)
  }

  /// Decodes a band of AC coefficients for the first time (ITU-T T.81, G.1.2.2).
  mutating func readFirstAC(
    _ source: Span<UInt8>, _ scan: ScanHeader, _ table: Int, _ tables: DecodingTables,
    _ values: inout MutableSpan<Int16>, at start: Int, _ findings: inout ScanFindings
  ) -> Bool {
    if run.isOpen {
      run.meet(corrections: 0, &findings)
      return true
    }
    let (first, last) = (scan.band.lowerBound, scan.band.upperBound)
    var place = first
    var zeroRuns = 0
    while place <= last {
      bits.refill(source)
      let symbol = tables.symbol(table, from: &bits)
      guard symbol >= 0 else { return false }
      if let length = eobRunLength(symbol) {
        beginRun(length, isWhole: place == first, &findings)
        run.meet(corrections: 0, &findings)
        break
      }
      if place == first { run = EOBRun() }
      place += symbol >> 4
      guard place <= last else { return false }
      if symbol & 15 == 0 {
        zeroRuns += 1
      } else {
        // A magnitude of 2¹⁵ would not fit once its sign is taken away.
        guard let value = Int16(exactly: bits.value(category: symbol & 15) << scan.low),
          value > .min
        else { return false }
        values[start + Int(tables.order.natural[place])] = value
        zeroRuns = 0
      }
      place += 1
    }
    if zeroRuns > 0 { findings.note(zeroRuns: zeroRuns, at: block) }
    return true
  }

  /// Decodes one more bit of a band of AC coefficients (ITU-T T.81, G.1.2.3).
  mutating func readRefinedAC(
    _ source: Span<UInt8>, _ scan: ScanHeader, _ table: Int, _ tables: DecodingTables,
    _ values: inout MutableSpan<Int16>, at start: Int, _ findings: inout ScanFindings
  ) -> Bool {
    let last = scan.band.upperBound
    let bit = Int16(1) << Int16(scan.low)
    let known = tables.order.places(of: values.span, at: start, within: scan.band)
    if run.isOpen {
      let corrections = correctAll(source, known, bit, tables, &values, at: start)
      run.meet(corrections: corrections, &findings)
      return true
    }
    var place = scan.band.lowerBound
    var zeroRuns = 0
    while place <= last {
      bits.refill(source)
      let symbol = tables.symbol(table, from: &bits)
      guard symbol >= 0 else { return false }
      if let length = eobRunLength(symbol) {
        beginRun(length, isWhole: place == scan.band.lowerBound, &findings)
        let left = known & .max << UInt64(place)
        let corrections = correctAll(source, left, bit, tables, &values, at: start)
        run.meet(corrections: corrections, &findings)
        break
      }
      run = EOBRun()
      guard symbol & 15 < 2 else { return false }
      let isNew = symbol & 15 == 1
      let isPositive = isNew && bits.bit(source)
      guard
        let target = skip(
          symbol >> 4, source, place...last, known, bit, tables, &values, at: start)
      else { return false }
      if isNew { values[start + Int(tables.order.natural[target])] = isPositive ? bit : -bit }
      zeroRuns = isNew ? 0 : zeroRuns + 1
      place = target + 1
    }
    if zeroRuns > 0 { findings.note(zeroRuns: zeroRuns, at: block) }
    return true
  }

  /// Passes over zeros and corrects coefficients between them. Returns the place of the zero behind
  /// those; nil if there is none.
  ///
  /// - Parameter known: the places that are not 0, as bits
  @inline(__always)
  private mutating func skip(
    _ zeros: Int, _ source: Span<UInt8>, _ places: ClosedRange<Int>, _ known: UInt64, _ bit: Int16,
    _ tables: DecodingTables, _ values: inout MutableSpan<Int16>, at start: Int
  ) -> Int? {
    var rest = known & .max << UInt64(places.lowerBound)
    var (zeros, place) = (zeros, places.lowerBound)
    while rest != 0 {
      let next = rest.trailingZeroBitCount
      guard zeros >= next - place else { return place + zeros }
      zeros -= next - place
      correct(source, bit, &values, at: start + Int(tables.order.natural[next]))
      rest &= rest &- 1
      place = next + 1
    }
    return place + zeros <= places.upperBound ? place + zeros : nil
  }

  /// Corrects coefficients that are known not to be 0. Returns their number.
  @inline(__always)
  private mutating func correctAll(
    _ source: Span<UInt8>, _ known: UInt64, _ bit: Int16, _ tables: DecodingTables,
    _ values: inout MutableSpan<Int16>, at start: Int
  ) -> Int {
    var rest = known
    while rest != 0 {
      let place = rest.trailingZeroBitCount
      correct(source, bit, &values, at: start + Int(tables.order.natural[place]))
      rest &= rest &- 1
    }
    return known.nonzeroBitCount
  }

  @inline(__always)
  private mutating func correct(
    _ source: Span<UInt8>, _ bit: Int16, _ values: inout MutableSpan<Int16>, at index: Int
  ) {
    // The bit is 0 so far in all magnitudes, so that nothing overflows.
    if bits.bit(source) { values[index] &+= values[index] > 0 ? bit : -bit }
  }
}
