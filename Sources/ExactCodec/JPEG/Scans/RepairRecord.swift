/// What the coefficients of a file do not tell about its scans.
///
/// Whatever libjpeg would write (jchuff.c, jcphuff.c) needs no mention.
package struct RepairRecord: Equatable, Sendable {
  /// The units after which the last scan ends early, where decoding met damage; nil if all are
  /// there.
  package var stop: Int?
  package var scans: [ScanRepair] = []

  package init() {}

  /// How a scan departs from what is usual.
  func repair(of scan: Int) -> ScanRepair { scan < scans.count ? scans[scan] : ScanRepair() }

  /// Forgets the last scans as far as there is nothing to note of them.
  mutating func removeEmptyScans() {
    while scans.last == ScanRepair() { scans.removeLast() }
  }
}

/// How a scan departs from what libjpeg would write.
package struct ScanRepair: Equatable, Sendable {
  /// The bits that fill the last byte before a restart or the end, if there is no exception: all
  /// ones (127), or all zeros.
  package var padding = ScanRepair.ones
  /// Whether the restart interval means nothing, because the scan holds no restart marker.
  package var ignoresRestarts = false
  /// By block: how many codes for 16 zeros stand superfluously before a block's end.
  package var zeroRuns = Exceptions()
  /// By the block where it begins: the length of a run of blocks' ends.
  package var eobRuns = Exceptions()
  /// Whether a run that is not listed is of one block, and not as long as libjpeg would make it.
  package var hasSingleEOBRuns = false
  /// By restart; the scan's end counts as one more. The bits that fill the last byte.
  package var paddings = Exceptions()
  /// By restart: an index into ``restartBytes``.
  package var restarts = Exceptions()
  /// What stands where a restart marker is due.
  package var restartBytes: [[UInt8]] = []

  package init() {}

  package static let ones = 127

  /// What exceptions are kept of one scan before the rest counts as damage.
  static let exceptionLimit = 1 << 20
  /// The most blocks that one code ends (EOB14).
  static let longestEOBRun = 0x7FFF
  /// Superfluous zeros fit a block three times.
  static let zeroRunLimit = 3

  /// The exceptions of all lists.
  var count: Int { zeroRuns.count + eobRuns.count + paddings.count + restarts.count }
}

/// Numbers at a few places, in ascending order.
package struct Exceptions: Equatable, Sendable {
  package private(set) var places: [Int] = []
  package private(set) var values: [Int] = []

  package init() {}

  package var count: Int { places.count }

  package mutating func append(_ value: Int, at place: Int) {
    places.append(place)
    values.append(value)
  }

  mutating func truncate(to count: Int) {
    guard count < places.count else { return }
    places.removeLast(places.count - count)
    values.removeLast(values.count - count)
  }
}

/// Looks exceptions up at places that only ascend.
struct ExceptionCursor {
  private let exceptions: Exceptions
  private var index = 0
  /// The place of the next exception.
  private var next: Int

  init(_ exceptions: Exceptions) {
    self.exceptions = exceptions
    next = exceptions.places.first ?? .max
  }

  /// The number at a place; nil if there is no exception.
  @inline(__always)
  mutating func value(at place: Int) -> Int? { place < next ? nil : find(place) }

  @inline(never)
  private mutating func find(_ place: Int) -> Int? {
    var value: Int?
    while next <= place, index < exceptions.count {
      if next == place { value = exceptions.values[index] }
      index += 1
      next = index < exceptions.count ? exceptions.places[index] : .max
    }
    return value
  }
}
