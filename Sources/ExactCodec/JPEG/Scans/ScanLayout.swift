/// The order in which a scan codes blocks (ITU-T T.81, A.2).
///
/// A *unit* is what lies between two possible restarts: an MCU of several components, or one block
/// of a single component.
struct ScanLayout: Sendable {
  /// The blocks at one place within all units of a line.
  struct Track: Sendable {
    /// The place of its component in the scan.
    let slot: Int
    /// Where the values of the first unit's block begin.
    let start: Int
    /// From one unit's block to the next one's.
    let step: Int
  }

  private let frame: FrameHeader
  private let components: [Int]
  /// The units of a line.
  let unitsWide: Int
  private let linesHigh: Int

  init(_ scan: ScanHeader, _ frame: FrameHeader) {
    self.frame = frame
    components = scan.components.map(\.index)
    let first = frame.components[components[0]]
    let isInterleaved = components.count > 1
    unitsWide = isInterleaved ? frame.unitsWide : first.blocksWide
    linesHigh = isInterleaved ? frame.unitsHigh : first.blocksHigh
  }

  var unitCount: Int { unitsWide * linesHigh }

  /// The blocks of a unit.
  var blocksPerUnit: Int {
    components.count == 1
      ? 1 : components.reduce(0) { $0 + frame.components[$1].across * frame.components[$1].down }
  }

  /// The number of lines of units in a row of MCUs; of a single component each row of blocks is a
  /// line.
  func lines(inRow row: Int) -> Int {
    guard components.count == 1 else { return 1 }
    let down = frame.components[components[0]].down
    return max(min(down, linesHigh - row * down), 0)
  }

  /// Where the blocks of a line lie.
  ///
  /// - Parameter row: of MCUs, one that `planes` holds
  func tracks(row: Int, line: Int, in planes: CoefficientPlanes) -> [Track] {
    let rowsAbove = row - planes.rows.lowerBound
    guard components.count > 1 else {
      let down = frame.components[components[0]].down
      let start = planes.start(component: components[0], row: rowsAbove * down + line, column: 0)
      return [Track(slot: 0, start: start, step: 64)]
    }
    var tracks: [Track] = []
    for (slot, index) in components.enumerated() {
      let component = frame.components[index]
      for y in 0..<component.down {
        for x in 0..<component.across {
          let start = planes.start(
            component: index, row: rowsAbove * component.down + y, column: x)
          tracks.append(Track(slot: slot, start: start, step: 64 * component.across))
        }
      }
    }
    return tracks
  }
}
