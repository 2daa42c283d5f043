extension BlockWriter {
  /// Counts the current block among those that end alike.
  mutating func countToRun(
    _ table: Int, _ tables: EncodingTables, _ corrections: Corrections = Corrections()
  ) {
    if run.count == 0 { run.length = eobRuns.value(at: block) ?? usualEOBRun }
    run.count += 1
    run.append(corrections)
    let isComplete =
      run.length.map { run.count >= $0 }
      ?? (run.count == ScanRepair.longestEOBRun
        || run.corrections.count > EOBRun.correctionLimit)
    if isComplete { endEOBRun(table, tables) }
  }

  /// Encodes the run of blocks that end alike, if there is one.
  @inline(__always)
  mutating func endEOBRun(_ table: Int, _ tables: EncodingTables) {
    if run.count > 0 { putRun(table, tables) }
  }

  @inline(never)
  private mutating func putRun(_ table: Int, _ tables: EncodingTables) {
    let length = run.length ?? run.count
    let width = Int.bitWidth - 1 - length.leadingZeroBitCount
    put(symbol: width << 4, table, tables)
    bits.put(UInt64(length - 1 << width), width)
    for bit in run.corrections { bits.put(UInt64(bit), 1) }
    run = PendingEOBRun()
  }
}

/// Bits that correct the coefficients of a block, the last one lowest.
struct Corrections {
  private(set) var bits: UInt64 = 0
  private(set) var count = 0

  mutating func append(_ bit: Int) {
    bits = bits << 1 | UInt64(bit)
    count += 1
  }
}
