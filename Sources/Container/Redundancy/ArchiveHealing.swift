import Bytes
import Synchronization

/// A damaged archive as it was, as far as its parity tells.
///
///     if let healing = try ArchiveHealing(of: source), healing.isNeeded {
///       let archive = try ArchiveReader(healing)
///     }
///
/// As a source it has every byte where it was written. What could not be healed is as it is in the
/// damaged archive. Each span is healed once when this is made, and again when it is read, unless it
/// is still in memory.
package final class ArchiveHealing: ByteSource {
  package let count: Int
  /// Bytes that were found damaged, and those of them that were made anew.
  package let damagedBytes: Int
  package let healedBytes: Int
  /// How many ranges without a gap those made anew are.
  package let healedPlaces: Int
  /// What was asked for when the archive was packed.
  package let redundancy: Redundancy
  private let spans: [ParityGeometry]
  private let source: SectionSource
  /// By the number of the span.
  private let kept = Mutex<[Int: SpanHealing]>([:])

  /// Bytes of healed spans kept.
  private static let keptBytes = 1 << 27

  /// Reads all of `source` that has parity; nil if there is none to be found.
  ///
  /// - Parameter progress: called with the bytes gone over
  package init?(
    of source: any ByteSource, limit: DecodeLimits = .standard,
    progress: (Int) -> Void = { _ in }
  ) throws(ArchiveError) {
    var plain = SectionSource(source: source)
    plain.shift = plain.growth()
    self.source = plain
    spans = try plain.protectedSpans(limit: limit)
    guard let redundancy = spans.first?.redundancy else { return nil }
    self.redundancy = redundancy
    var (damaged, healed): ([Range<Int>], [Range<Int>]) = ([], [])
    var held: [Int: SpanHealing] = [:]
    for (number, span) in spans.enumerated() {
      let healing = try SpanHealing(span, in: plain, progress: progress)
      damaged += healing.damaged
      healed += healing.healed
      if held.values.reduce(healing.byteCount, { $0 + $1.byteCount }) <= Self.keptBytes {
        held[number] = healing
      }
    }
    // Only the span that the index and the end belong to has bytes behind its parity.
    let end = spans.last.map { $0.second > 0 ? $0.end : max($0.end, plain.count) }
    count = end ?? plain.count
    damagedBytes = damaged.reduce(0) { $0 + $1.count }
    healedBytes = healed.reduce(0) { $0 + $1.count }
    healedPlaces = Self.places(healed)
    kept.withLock { $0 = held }
  }

  /// Whether anything is not what was written, be it only that bytes were added at the end.
  package var isNeeded: Bool { damagedBytes > 0 || source.count != count }

  /// Whether all that has parity is what was written.
  package var isComplete: Bool { healedBytes == damagedBytes && isWhole }

  /// Whether the spans found are all there were: of some the parity may be lost.
  private var isWhole: Bool {
    var end = 0
    for span in spans {
      guard span.begin == end else { return false }
      end = span.end
    }
    return spans.last.map { $0.second > 0 } ?? false
  }

  private static func places(_ ranges: [Range<Int>]) -> Int {
    var (places, end) = (0, -1)
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound != end { places += 1 }
      end = range.upperBound
    }
    return places
  }

  package func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw ArchiveError.endsEarly(at: self.count)
    }
    var result: [UInt8] = []
    while result.count < count {
      let place = offset + result.count
      let rest = place..<offset + count
      guard let number = spans.firstIndex(where: { place < $0.end }) else {
        result += try source.padded(rest)
        break
      }
      let span = spans[number]
      result +=
        place < span.begin
        ? try source.padded(rest.clamped(to: place..<span.begin))
        : try healing(number).read(rest.clamped(to: place..<span.end))
    }
    return result
  }

  private func healing(_ number: Int) throws(ArchiveError) -> SpanHealing {
    if let healing = kept.withLock({ $0[number] }) { return healing }
    let healing = try SpanHealing(spans[number], in: source)
    kept.withLock { kept in
      // Reading goes from front to back.
      let held = kept.values.reduce(0) { $0 + $1.byteCount }
      if held + healing.byteCount > Self.keptBytes { kept = [:] }
      kept[number] = healing
    }
    return healing
  }
}
