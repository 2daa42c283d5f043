import Bytes

/// The 24 bytes before each section's payload.
package struct SectionHeader: Hashable, Sendable {
  package let type: SectionType
  /// Bytes of payload.
  package let length: Int
  /// CRC-32 of the payload.
  package let checksum: UInt32

  package init(type: SectionType, length: Int, checksum: UInt32) {
    self.type = type
    self.length = length
    self.checksum = checksum
  }

  package static let sync: [UInt8] = [0xAE, 0x5A, 0xC3, 0x1D]

  package static let byteCount = 24

  /// The header of a section at `offset` in its archive.
  package func bytes(at offset: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.sync)
    writer.fixed(type.code)
    writer.fixed(UInt64(length))
    writer.fixed(checksum)
    writer.fixed(Self.seal(writer.bytes[...], at: offset))
    return writer.bytes
  }

  /// Nil unless `bytes` begin with an intact header that was written for `offset`.
  package init?(parsing bytes: ArraySlice<UInt8>, at offset: Int) {
    guard bytes.starts(with: Self.sync) else { return nil }
    var reader = ByteReader(bytes.dropFirst(Self.sync.count))
    // What is cheap to see comes first: a search asks this of every sync mark.
    guard let code: UInt32 = try? reader.fixed(), let type = SectionType(code: code),
      let length: UInt64 = try? reader.fixed(),
      length <= UInt64(ArchiveLimit.sectionPayload),
      let checksum: UInt32 = try? reader.fixed(), let seal: UInt32 = try? reader.fixed(),
      seal == Self.seal(bytes.prefix(20), at: offset)
    else { return nil }
    self.init(type: type, length: Int(length), checksum: checksum)
  }

  /// The header's own checksum. It covers the offset too: an archive stored inside an archive
  /// holds headers as well, and a search for sections must not take those for its own.
  private static func seal(_ fields: ArraySlice<UInt8>, at offset: Int) -> UInt32 {
    let place = UInt64(bitPattern: Int64(offset))
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: place >> ($0 * 8)) }
    return crc32(fields, bytes[...])
  }
}

/// Where a section lies.
package struct Section: Hashable, Sendable {
  package let type: SectionType
  /// Of the header, in bytes from the archive's first.
  package let offset: Int
  /// Bytes of payload.
  package let length: Int

  package init(type: SectionType, offset: Int, length: Int) {
    self.type = type
    self.offset = offset
    self.length = length
  }

  package var payloadOffset: Int { offset + SectionHeader.byteCount }
  /// Where the next section begins.
  package var end: Int { payloadOffset + length }
}
