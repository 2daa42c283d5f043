import Bytes

/// Reads sections from an untrusted source.
package struct SectionSource: Sendable {
  package let source: any ByteSource
  /// The number of bytes inserted somewhere, negative if bytes were lost: behind that offset
  /// sections may lie this much further back than they were written.
  package var shift = 0

  package init(source: any ByteSource, shift: Int = 0) {
    self.source = source
    self.shift = shift
  }

  package var count: Int { source.count }

  /// `count` bytes from `offset`; throws ``ArchiveError/endsEarly(at:)`` if the file ends before.
  package func bytes(at offset: Int, count: Int) throws(ArchiveError) -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw .endsEarly(at: self.count)
    }
    do {
      return try source.read(at: offset, count: count)
    } catch let error as DamagedBytes {
      throw .damagedBytes(error)
    } catch {
      throw .readFailed(offset: offset, count: count, reason: "\(error)")
    }
  }

  /// The intact header that `bytes` begin with, which lie at `offset`; nil if there is none.
  package func header(parsing bytes: ArraySlice<UInt8>, at offset: Int) -> SectionHeader? {
    if let header = SectionHeader(parsing: bytes, at: offset) { return header }
    let origin = offset &- shift
    return shift == 0 || origin < 0 ? nil : SectionHeader(parsing: bytes, at: origin)
  }

  /// The header at `offset`, whose payload ends within the file.
  package func header(at offset: Int) throws(ArchiveError) -> SectionHeader {
    let bytes = try bytes(at: offset, count: SectionHeader.byteCount)
    guard let header = header(parsing: bytes[...], at: offset) else {
      throw .damagedHeader(offset: offset)
    }
    guard header.length <= count - offset - SectionHeader.byteCount else {
      throw .endsEarly(at: count)
    }
    return header
  }

  /// The header of `section`; throws if it differs from `section`.
  package func header(of section: Section) throws(ArchiveError) -> SectionHeader {
    let header = try header(at: section.offset)
    guard header.type == section.type else {
      throw .unexpectedSection(header.type, offset: section.offset)
    }
    guard header.length == section.length else {
      throw .indexMismatch(section.type, offset: section.offset)
    }
    return header
  }

  /// The payload of `section`; throws if its header or checksum do not match.
  package func payload(of section: Section) throws(ArchiveError) -> [UInt8] {
    let header = try header(of: section)
    let payload = try bytes(at: section.payloadOffset, count: section.length)
    try header.check(crc32(payload[...]), at: section.offset)
    return payload
  }

  /// Throws unless header and checksum of `section` match; reads it in parts.
  package func check(_ section: Section) throws(ArchiveError) {
    let header = try header(of: section)
    var sum: UInt32 = 0
    var offset = section.payloadOffset
    while offset < section.end {
      let part = try bytes(at: offset, count: min(1 << 20, section.end - offset))
      sum = crc32(continuing: sum, with: part[...])
      offset += part.count
    }
    try header.check(sum, at: section.offset)
  }
}

extension SectionHeader {
  /// Throws unless `found` is the declared checksum of the payload.
  fileprivate func check(_ found: UInt32, at offset: Int) throws(ArchiveError) {
    guard found == checksum else {
      throw .payloadChecksum(type, offset: offset, declared: checksum, found: found)
    }
  }
}
