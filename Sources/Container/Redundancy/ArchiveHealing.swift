import Bytes
import Synchronization

/// A damaged archive, healed as far as its parity allows.
///
///     if let healing = try ArchiveHealing.heal(source), healing.isNeeded {
///       let archive = try ArchiveReader(healing)
///     }
///
/// As a source it has every byte at its original offset. Bytes that cannot be healed are those of
/// the damaged archive. Each span is healed once when this is made, and again when it is read,
/// unless it is still in memory.
package final class ArchiveHealing: ByteSource {
  package let count: Int
  /// The number of damaged bytes.
  package let damagedBytes: Int
  /// The number of damaged bytes that were restored.
  package let healedBytes: Int
  /// The number of contiguous ranges that the restored bytes form.
  package let healedRangeCount: Int
  /// The redundancy that was chosen when the archive was packed.
  package let redundancy: Redundancy
  private let spans: [ParityGeometry]
  private let source: SectionSource
  /// Healed spans in memory, by their number.
  private let kept = Mutex<[Int: SpanHealing]>([:])

  /// The most bytes of healed spans to keep in memory.
  private static let keptBytes = 1 << 27

  /// Reads and heals all spans of `source`; nil if it has no parity.
  ///
  /// - Parameter progress: called with the number of bytes processed.
  package static func heal(
    _ source: any ByteSource, limit: DecodeLimits = .standard,
    progress: (Int) -> Void = { _ in }
  ) throws(ArchiveError) -> ArchiveHealing? {
    var plain = SectionSource(source: source)
    plain.shift = plain.growth()
    let spans = try plain.protectedSpans(limit: limit)
    guard let redundancy = spans.first?.redundancy else { return nil }
    var (damaged, healed): ([Range<Int>], [Range<Int>]) = ([], [])
    var held: [Int: SpanHealing] = [:]
    for (number, span) in spans.enumerated() {
      let healing = try SpanHealing.heal(span, in: plain, progress: progress)
      damaged += healing.damaged
      healed += healing.healed
      if held.values.reduce(healing.byteCount, { $0 + $1.byteCount }) <= keptBytes {
        held[number] = healing
      }
    }
    return ArchiveHealing(plain, spans, redundancy, damaged: damaged, healed: healed, held)
  }

  private init(
    _ source: SectionSource, _ spans: [ParityGeometry], _ redundancy: Redundancy,
    damaged: [Range<Int>], healed: [Range<Int>], _ held: [Int: SpanHealing]
  ) {
    (self.source, self.spans, self.redundancy) = (source, spans, redundancy)
    // Only the span of the index and the end has bytes behind its parity.
    let end = spans.last.map { $0.second > 0 ? $0.end : max($0.end, source.count) }
    count = end ?? source.count
    damagedBytes = damaged.reduce(0) { $0 + $1.count }
    healedBytes = healed.reduce(0) { $0 + $1.count }
    healedRangeCount = Self.contiguousRanges(healed)
    kept.withLock { $0 = held }
  }

  /// Whether the archive differs from the one that was written, even if only by appended bytes.
  package var isNeeded: Bool { damagedBytes > 0 || source.count != count }

  /// Whether everything that has parity is restored.
  package var isComplete: Bool { healedBytes == damagedBytes && isWhole }

  /// Whether all spans were found. A span is not found if all of its parity is lost.
  private var isWhole: Bool {
    var end = 0
    for span in spans {
      guard span.begin == end else { return false }
      end = span.end
    }
    return spans.last.map { $0.second > 0 } ?? false
  }

  private static func contiguousRanges(_ ranges: [Range<Int>]) -> Int {
    var (count, end) = (0, -1)
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if range.lowerBound != end { count += 1 }
      end = range.upperBound
    }
    return count
  }

  package func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw ArchiveError.endsEarly(at: self.count)
    }
    var result: [UInt8] = []
    while result.count < count {
      let position = offset + result.count
      let rest = position..<offset + count
      guard let number = spans.firstIndex(where: { position < $0.end }) else {
        result += try source.padded(rest)
        break
      }
      let span = spans[number]
      result +=
        position < span.begin
        ? try source.padded(rest.clamped(to: position..<span.begin))
        : try healing(number).read(rest.clamped(to: position..<span.end))
    }
    return result
  }

  private func healing(_ number: Int) throws(ArchiveError) -> SpanHealing {
    if let healing = kept.withLock({ $0[number] }) { return healing }
    let healing = try SpanHealing.heal(spans[number], in: source)
    kept.withLock { kept in
      // Readers go from front to back, so earlier spans are not needed again.
      let held = kept.values.reduce(0) { $0 + $1.byteCount }
      if held + healing.byteCount > Self.keptBytes { kept = [:] }
      kept[number] = healing
    }
    return healing
  }
}
