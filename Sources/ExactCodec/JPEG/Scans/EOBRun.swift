/// A run of blocks that end alike, as one code announced it (EOBn; ITU-T T.81, G.1.2.2).
struct EOBRun {
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
  mutating func meet(corrections more: Int, _ findings: inout ScanFindings) {
    met += 1
    corrections += more
    guard met == ScanRepair.longestEOBRun || corrections > Self.correctionLimit, !isSettled else {
      return
    }
    // Here libjpeg would end the run.
    if isOpen { note(in: &findings) }
    isSettled = true
  }

  /// Notes the length of a run that is broken off by a restart or the end of a scan.
  mutating func noteIfOpen(in findings: inout ScanFindings) {
    if isOpen { note(in: &findings) }
  }

  /// Notes the length of a run that libjpeg would have made longer or shorter.
  mutating func note(in findings: inout ScanFindings) {
    guard !isSettled else { return }
    findings.note(unusualEOBRun: length, at: start)
    isSettled = true
  }
}

/// Blocks that end alike and are not coded yet.
struct PendingEOBRun {
  var count = 0
  /// The length that the code must give; nil for the number of blocks.
  var length: Int?
  /// The bits that correct coefficients of these blocks, one each.
  private(set) var corrections: [UInt8] = []

  mutating func append(_ more: Corrections) {
    for shift in (0..<more.count).reversed() {
      corrections.append(UInt8(truncatingIfNeeded: more.bits >> UInt64(shift) & 1))
    }
  }
}
