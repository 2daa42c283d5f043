import Bytes

extension ArchiveReader {
  /// Opens the archive in `source`; reads its start, its end and the index, but no block.
  ///
  /// - Throws: ``ArchiveError`` if any of these is damaged; see ``ArchiveRecovery``.
  package init(
    _ source: any ByteSource, limit: DecodeLimits = .standard
  ) throws(ArchiveError) {
    let source = SectionSource(source: source)
    let preamble = try source.preamble()
    let section = try source.indexSection()
    let index = try ArchiveIndex(
      opening: try source.payload(of: section), at: section.offset, limit: limit)
    guard let head = index.sections.first,
      try [ModelReference](opening: try source.payload(of: head), at: head.offset) == index.models
    else { throw .indexMismatch(.head, offset: ArchivePreamble.byteCount) }
    self.init(source, version: preamble.version, index: index, limit: limit)
  }
}

extension SectionSource {
  package func preamble() throws(ArchiveError) -> ArchivePreamble {
    try ArchivePreamble(
      parsing: try bytes(at: 0, count: min(count, ArchivePreamble.byteCount)))
  }

  /// The `TAIL` section at the end of the file, unchecked, and its bytes.
  private func tail() throws(ArchiveError) -> (ArchiveTail, [UInt8]) {
    let offset = count - ArchiveTail.byteCount
    guard offset >= ArchivePreamble.byteCount else { throw .endsEarly(at: count) }
    let bytes = try bytes(at: offset, count: ArchiveTail.byteCount)
    guard bytes.starts(with: SectionHeader.sync) else { throw .endsEarly(at: count) }
    do throws(BytesError) {
      let payload = Array(bytes.dropFirst(SectionHeader.byteCount))
      return (try ArchiveTail(parsing: payload), bytes)
    } catch {
      throw .malformed(.tail, offset: offset, error)
    }
  }

  /// The number of bytes inserted into the file, negative if bytes were lost; 0 if its end is
  /// missing.
  package func growth() -> Int {
    guard let (tail, bytes) = try? tail(), tail.isIntact(in: bytes) else { return 0 }
    return count &- Int(clamping: tail.length)
  }

  /// The section of the index, which the end of the file points to.
  package func indexSection() throws(ArchiveError) -> Section {
    do throws(ArchiveError) {
      return try indexSectionByTail()
    } catch {
      if !error.doesNotImplyDamage, let end = endOfArchive(), end < count {
        throw .appendedBytes(offset: end, count: count - end)
      }
      throw error
    }
  }

  /// The end of the first intact `TAIL` section, if all section headers before it are intact and it
  /// declares the length of the archive up to there.
  private func endOfArchive() -> Int? {
    var offset = ArchivePreamble.byteCount
    for _ in 0..<Self.mostSections {
      guard let header = try? header(at: offset) else { return nil }
      let section = Section(type: header.type, offset: offset, length: header.length)
      if header.type == .tail {
        let tail = (try? payload(of: section)).flatMap { try? ArchiveTail(parsing: $0) }
        return tail?.length == UInt64(section.end) ? section.end : nil
      }
      offset = section.end
    }
    return nil
  }

  /// Sections that ``endOfArchive()`` visits at most, so that a hostile file costs a second.
  private static let mostSections = 1 << 20

  private func indexSectionByTail() throws(ArchiveError) -> Section {
    let (tail, bytes) = try tail()
    let offset = count - ArchiveTail.byteCount
    if tail.length != UInt64(count), tail.isIntact(in: bytes) {
      throw .wrongFileLength(declared: tail.length, found: count)
    }
    try check(Section(type: .tail, offset: offset, length: ArchiveTail.payloadByteCount))
    guard tail.length == UInt64(count) else {
      throw .wrongFileLength(declared: tail.length, found: count)
    }
    guard tail.index < UInt64(offset) else {
      throw .lengthMismatch(.tail, offset: offset, declared: Int(clamping: tail.index), found: 0)
    }
    let index = Int(tail.index)
    let header = try header(at: index)
    guard header.type == .index, header.length == offset - index - SectionHeader.byteCount else {
      throw .unexpectedSection(header.type, offset: index)
    }
    return Section(type: .index, offset: index, length: header.length)
  }
}

extension ArchiveIndex {
  /// Decompresses and parses the index, whose section lies at `offset` and holds `payload`.
  package init(
    opening payload: [UInt8], at offset: Int, limit: DecodeLimits = .standard
  ) throws(ArchiveError) {
    let bytes: [UInt8]
    do throws(ZstdError) {
      bytes = try CheckedFrame.decompress(payload[...], atMost: limit.indexBytes)
    } catch {
      throw limit.error(
        error, .index, at: offset, allowed: limit.indexBytes, format: ArchiveLimit.index)
    }
    self = try ArchiveIndex(parsing: bytes, at: offset, limit: limit)
  }
}

extension [ModelReference] {
  /// Parses the models of the `HEAD` section that lies at `offset` and holds `payload`.
  package init(opening payload: [UInt8], at offset: Int) throws(ArchiveError) {
    do throws(BytesError) {
      var reader = ByteReader(payload)
      self = try [ModelReference](parsing: &reader)
      try reader.expectEnd()
    } catch {
      throw .malformed(.head, offset: offset, error)
    }
  }
}
