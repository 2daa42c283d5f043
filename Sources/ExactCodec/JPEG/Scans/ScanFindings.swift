/// What reading a scan finds that the coefficients do not say.
struct ScanFindings {
  private(set) var repair = ScanRepair()
  /// The runs of more than one block, by the block where each begins.
  private var longEOBRuns = Exceptions()
  private let limit: Int

  /// - Parameters:
  ///   - limit: of the exceptions, of each kind
  ///   - blocksInUnit: the blocks of a unit, each of which may be an exception
  init(limit: Int, blocksInUnit: Int) {
    // A unit may begin with a restart, and the scan's end adds one more exception of each kind.
    self.limit = limit - blocksInUnit - 2
  }

  /// Whether the next unit might bring more exceptions than are kept.
  var isFull: Bool {
    max(
      repair.zeroRuns.count, min(repair.eobRuns.count, longEOBRuns.count), repair.paddings.count,
      repair.restarts.count) >= limit
  }

  mutating func ignoreRestarts() { repair.ignoresRestarts = true }

  /// Notes superfluous codes for 16 zeros.
  mutating func note(zeroRuns: Int, at block: Int) { repair.zeroRuns.append(zeroRuns, at: block) }

  /// Notes the length of any run.
  mutating func note(run length: Int, at block: Int) {
    if length > 1 { longEOBRuns.append(length, at: block) }
  }

  /// Notes the length of a run that libjpeg would have made longer or shorter.
  mutating func note(unusualEOBRun length: Int, at block: Int) {
    repair.eobRuns.append(length, at: block)
  }

  /// Notes the bits that fill the last byte before a restart or the end.
  ///
  /// - Parameters:
  ///   - padding: the bits, `count` of them, at least one
  ///   - isFirst: whether no byte was filled before, so that these bits stand for all others
  mutating func note(padding: Int, count: Int, isFirst: Bool, at restart: Int) {
    if isFirst, padding == 0 { repair.padding = 0 }
    let usual = (1 << count - 1) & repair.padding
    if padding != usual { repair.paddings.append(padding, at: restart) }
  }

  /// Notes bytes that stand in place of a restart's marker.
  mutating func note(marker bytes: [UInt8], at restart: Int) {
    repair.restarts.append(repair.restarts.count, at: restart)
    repair.restartBytes.append(bytes)
  }

  /// What was found, with the shorter of both lists of runs.
  func finish() -> ScanRepair {
    var repair = repair
    if longEOBRuns.count < repair.eobRuns.count {
      (repair.eobRuns, repair.hasSingleEOBRuns) = (longEOBRuns, true)
    }
    return repair
  }
}

extension ScanFindings {
  /// How many exceptions there are of each kind.
  struct Counts {
    fileprivate let zeroRuns, eobRuns, longEOBRuns, paddings, restarts: Int
  }

  var counts: Counts {
    Counts(
      zeroRuns: repair.zeroRuns.count, eobRuns: repair.eobRuns.count,
      longEOBRuns: longEOBRuns.count,
      paddings: repair.paddings.count, restarts: repair.restarts.count)
  }

  /// Forgets exceptions that were added since.
  mutating func truncate(to counts: Counts) {
    repair.zeroRuns.truncate(to: counts.zeroRuns)
    repair.eobRuns.truncate(to: counts.eobRuns)
    longEOBRuns.truncate(to: counts.longEOBRuns)
    repair.paddings.truncate(to: counts.paddings)
    repair.restarts.truncate(to: counts.restarts)
    repair.restartBytes.removeLast(repair.restartBytes.count - repair.restarts.count)
  }
}
