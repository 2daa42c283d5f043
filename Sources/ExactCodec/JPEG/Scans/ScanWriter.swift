/// Encodes the entropy-coded data of a scan, row by row of MCUs.
struct ScanWriter {
  private let scan: ScanHeader
  private let layout: ScanLayout
  private let tables: EncodingTables
  private let rowCount: Int
  private let repair: ScanRepair
  /// The unit before which the data end early.
  private let stop: Int
  private var blocks: BlockWriter
  private var row = 0
  private var unit = 0
  /// The unit before which the next restart is due.
  private var nextRestart: Int
  private var restartCount = 0
  private var restarts: ExceptionCursor
  private var paddings: ExceptionCursor
  /// Whether all data were encoded.
  private(set) var isComplete = false

  /// - Parameters:
  ///   - stop: the number of units to encode, if that is not all of them
  ///   - isCounting: whether to count symbols instead of encoding them
  init(
    _ scan: ScanHeader, _ frame: FrameHeader, _ repair: ScanRepair, stop: Int?,
    isCounting: Bool = false
  ) throws(JPEGError) {
    self.scan = scan
    self.repair = repair
    layout = ScanLayout(scan, frame)
    tables = EncodingTables(scan.tables)
    rowCount = frame.unitsHigh
    self.stop = stop ?? .max
    blocks = BlockWriter(repair, isCounting: isCounting)
    nextRestart =
      scan.restartInterval == 0 || repair.ignoresRestarts ? .max : scan.restartInterval
    restarts = ExceptionCursor(repair.restarts)
    paddings = ExceptionCursor(repair.paddings)
    guard self.stop == .max || self.stop < layout.unitCount else {
      throw .malformed(part: "repair record")
    }
  }

  /// Encodes the next row of MCUs, which must be among those that `planes` holds.
  mutating func writeRow(_ planes: CoefficientPlanes) throws(JPEGError) {
    guard !isComplete else { return }
    for line in 0..<layout.lines(inRow: row) where !isComplete {
      let tracks = layout.tracks(row: row, line: line, in: planes)
      writeLine(planes.values.span, tracks.span)
      guard !blocks.isMalformed else { throw .malformed(part: "coefficients or tables") }
    }
    row += 1
    if !isComplete, row == rowCount {
      align()
      isComplete = true
    }
  }

  private mutating func writeLine(_ values: Span<Int16>, _ tracks: Span<ScanLayout.Track>) {
    let (scan, tables) = (scan, tables)
    for column in 0..<layout.unitsWide {
      guard unit < stop else {
        endEOBRun()
        blocks.bits.dropPartialByte()
        isComplete = true
        return
      }
      if unit == nextRestart { restart() }
      for index in tracks.indices {
        let track = tracks[index]
        blocks.write(
          scan, scan.components[track.slot], slot: track.slot, tables, values,
          at: track.start + column * track.step)
      }
      unit += 1
    }
  }

  private mutating func endEOBRun() { blocks.endEOBRun(scan.components[0].ac, tables) }

  private mutating func align() {
    endEOBRun()
    blocks.bits.align(padding: paddings.value(at: restartCount) ?? repair.padding)
  }

  private mutating func restart() {
    align()
    if let index = restarts.value(at: restartCount) {
      blocks.bits.append(raw: repair.restartBytes[index])
    } else {
      blocks.bits.append(raw: CollectionOfOne(0xFF))
      blocks.bits.append(raw: CollectionOfOne(0xD0 + UInt8(restartCount & 7)))
    }
    blocks.predictions = InlineArray(repeating: 0)
    restartCount += 1
    nextRestart += scan.restartInterval
  }

  /// How often each symbol was needed so far, 256 for each of the places of tables.
  var frequencies: [Int] { blocks.frequencies }

  /// The bytes encoded so far, which are then forgotten.
  mutating func takeBytes() -> [UInt8] { blocks.bits.takeBytes() }
}
