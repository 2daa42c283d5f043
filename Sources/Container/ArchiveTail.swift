import Bytes

/// The payload of the last section, `TAIL`.
package struct ArchiveTail: Hashable {
  /// The offset of the index section.
  package let index: UInt64
  /// The length of the archive in bytes.
  package let length: UInt64

  /// The length of the section in bytes, header included.
  package static let byteCount = SectionHeader.byteCount + payloadByteCount

  package static let payloadByteCount = 16

  package init(index: UInt64, length: UInt64) {
    self.index = index
    self.length = length
  }

  package init(parsing payload: [UInt8]) throws(BytesError) {
    var reader = ByteReader(payload)
    index = try reader.fixed()
    length = try reader.fixed()
    try reader.expectEnd()
  }

  package var payload: [UInt8] {
    var writer = ByteWriter()
    writer.fixed(index)
    writer.fixed(length)
    return writer.bytes
  }

  /// Whether `bytes`, the section that this was parsed from, were written at the end of an archive
  /// of the declared length, whatever their offset is now.
  package func isIntact(in bytes: [UInt8]) -> Bool {
    guard let end = Int(exactly: length), end >= Self.byteCount,
      let header = SectionHeader(parsing: bytes[...], at: end - Self.byteCount)
    else { return false }
    return header.type == .tail && header.checksum == crc32(payload[...])
  }
}
