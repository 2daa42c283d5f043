import Bytes

/// The payload of the last section.
package struct ArchiveTail: Hashable {
  /// Where the index section begins.
  package let index: UInt64
  /// Bytes of the whole archive.
  package let length: UInt64

  /// Bytes of the section, header and payload.
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

  /// Whether `bytes`, of the section which this was read from, are what was written at the end of
  /// an archive of the length declared, wherever they are now.
  package func isIntact(in bytes: [UInt8]) -> Bool {
    guard let end = Int(exactly: length), end >= Self.byteCount,
      let header = SectionHeader(parsing: bytes[...], at: end - Self.byteCount)
    else { return false }
    return header.type == .tail && header.checksum == crc32(payload[...])
  }
}
