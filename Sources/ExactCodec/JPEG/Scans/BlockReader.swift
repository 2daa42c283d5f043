/// What decoding the blocks of a scan remembers from one block to the next.
///
/// It is copied at each unit, so that a unit that cannot be decoded leaves no trace.
struct BlockReader {
  var bits: EntropyBitReader
  /// The last DC value of each component of the scan, without its low bits.
  var predictions = InlineArray<4, Int>(repeating: 0)
  /// The number of blocks before the current one.
  var block = 0
  var run = EOBRun()

  init(at offset: Int) { bits = EntropyBitReader(at: offset) }

  /// Forgets what a restart resets.
  mutating func restart(at offset: Int) {
    bits = EntropyBitReader(at: offset)
    predictions = InlineArray(repeating: 0)
    run = EOBRun()
  }

  /// Decodes a block. Returns false if it is damaged; values may then have changed.
  ///
  /// - Parameters:
  ///   - values: of all planes; those of the block start at `start`
  ///   - slot: the place of the component in the scan
  @inline(__always)
  mutating func read(
    _ source: Span<UInt8>, _ scan: ScanHeader, _ component: ScanHeader.Component, slot: Int,
    _ tables: DecodingTables, _ values: inout MutableSpan<Int16>, at start: Int,
    _ findings: inout ScanFindings
  ) -> Bool {
    defer { block += 1 }
    switch scan.kind {
    case .sequential:
      return readDC(source, component.dc, slot, tables, low: 0, &values, at: start)
        && readAC(source, component.ac, tables, &values, at: start, &findings)
    case .firstDC:
      return readDC(source, component.dc, slot, tables, low: scan.low, &values, at: start)
    case .refinedDC:
      if bits.bit(source) { values[start] |= 1 << Int16(scan.low) }
      return true
    case .firstAC:
      return readFirstAC(source, scan, component.ac, tables, &values, at: start, &findings)
    case .refinedAC:
      return readRefinedAC(source, scan, component.ac, tables, &values, at: start, &findings)
    }
  }

  /// Decodes a DC coefficient (ITU-T T.81, F.2.2.1).
  @inline(__always)
  private mutating func readDC(
    _ source: Span<UInt8>, _ table: Int, _ slot: Int, _ tables: DecodingTables, low: Int,
    _ values: inout MutableSpan<Int16>, at start: Int
  ) -> Bool {
    bits.refill(source)
    let category = tables.symbol(table, from: &bits)
    // Negative ones too are above 15 as unsigned numbers.
    guard UInt(bitPattern: category) < 16 else { return false }
    let difference = category == 0 ? 0 : bits.value(category: category)
    let prediction = predictions[slot] &+ difference
    guard let value = Int16(exactly: prediction << low) else { return false }
    predictions[slot] = prediction
    values[start] = value
    return true
  }

  /// Decodes the AC coefficients of a sequential block (ITU-T T.81, F.2.2.2).
  @inline(__always)
  private mutating func readAC(
    _ source: Span<UInt8>, _ table: Int, _ tables: DecodingTables,
    _ values: inout MutableSpan<Int16>, at start: Int, _ findings: inout ScanFindings
  ) -> Bool {
    var place = 1
    var zeroRuns = 0
    while place < 64 {
      if bits.count < 32 { bits.refill(source) }
      let symbol = tables.symbol(table, from: &bits)
      guard symbol >= 0 else { return false }
      let category = symbol & 15
      place &+= symbol &>> 4
      if category != 0 {
        guard place < 64 else { return false }
        let value = bits.value(category: category)
        values[start &+ Int(tables.order.natural[place])] = Int16(truncatingIfNeeded: value)
        zeroRuns = 0
      } else if symbol == 0xF0 {
        guard place < 64 else { return false }
        zeroRuns &+= 1
      } else {
        guard symbol == 0 else { return false }
        break
      }
      place &+= 1
    }
    if zeroRuns > 0 { findings.note(zeroRuns: zeroRuns, at: block) }
    return true
  }
}
