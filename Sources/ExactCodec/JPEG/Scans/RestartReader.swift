/// Finds the restarts of a scan, and notes how they depart from what is due (ITU-T T.81, E.2.4).
struct RestartReader {
  /// In units; 0 for none.
  private var interval: Int
  /// The unit before which the next restart is due.
  private var next: Int
  /// The restarts so far.
  private var count = 0
  /// Whether any byte so far was not filled by data.
  private var hasPadding = false

  /// The most bytes that are taken for garbage before a marker.
  private static let garbageLimit = 32

  init(interval: Int) {
    (self.interval, next) = (interval, interval)
  }

  @inline(__always)
  func isDue(before unit: Int) -> Bool { unit == next && interval > 0 }

  /// Passes the restart that is due, if there is one.
  mutating func pass(
    _ source: Span<UInt8>, _ blocks: inout BlockReader, _ findings: inout ScanFindings
  ) {
    if count == 0, !Self.holdsRestart(source, from: blocks.bits.offset(source, wholly: true)) {
      findings.ignoreRestarts()
      interval = 0
      return
    }
    blocks.run.noteIfOpen(in: &findings)
    align(source, &blocks, &findings)
    let start = blocks.bits.offset(source, wholly: true)
    let due = UInt8(0xD0 + count & 7)
    let end = Self.end(source, from: start, due: due)
    if end != start + 2 || source[start + 1] != due {
      findings.note(marker: (start..<end).map { source[$0] }, at: count)
    }
    blocks.restart(at: end)
    count += 1
    next += interval
  }

  /// Notes the bits that fill the last byte before a restart or the end.
  mutating func align(
    _ source: Span<UInt8>, _ blocks: inout BlockReader, _ findings: inout ScanFindings
  ) {
    let padding = blocks.bits.padding
    guard padding.count > 0 else { return }
    findings.note(
      padding: padding.bits, count: padding.count, isFirst: !hasPadding, at: count)
    hasPadding = true
  }

  /// Whether a restart marker stands before any other marker.
  private static func holdsRestart(_ source: Span<UInt8>, from start: Int) -> Bool {
    var offset = start
    while offset + 1 < source.count {
      let second = source[offset + 1]
      if source[offset] == 0xFF, second != 0xFF, second != 0 {
        return (0xD0...0xD7).contains(second)
      }
      offset += 1
    }
    return false
  }

  /// The end of a restart marker at `start`, or soon after it; `start` if there seems to be none.
  private static func end(_ source: Span<UInt8>, from start: Int, due: UInt8) -> Int {
    var offset = start
    var isGarbage = false
    while offset + 1 < source.count, offset - start < garbageLimit {
      let second = source[offset + 1]
      guard source[offset] == 0xFF, second != 0 else {
        isGarbage = true
        offset += 1
        continue
      }
      guard second != 0xFF else {
        offset += 1
        continue
      }
      // Behind other bytes a marker of another number belongs to a later restart.
      let isIt = isGarbage ? second == due : (0xD0...0xD7).contains(second)
      return isIt ? offset + 2 : start
    }
    return start
  }
}
