/// What decoding the blocks of a scan remembers from one block to the next.
///
/// It is copied at each unit, so that a unit that cannot be decoded leaves no trace.
struct BlockReader {
  var bits: EntropyBitReader
  /// The last DC value of each component of the scan, without its low bits.
  var predictions = InlineArray<4, Int>(repeating: 0)
  /// The number of blocks before the current one.
  var block = 0
  var run = EndRun()

  init(at offset: Int) { bits = EntropyBitReader(at: offset) }

  /// Forgets what a restart resets.
  mutating func restart(at offset: Int) {
    bits = EntropyBitReader(at: offset)
    predictions = InlineArray(repeating: 0)
    run = EndRun()
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
    _ repair: inout ScanRepair
  ) -> Bool {
    defer { block += 1 }
    switch scan.kind {
    case .sequential:
      return readDC(source, component.dc, slot, tables, low: 0, &values, at: start)
        && readAC(source, component.ac, tables, &values, at: start, &repair)
    case .firstDC:
      return readDC(source, component.dc, slot, tables, low: scan.low, &values, at: start)
    case .refinedDC:
      if bits.bit(source) { values[start] |= 1 << Int16(scan.low) }
      return true
    case .firstAC:
      return readFirstAC(source, scan, component.ac, tables, &values, at: start, &repair)
    case .refinedAC:
      return readRefinedAC(source, scan, component.ac, tables, &values, at: start, &repair)
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
    _ values: inout MutableSpan<Int16>, at start: Int, _ repair: inout ScanRepair
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
    if zeroRuns > 0 { repair.zeroRuns.append(zeroRuns, at: block) }
    return true
  }
}

/// A run of blocks that end alike, as one code announced it (EOBn; ITU-T T.81, G.1.2.2).
struct EndRun {
  /// The block where it began.
  private(set) var start = 0
  /// The blocks announced, 0 for none.
  private(set) var length = 0
  /// Those met so far.
  private var met = 0
  /// The bits that correct coefficients of these.
  private var corrections = 0
  /// Whether libjpeg would have ended the run where it ends, or its length was noted.
  private var isSettled = true

  /// The most bits of correction with which libjpeg lets a run go on: MAX_CORR_BITS - DCTSIZE2 + 1
  /// in jcphuff.c.
  static let correctionLimit = 937

  init() {}

  init(at block: Int, length: Int) {
    (start, self.length, isSettled) = (block, length, false)
  }

  var isOpen: Bool { met < length }

  /// Counts a block of the run.
  mutating func meet(corrections more: Int, _ repair: inout ScanRepair) {
    met += 1
    corrections += more
    guard met == ScanRepair.longestEndRun || corrections > Self.correctionLimit, !isSettled else {
      return
    }
    // Here libjpeg would end the run.
    if isOpen { note(in: &repair) }
    isSettled = true
  }

  /// Notes the length of a run that is broken off by a restart or the end of a scan.
  mutating func noteIfOpen(in repair: inout ScanRepair) {
    if isOpen { note(in: &repair) }
  }

  /// Notes the length of a run that libjpeg would have made longer or shorter.
  mutating func note(in repair: inout ScanRepair) {
    guard !isSettled else { return }
    repair.endRuns.append(length, at: start)
    isSettled = true
  }
}
