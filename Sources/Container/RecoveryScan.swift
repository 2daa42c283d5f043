import Bytes

/// The state of a walk through a damaged archive.
package struct RecoveryScan {
  /// Ranges told apart; what is damaged behind the last of them counts to it.
  private static let maximumDamage = 1 << 16

  let source: SectionSource
  let limit: DecodeLimits
  private var window: SourceWindow
  private(set) var version: FormatVersion?
  private(set) var found = ArchiveIndex()
  private(set) var hasHead = false
  private(set) var tail: (section: Section, content: ArchiveTail)?
  /// The archive's own index, if it is intact.
  private(set) var original: ArchiveIndex?
  private(set) var damage: [DamagedRange] = []
  /// What damaged blocks say that they hold.
  private(set) var damagedEntries: [Entry] = []
  /// Whether there is a damaged block that does not say it.
  private(set) var hasUnknownBlock = false
  /// The blocks that were found, by where they had been written.
  private(set) var written: [Int: Int] = [:]
  private var hasPassedShift = false

  package init(_ source: SectionSource, limit: DecodeLimits = .standard) {
    var source = source
    self.limit = limit
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
        let isCut = tail == nil && source.count - offset < SectionHeader.byteCount
        note(
          offset..<next, nil,
          isCut ? .endsEarly(at: source.count) : .damagedHeader(offset: offset))
        offset = next
      }
    }
    if tail == nil, damage.last?.end != source.count {
      note(source.count..<source.count, nil, .endsEarly(at: source.count))
    }
  }

  private mutating func note(
    _ range: Range<Int>, _ type: SectionType?, _ reason: ArchiveError
  ) {
    // A hostile file could have more of them than it has bytes to spare.
    if damage.count == Self.maximumDamage {
      damage[damage.count - 1].length = range.upperBound - damage[damage.count - 1].offset
      damage[damage.count - 1].type = nil
    } else {
      damage.append(
        DamagedRange(offset: range.lowerBound, length: range.count, type: type, reason: reason))
    }
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
      // As there are sections it is an archive.
      let reason =
        if case .notAnArchive = error { ArchiveError.damagedHeader(offset: 0) } else { error }
      note(0..<min(next, ArchivePreamble.byteCount), nil, reason)
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
      noteDamage(of: section, before: next, .endsEarly(at: source.count))
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
      if error.saysNothingOfDamage { throw error }
      let next = try resumption(after: section) ?? section.end
      noteDamage(of: section, before: next, error)
      return next
    }
    return section.end
  }

  /// Notes that a section cannot be used, and what it says that it holds.
  private mutating func noteDamage(of section: Section, before next: Int, _ reason: ArchiveError) {
    note(section.offset..<next, section.type, reason)
    guard section.type == .block else { return }
    if let entries = try? source.catalogue(of: section, models: nil).catalogue.entries,
      damagedEntries.count + entries.count <= limit.entries
    {
      damagedEntries += entries.map(\.listed)
    } else {
      hasUnknownBlock = true
    }
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
        opening: try source.payload(of: section), at: try origin(of: section.offset),
        limit: limit)
    case .tail:
      let payload = try source.payload(of: section)
      do throws(BytesError) {
        tail = (section, try ArchiveTail(parsing: payload))
      } catch {
        throw .malformed(.tail, offset: section.offset, error)
      }
    default:
      guard !section.type.isRequired else {
        throw .unknownRequiredSection(section.type, offset: section.offset)
      }
      found.sections.append(section)
    }
  }

  /// Lists the block's entries; its frames are left to whoever reads it.
  private mutating func useBlock(_ section: Section) throws(ArchiveError) {
    let (catalogue, _) = try source.catalogue(
      of: section, models: hasHead ? found.models.count : nil)
    let first = found.entries.count
    try limit.check(entries: first + catalogue.entries.count, .block, at: section.offset)
    written[try origin(of: section.offset)] = found.blocks.count
    found.sections.append(section)
    found.entries.append(contentsOf: catalogue.entries.map(\.listed))
    found.blocks.append(
      BlockPlace(
        offset: section.offset, length: section.length, entries: first..<found.entries.count,
        sharedDigest: catalogue.sharedDigests.first))
  }
}
