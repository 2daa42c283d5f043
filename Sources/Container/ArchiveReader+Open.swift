import Bytes

extension ArchiveReader {
  /// Opens the archive in `source`; reads its ends and no block.
  ///
  /// - Throws: ``ArchiveError`` if anything read is damaged. ``ArchiveRecovery`` may then help.
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

  /// What the file's last bytes say, and these bytes; nothing of it is checked.
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

  /// How much longer the file is than it was written, if its end is there to tell.
  package func growth() -> Int {
    guard let (tail, bytes) = try? tail(), tail.isIntact(in: bytes) else { return 0 }
    return count &- Int(clamping: tail.length)
  }

  /// Where the end says that the index lies.
  package func indexSection() throws(ArchiveError) -> Section {
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
  /// The index whose section lies at `offset` and holds `payload`.
  package init(
    opening payload: [UInt8], at offset: Int, limit: DecodeLimits = .standard
  ) throws(ArchiveError) {
    let bytes: [UInt8]
    do throws(ZstdError) {
      bytes = try CheckedFrame.open(payload[...], atMost: limit.indexBytes)
    } catch {
      throw limit.error(
        error, .index, at: offset, allowed: limit.indexBytes, format: ArchiveLimit.index)
    }
    self = try ArchiveIndex(parsing: bytes, at: offset, limit: limit)
  }
}

extension [ModelReference] {
  /// The models of the `HEAD` section that lies at `offset` and holds `payload`.
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
