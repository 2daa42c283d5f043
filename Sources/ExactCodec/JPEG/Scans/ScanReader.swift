/// Decodes the entropy-coded data of a scan, row by row of MCUs.
struct ScanReader {
  let scan: ScanHeader
  private let layout: ScanLayout
  private let tables: DecodingTables
  private let rowCount: Int
  private var blocks: BlockReader
  private var row = 0
  private var unit = 0
  private var restarts: RestartReader
  private var findings: ScanFindings
  /// The units decoded, if that was not all of them.
  private(set) var stop: Int?
  /// Where the data end, or the first byte of which not all bits were decoded; nil while rows are
  /// left.
  private(set) var end: Int?

  /// - Parameters:
  ///   - offset: of the data in the file
  ///   - limit: of the exceptions that are kept, of each kind
  init(_ scan: ScanHeader, _ frame: FrameHeader, at offset: Int, exceptionLimit limit: Int) {
    self.scan = scan
    layout = ScanLayout(scan, frame)
    tables = DecodingTables(scan.tables, used: scan.usedTables)
    rowCount = frame.unitsHigh
    blocks = BlockReader(at: offset)
    restarts = RestartReader(interval: scan.restartInterval)
    findings = ScanFindings(limit: limit, blocksInUnit: layout.blocksPerUnit)
  }

  /// How the scan departs from what its coefficients lead to expect, once it was read.
  var repair: ScanRepair { findings.finish() }

  /// Decodes the next row of MCUs, which must be among those that `planes` holds.
  mutating func readRow(_ file: [UInt8], into planes: inout CoefficientPlanes) {
    guard end == nil else { return }
    for line in 0..<layout.lines(inRow: row) where end == nil {
      let tracks = layout.tracks(row: row, line: line, in: planes)
      readLine(file.span, tracks.span, &planes)
    }
    row += 1
    if end == nil, row == rowCount { finish(file.span) }
  }

  private mutating func readLine(
    _ source: Span<UInt8>, _ tracks: Span<ScanLayout.Track>, _ planes: inout CoefficientPlanes
  ) {
    let (scan, tables) = (scan, tables)
    var values = planes.values.mutableSpan
    for column in 0..<layout.unitsWide {
      let before = blocks
      let counts = findings.counts
      var isWhole = !findings.isFull
      if isWhole, restarts.isDue(before: unit) {
        restarts.pass(source, &blocks, &findings)
      }
      for track in tracks.indices where isWhole {
        let slot = tracks[track].slot
        isWhole = blocks.read(
          source, scan, scan.components[slot], slot: slot, tables, &values,
          at: tracks[track].start + column * tracks[track].step, &findings)
      }
      guard isWhole, !blocks.bits.isOverrun else {
        findings.truncate(to: counts)
        for index in tracks.indices {
          clear(&values, at: tracks[index].start + column * tracks[index].step)
        }
        blocks = before
        stop = unit
        blocks.run.noteIfOpen(in: &findings)
        end = blocks.bits.offset(source, wholly: false)
        return
      }
      unit += 1
    }
  }

  /// Takes from a block what this scan may have decoded.
  private func clear(_ values: inout MutableSpan<Int16>, at start: Int) {
    for place in scan.band {
      let index = start + Int(tables.order.natural[place])
      switch scan.kind {
      case .sequential, .firstDC, .firstAC: values[index] = 0
      case .refinedDC: values[index] &= ~(1 << Int16(scan.low))
      case .refinedAC:
        let magnitude = values[index].magnitude & ~(1 << UInt16(scan.low))
        values[index] = values[index] < 0 ? -Int16(magnitude) : Int16(magnitude)
      }
    }
  }

  private mutating func finish(_ source: Span<UInt8>) {
    blocks.run.noteIfOpen(in: &findings)
    restarts.align(source, &blocks, &findings)
    end = blocks.bits.offset(source, wholly: true)
  }
}
