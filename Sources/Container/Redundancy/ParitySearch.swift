import Bytes

extension SectionSource {
  /// The spans that intact beginnings of parity sections tell of, in their order; one such section
  /// is enough for its span.
  ///
  /// Goes from header to header, and byte by byte only where there is none.
  package func protectedSpans(
    limit: DecodeLimits = .standard
  ) throws(ArchiveError) -> [ParityGeometry] {
    var window = SourceWindow(self)
    var found: [Int: ParityGeometry] = [:]
    var offset = ArchivePreamble.byteCount
    while count - offset >= SectionHeader.byteCount {
      let bytes = try bytes(at: offset, count: SectionHeader.byteCount)
      guard let header = header(parsing: bytes[...], at: offset) else {
        offset = try window.nextHeader(from: offset + 1)
        continue
      }
      if header.type == .parity,
        let geometry = try geometry(ofSectionAt: offset, length: header.length, limit),
        found[geometry.begin] == nil
      {
        found[geometry.begin] = geometry
      }
      offset += SectionHeader.byteCount + header.length
    }
    // A hostile archive may tell of spans that overlap.
    var spans: [ParityGeometry] = []
    for span in found.values.sorted(by: { $0.begin < $1.begin }) {
      if span.begin >= spans.last?.end ?? 0, spans.last?.second ?? 0 == 0 { spans.append(span) }
    }
    return spans
  }

  /// What was asked for, as a parity section tells; nil if it is damaged.
  package func redundancy(in section: Section) throws(ArchiveError) -> Redundancy? {
    let count = min(ParityGeometry.byteCount, section.length)
    return ParityGeometry.parse(try bytes(at: section.payloadOffset, count: count))?
      .geometry.redundancy
  }

  /// What the parity section at `offset` tells, if it is what was written there.
  private func geometry(
    ofSectionAt offset: Int, length: Int, _ limit: DecodeLimits
  ) throws(ArchiveError) -> ParityGeometry? {
    let start = offset + SectionHeader.byteCount
    guard count - start >= ParityGeometry.byteCount,
      let (geometry, number) = ParityGeometry.parse(
        try bytes(at: start, count: ParityGeometry.byteCount)),
      geometry.sectionLength(number) == length,
      // Of what is cut to less than half nothing can be healed.
      geometry.areaEnd - geometry.begin <= Self.largestLoss * count
    else { return nil }
    // An older program's repair may have copied the section to where its span is not.
    let place = geometry.offset(ofSection: number)
    guard place == offset || place == offset &- shift else { return nil }
    guard geometry.heldBytes <= limit.bytes else {
      throw .aboveLimit(.parity, offset: offset, limit: limit.bytes)
    }
    return geometry
  }

  /// How many times as long as what is left a span may have been to be looked at.
  private static let largestLoss = 4
}
