import Bytes

/// The state of a walk through a damaged archive.
package struct RecoveryScan {
  private let source: SectionSource
  private var window: SourceWindow
  private var version: FormatVersion?
  private var found = ArchiveIndex()
  private var hasHead = false
  private var hasTail = false
  /// The archive's own index, if it is intact.
  private var original: ArchiveIndex?
  private var damage: [DamagedRange] = []
  /// Where the blocks that were found had been written.
  private var written: Set<Int> = []
  private var hasPassedShift = false

  package init(_ source: SectionSource) {
    var source = source
    source.shift = source.growth()
    self.source = source
    window = SourceWindow(source)
  }

  /// Walks from the first byte to the last.
  package mutating func run() throws(ArchiveError) {
    var offset = try preamble()
    while offset < source.count {
      if let header = try window.header(at: offset) {
        offset = try section(header, at: offset)
      } else {
        let next = try window.nextHeader(from: offset + 1)
        let isCut = !hasTail && source.count - offset < SectionHeader.byteCount
        note(
          offset..<next, isCut ? .endsEarly(at: source.count) : .damagedHeader(offset: offset))
        offset = next
      }
    }
    if !hasTail, damage.last.map({ $0.offset + $0.length }) != source.count {
      note(source.count..<source.count, .endsEarly(at: source.count))
    }
  }

  /// What was found, as an archive.
  package func result() throws(ArchiveError) -> RecoveredArchive {
    var found = found
    if !hasHead, let original { found.models = original.models }
    let models = hasHead || original != nil ? found.models.count : nil
    do throws(CatalogueError) {
      try EntrySequence.validate(found.entries, as: .remains, models: models)
    } catch {
      throw .catalogue(.block, offset: ArchivePreamble.byteCount, error)
    }
    let lost = original?.blocks.filter { !written.contains($0.offset) } ?? []
    return RecoveredArchive(
      reader: ArchiveReader(source, version: version ?? .current, index: found),
      damage: damage, lost: lost.flatMap { original?.entries[$0.entries] ?? [] })
  }

  private mutating func note(_ range: Range<Int>, _ reason: ArchiveError) {
    damage.append(DamagedRange(offset: range.lowerBound, length: range.count, reason: reason))
  }

  /// Reads the preamble; where to go on.
  private mutating func preamble() throws(ArchiveError) -> Int {
    do throws(ArchiveError) {
      version = try source.preamble().version
      return ArchivePreamble.byteCount
    } catch {
      if case .unsupportedVersion = error { throw error }
      if error.isSystemFailure { throw error }
      let next = try window.nextHeader(from: 0)
      guard next < source.count else { throw error }
      note(0..<min(next, ArchivePreamble.byteCount), error)
      return min(next, ArchivePreamble.byteCount)
    }
  }

  /// Uses the section at `offset` if it is intact; where the next one begins.
  private mutating func section(
    _ header: SectionHeader, at offset: Int
  ) throws(ArchiveError) -> Int {
    let section = Section(type: header.type, offset: offset, length: header.length)
    guard section.end <= source.count else {
      let next = try resumption(after: section) ?? source.count
      note(offset..<next, .endsEarly(at: source.count))
      return next
    }
    let sum = try window.checksum(of: section.payloadOffset..<section.end)
    do throws(ArchiveError) {
      guard sum == header.checksum else {
        throw .payloadChecksum(
          header.type, offset: offset, declared: header.checksum, found: sum)
      }
      try use(section)
    } catch {
      if error.isSystemFailure { throw error }
      let next = try resumption(after: section) ?? section.end
      note(offset..<next, error)
      return next
    }
    return section.end
  }

  /// Where the section behind a damaged one lies if it was in there that bytes were lost or
  /// inserted. That is assumed once only, lest a hostile file be read again and again.
  private mutating func resumption(after section: Section) throws(ArchiveError) -> Int? {
    let (place, overflow) = section.end.addingReportingOverflow(source.shift)
    guard source.shift != 0, !hasPassedShift, !overflow, place > section.offset,
      place < source.count, try window.header(at: place) != nil
    else { return nil }
    hasPassedShift = true
    return place
  }

  /// Where the section that now begins at `offset` had been written.
  private func origin(of offset: Int) throws(ArchiveError) -> Int {
    let bytes = try source.bytes(at: offset, count: SectionHeader.byteCount)
    return SectionHeader(parsing: bytes[...], at: offset) == nil ? offset &- source.shift : offset
  }

  /// Takes from an intact section what it holds.
  private mutating func use(_ section: Section) throws(ArchiveError) {
    switch section.type {
    case .head:
      guard !hasHead else { throw .unexpectedSection(.head, offset: section.offset) }
      found.models = try [ModelReference](
        opening: try source.payload(of: section), at: section.offset)
      hasHead = true
    case .model: found.sections.append(section)
    case .block: try useBlock(section)
    case .index:
      guard original == nil else {
        throw .unexpectedSection(.index, offset: section.offset)
      }
      original = try ArchiveIndex(
        opening: try source.payload(of: section), at: try origin(of: section.offset))
    case .tail: hasTail = true
    default:
      guard !section.type.isRequired else {
        throw .unknownRequiredSection(section.type, offset: section.offset)
      }
    }
  }

  /// Lists the block's entries; its frames are left to whoever reads it.
  private mutating func useBlock(_ section: Section) throws(ArchiveError) {
    let (catalogue, _) = try source.catalogue(
      of: section, models: hasHead ? found.models.count : nil)
    let first = found.entries.count
    try ArchivePart.pieces.check(
      first + catalogue.entries.count, atMost: ArchiveLimit.pieces)
    written.insert(try origin(of: section.offset))
    found.sections.append(section)
    found.entries.append(contentsOf: catalogue.entries.map(\.listed))
    found.blocks.append(
      BlockPlace(
        offset: section.offset, length: section.length, entries: first..<found.entries.count,
        sharedDigest: catalogue.sharedDigests.first))
  }
}
