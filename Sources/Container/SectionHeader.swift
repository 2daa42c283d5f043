import Bytes

/// The 24 bytes before the payload of a section.
package struct SectionHeader: Hashable, Sendable {
  package let type: SectionType
  /// The length of the payload in bytes.
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

  /// The encoded header of a section at `offset` of its archive.
  package func bytes(at offset: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.append(Self.sync)
    writer.fixed(type.code)
    writer.fixed(UInt64(length))
    writer.fixed(checksum)
    writer.fixed(Self.headerChecksum(writer.bytes[...], at: offset))
    return writer.bytes
  }

  /// Nil unless `bytes` begin with an intact header that was written for `offset`.
  package init?(parsing bytes: ArraySlice<UInt8>, at offset: Int) {
    guard bytes.starts(with: Self.sync) else { return nil }
    var reader = ByteReader(bytes.dropFirst(Self.sync.count))
    // A search parses every sync mark, so cheap checks come first.
    guard let code: UInt32 = try? reader.fixed(), let type = SectionType(code: code),
      let length: UInt64 = try? reader.fixed(),
      length <= UInt64(ArchiveLimit.sectionPayload),
      let checksum: UInt32 = try? reader.fixed(), let found: UInt32 = try? reader.fixed(),
      found == Self.headerChecksum(bytes.prefix(20), at: offset)
    else { return nil }
    self.init(type: type, length: Int(length), checksum: checksum)
  }

  /// The checksum of the header itself. It covers the offset too, so that a search for sections
  /// does not find the headers of an archive that is stored inside the archive.
  private static func headerChecksum(_ fields: ArraySlice<UInt8>, at offset: Int) -> UInt32 {
    let number = UInt64(bitPattern: Int64(offset))
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    return crc32(fields, bytes[...])
  }
}

/// The location of a section.
package struct Section: Hashable, Sendable {
  package let type: SectionType
  /// The offset of the header.
  package let offset: Int
  /// The length of the payload in bytes.
  package let length: Int

  package init(type: SectionType, offset: Int, length: Int) {
    self.type = type
    self.offset = offset
    self.length = length
  }

  package var payloadOffset: Int { offset + SectionHeader.byteCount }
  /// The offset of the next section.
  package var end: Int { payloadOffset + length }
}
