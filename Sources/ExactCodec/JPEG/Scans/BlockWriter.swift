/// What encoding the blocks of a scan remembers from one block to the next.
struct BlockWriter {
  var bits = EntropyBitWriter()
  /// The last DC value of each component of the scan, without its low bits.
  var predictions = InlineArray<4, Int>(repeating: 0)
  /// The number of blocks before the current one.
  private(set) var block = 0
  /// Whether the scan holds what its tables or its record do not allow.
  var isMalformed = false
  /// The blocks that end alike and are not coded yet.
  var run = PendingEOBRun()
  var zeroRuns: ExceptionCursor
  var eobRuns: ExceptionCursor
  /// The length of runs that are not listed; nil for what libjpeg would make of them.
  let usualEOBRun: Int?

  /// How often each symbol of each table is needed, if that is all to find out.
  private(set) var frequencies: [Int] = []
  private let isCounting: Bool

  /// - Parameter isCounting: whether to count symbols instead of encoding them; tables then need no
  ///   codes for them
  init(_ repair: ScanRepair, isCounting: Bool) {
    self.isCounting = isCounting
    if isCounting { frequencies = Array(repeating: 0, count: TableSet.count * 256) }
    zeroRuns = ExceptionCursor(repair.zeroRuns)
    eobRuns = ExceptionCursor(repair.eobRuns)
    usualEOBRun = repair.hasSingleEOBRuns ? 1 : nil
  }

  /// Encodes a block, whose values start at `start`.
  ///
  /// - Parameter slot: the place of the component in the scan
  @inline(__always)
  mutating func write(
    _ scan: ScanHeader, _ component: ScanHeader.Component, slot: Int, _ tables: EncodingTables,
    _ values: Span<Int16>, at start: Int
  ) {
    switch scan.kind {
    case .sequential:
      writeDC(Int(values[start]), component.dc, slot, tables)
      writeAC(1...63, low: 0, isSequential: true, component.ac, tables, values, at: start)
    case .firstDC: writeDC(Int(values[start]) >> scan.low, component.dc, slot, tables)
    case .refinedDC: bits.put(UInt64(values[start] >> Int16(scan.low) & 1), 1)
    case .firstAC:
      writeAC(
        scan.band, low: scan.low, isSequential: false, component.ac, tables, values, at: start)
    case .refinedAC: writeRefinedAC(scan, component.ac, tables, values, at: start)
    }
    block += 1
  }

  @inline(__always)
  mutating func put(symbol: Int, _ table: Int, _ tables: EncodingTables) {
    guard !isCounting else { return count(symbol, table) }
    let code = tables.codes[table &* 256 &+ symbol]
    if code == 0 { isMalformed = true }
    bits.put(UInt64(code >> 5), Int(code & 31))
  }

  @inline(never)
  private mutating func count(_ symbol: Int, _ table: Int) {
    frequencies[table * 256 + symbol] += 1
  }

  /// Encodes a symbol and the value whose category it gives (ITU-T T.81, F.1.2.1 and F.1.2.2).
  ///
  /// - Parameter zeros: the zeros before the value
  @inline(__always)
  private mutating func put(value: Int, zeros: Int, _ table: Int, _ tables: EncodingTables) {
    // All ones for negative values, else 0.
    let sign = value &>> 63
    let width = Int.bitWidth &- ((value ^ sign) &- sign).leadingZeroBitCount
    // A value that no code has is taken for one of 15 bits.
    if width > 15 { isMalformed = true }
    let category = min(width, 15)
    guard !isCounting else { return count(zeros &<< 4 &+ category, table) }
    let code = tables.codes[(table &<< 8) &+ (zeros &<< 4) &+ category]
    if code == 0 { isMalformed = true }
    let low = (value &+ sign) & (1 &<< category &- 1)
    bits.put(
      UInt64(truncatingIfNeeded: Int(code &>> 5) &<< category | low),
      Int(code & 31) &+ category)
  }

  @inline(__always)
  private mutating func writeDC(_ value: Int, _ table: Int, _ slot: Int, _ tables: EncodingTables) {
    let difference = value &- predictions[slot]
    predictions[slot] = value
    put(value: difference, zeros: 0, table, tables)
  }

  /// Encodes AC coefficients for the first time: all of a sequential block, or a band.
  @inline(__always)
  private mutating func writeAC(
    _ band: ClosedRange<Int>, low: Int, isSequential: Bool, _ table: Int,
    _ tables: EncodingTables, _ values: Span<Int16>, at start: Int
  ) {
    // The place behind the last coefficient that was coded.
    var coded = band.lowerBound
    var places = tables.order.places(of: values, at: start, within: band)
    while places != 0 {
      let place = places.trailingZeroBitCount
      places &= places &- 1
      var value = Int(values[start &+ Int(tables.order.natural[place])])
      if !isSequential {
        value = value < 0 ? -(-value >> low) : value >> low
        guard value != 0 else { continue }
        endEOBRun(table, tables)
      }
      var zeros = place &- coded
      while zeros > 15 {
        put(symbol: 0xF0, table, tables)
        zeros &-= 16
      }
      put(value: value, zeros: zeros, table, tables)
      coded = place &+ 1
    }
    var zeros = band.upperBound &+ 1 &- coded
    if let superfluous = zeroRuns.value(at: block) {
      zeros -= putZeroRuns(superfluous, of: zeros, table, tables)
    }
    guard zeros > 0 else { return }
    if isSequential {
      put(symbol: 0, table, tables)
    } else {
      countToRun(table, tables)
    }
  }

  /// Encodes superfluous codes for 16 zeros each, out of those that end a block. Returns how many
  /// zeros they were.
  private mutating func putZeroRuns(
    _ count: Int, of zeros: Int, _ table: Int, _ tables: EncodingTables
  ) -> Int {
    guard 16 * count <= zeros else {
      isMalformed = true
      return 0
    }
    endEOBRun(table, tables)
    for _ in 0..<count { put(symbol: 0xF0, table, tables) }
    return 16 * count
  }
}
