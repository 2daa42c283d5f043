import Bytes

/// A model that codes of an archive may need.
package struct ModelReference: Hashable, Sendable {
  /// SHA-256 of the model file; what identifies it.
  package let digest: Digest
  /// For people only; at most ``ArchiveLimit/modelName`` bytes of UTF-8.
  package let name: String
  /// Whether the model file travels inside the archive.
  package let isEmbedded: Bool

  package init(digest: Digest, name: String, isEmbedded: Bool) {
    self.digest = digest
    self.name = name
    self.isEmbedded = isEmbedded
  }
}

extension [ModelReference] {
  /// Appends the list as `HEAD` and the index hold it.
  package func write(to writer: inout ByteWriter) {
    writer.varint(count)
    for model in self {
      writer.append(model.digest.bytes)
      writer.varint(model.name.utf8.count)
      writer.append(model.name.utf8)
      writer.fixed(model.isEmbedded ? 1 : 0 as UInt8)
    }
  }

  /// The list at the reader's place.
  package init(parsing reader: inout ByteReader) throws(BytesError) {
    self = []
    for _ in 0..<(try reader.count(atMost: ArchiveLimit.models)) {
      let start = reader.offset
      guard let digest = Digest(bytes: try reader.take(Digest.byteCount)) else {
        throw .truncated(offset: start, needed: Digest.byteCount, available: reader.remaining)
      }
      let length = try reader.count(atMost: ArchiveLimit.modelName)
      let name = String(decoding: try reader.take(length), as: UTF8.self)
      let flags = try reader.fixed(UInt8.self)
      // Bits 1 to 7 are reserved.
      guard flags <= 1 else {
        throw .outOfBounds(offset: reader.offset - 1, value: UInt64(flags), limit: 1)
      }
      append(ModelReference(digest: digest, name: name, isEmbedded: flags == 1))
    }
  }
}
