import Bytes

/// A walk through a damaged archive.
package struct RecoveryScan {
  /// The number of ranges listed; the last one includes all damage behind it.
  private static let maximumDamage = 1 << 16

  let source: SectionSource
  let limit: DecodeLimits
  private var window: SourceWindow
  private(set) var version: FormatVersion?
  private(set) var found = ArchiveIndex()
  private(set) var hasHead = false
  private(set) var tail: (section: Section, content: ArchiveTail)?
  /// The index of the archive, if it is intact.
  private(set) var original: ArchiveIndex?
  private(set) var damage: [DamagedRange] = []
  /// The entries in the intact catalogues of damaged blocks.
  private(set) var damagedEntries: [Entry] = []
  /// Whether the catalogue of a damaged block is lost.
  private(set) var hasUnknownBlock = false
  /// Entries of intact blocks that were renamed, by the indices of their blocks.
  private(set) var renamed: [Int: [SafeName]] = [:]
  /// The indices of the blocks found, by their original offsets.
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
        note(offset..<next, nil, reason(of: offset..<next, isCut: isCut))
        offset = next
      }
    }
    if tail == nil, damage.last?.end != source.count {
      note(source.count..<source.count, nil, .endsEarly(at: source.count))
    }
  }

  /// Why the bytes of `range` belong to no section.
  private func reason(of range: Range<Int>, isCut: Bool) -> ArchiveError {
    if isCut { return .endsEarly(at: source.count) }
    if let tail, tail.section.end == range.lowerBound, range.upperBound == source.count,
      tail.content.length == UInt64(range.lowerBound)
    {
      return .appendedBytes(offset: range.lowerBound, count: range.count)
    }
    return .damagedHeader(offset: range.lowerBound)
  }

  private mutating func note(
    _ range: Range<Int>, _ type: SectionType?, _ reason: ArchiveError
  ) {
    // A hostile file could have so many ranges that the list exhausts memory.
    if damage.count == Self.maximumDamage {
      damage[damage.count - 1].length = range.upperBound - damage[damage.count - 1].offset
      damage[damage.count - 1].type = nil
    } else {
      damage.append(
        DamagedRange(offset: range.lowerBound, length: range.count, type: type, reason: reason))
    }
  }

  /// Reads the preamble; returns the offset to continue from.
  private mutating func preamble() throws(ArchiveError) -> Int {
    do throws(ArchiveError) {
      version = try source.preamble().version
      return ArchivePreamble.byteCount
    } catch {
      if case .unsupportedVersion = error { throw error }
      if error.isSystemFailure { throw error }
      let next = try window.nextHeader(from: 0)
      guard next < source.count else { throw error }
      // The file has sections, so it is an archive.
      let reason =
        if case .notAnArchive = error { ArchiveError.damagedHeader(offset: 0) } else { error }
      note(0..<min(next, ArchivePreamble.byteCount), nil, reason)
      return min(next, ArchivePreamble.byteCount)
    }
  }

  /// Uses the section at `offset` if it is intact; returns the offset of the next one.
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
      if error.doesNotImplyDamage { throw error }
      let next = try resumption(after: section) ?? section.end
      noteDamage(of: section, before: next, error)
      return next
    }
    return section.end
  }

  /// Notes that a section cannot be used, and its entries if its catalogue is intact.
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

  /// The offset of the section behind a damaged one, if bytes were lost or inserted in the damaged
  /// one. This is assumed only once, so that a hostile file is not read again and again.
  private mutating func resumption(after section: Section) throws(ArchiveError) -> Int? {
    let (offset, overflow) = section.end.addingReportingOverflow(source.shift)
    guard source.shift != 0, !hasPassedShift, !overflow, offset > section.offset,
      offset < source.count, try window.header(at: offset) != nil
    else { return nil }
    hasPassedShift = true
    return offset
  }

  /// The original offset of the section that is now at `offset`.
  private func origin(of offset: Int) throws(ArchiveError) -> Int {
    let bytes = try source.bytes(at: offset, count: SectionHeader.byteCount)
    return SectionHeader(parsing: bytes[...], at: offset) == nil ? offset &- source.shift : offset
  }

  /// Takes the content of an intact section.
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

  /// Lists the entries of a block, without reading its frames.
  private mutating func useBlock(_ section: Section) throws(ArchiveError) {
    let (catalogue, _) = try source.catalogue(
      of: section, models: hasHead ? found.models.count : nil, renaming: true)
    let first = found.entries.count
    try limit.check(entries: first + catalogue.entries.count, .block, at: section.offset)
    written[try origin(of: section.offset)] = found.blocks.count
    if !catalogue.renamed.isEmpty { renamed[found.blocks.count] = catalogue.renamed }
    found.sections.append(section)
    found.entries.append(contentsOf: catalogue.entries.map(\.listed))
    found.blocks.append(
      BlockLocation(
        offset: section.offset, length: section.length, entries: first..<found.entries.count,
        sharedDigest: catalogue.sharedDigests.first))
  }
}
