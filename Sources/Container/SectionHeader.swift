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
    guard let code: UInt32 = try? reader.fixed(), let length: UInt64 = try? reader.fixed(),
      let checksum: UInt32 = try? reader.fixed(), let seal: UInt32 = try? reader.fixed(),
      seal == Self.seal(bytes.prefix(20), at: offset),
      let type = SectionType(code: code), length <= UInt64(ArchiveLimit.sectionPayload)
    else { return nil }
    self.init(type: type, length: Int(length), checksum: checksum)
  }

  /// The header's own checksum. It covers the offset too: an archive stored inside an archive
  /// holds headers as well, and a search for sections must not take those for its own.
  private static func seal(_ fields: ArraySlice<UInt8>, at offset: Int) -> UInt32 {
    var place = ByteWriter()
    place.fixed(UInt64(bitPattern: Int64(offset)))
    return crc32(fields, place.bytes[...])
  }
}

/// Where a section lies.
package struct Section: Hashable, Sendable {
  package let type: SectionType
  /// Of the header, in bytes from the archive's first.
  package let offset: Int
  /// Bytes of payload.
  package let length: Int

  package var payloadOffset: Int { offset + SectionHeader.byteCount }
  /// Where the next section begins.
  package var end: Int { payloadOffset + length }
}
