import Bytes

extension SectionSource {
  /// The spans of which at least one parity section has an intact geometry, in order.
  ///
  /// Goes from header to header, and searches byte by byte only behind damage.
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
    // Spans of a hostile archive may overlap.
    var spans: [ParityGeometry] = []
    for span in found.values.sorted(by: { $0.begin < $1.begin }) {
      if span.begin >= spans.last?.end ?? 0, spans.last?.second ?? 0 == 0 { spans.append(span) }
    }
    return spans
  }

  /// The redundancy that a parity section states; nil if its geometry is damaged.
  package func redundancy(in section: Section) throws(ArchiveError) -> Redundancy? {
    let count = min(ParityGeometry.byteCount, section.length)
    return ParityGeometry.parse(try bytes(at: section.payloadOffset, count: count))?
      .geometry.redundancy
  }

  /// The geometry of the parity section at `offset`; nil unless it was written at that offset.
  private func geometry(
    ofSectionAt offset: Int, length: Int, _ limit: DecodeLimits
  ) throws(ArchiveError) -> ParityGeometry? {
    let start = offset + SectionHeader.byteCount
    guard count - start >= ParityGeometry.byteCount,
      let (geometry, number) = ParityGeometry.parse(
        try bytes(at: start, count: ParityGeometry.byteCount)),
      geometry.sectionLength(number) == length,
      // Parity cannot heal a span that is cut to less than half.
      geometry.areaEnd - geometry.begin <= Self.largestLoss * count
    else { return nil }
    // An older program's repair may have copied the section away from its span.
    let original = geometry.offset(ofSection: number)
    guard original == offset || original == offset &- shift else { return nil }
    guard geometry.heldBytes <= limit.bytes else {
      throw .aboveLimit(.parity, offset: offset, limit: limit.bytes)
    }
    return geometry
  }

  /// The largest ratio of a span's length to the file's length for which healing is tried.
  private static let largestLoss = 4
}
