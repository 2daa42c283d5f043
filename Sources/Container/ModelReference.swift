import Bytes

/// A model that entries of an archive may need.
package struct ModelReference: Hashable, Sendable {
  /// SHA-256 of the model file, which identifies the model.
  package let digest: Digest
  /// A name for people; at most ``ArchiveLimit/modelName`` bytes of UTF-8.
  package let name: String
  /// Whether the archive carries the model file.
  package let isEmbedded: Bool

  package init(digest: Digest, name: String, isEmbedded: Bool) {
    self.digest = digest
    self.name = name
    self.isEmbedded = isEmbedded
  }
}

extension [ModelReference] {
  /// Encodes the list as `HEAD` and the index hold it.
  package func write(to writer: inout ByteWriter) {
    writer.varint(count)
    for model in self {
      writer.append(model.digest.bytes)
      writer.varint(model.name.utf8.count)
      writer.append(model.name.utf8)
      writer.fixed(model.isEmbedded ? 1 : 0 as UInt8)
    }
  }

  /// Parses the list at the reader's offset.
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

/// A model that a new archive names, and may carry.
package struct ArchiveModel: Hashable, Sendable {
  package let reference: ModelReference
  package let content: [UInt8]?
  /// The packed file, which a `MODL` section holds.
  let packed: [UInt8]?

  /// A model that readers must have.
  package init(name: String, digest: Digest) {
    reference = ModelReference(digest: digest, name: name, isEmbedded: false)
    (content, packed) = (nil, nil)
  }

  /// A model whose file the archive carries.
  ///
  /// - Parameter matrices: the matrices of small integers in the file, in order.
  /// - Throws: ``ArchiveError`` for a file that is too large, or if zstd fails.
  package init(
    name: String, content: [UInt8], matrices: [ByteMatrix] = []
  ) throws(ArchiveError) {
    try ArchivePart.modelFile.check(content.count, atMost: ArchiveLimit.modelFile)
    reference = ModelReference(digest: Digest(of: content), name: name, isEmbedded: true)
    self.content = content
    packed = try PackedModel.pack(content, matrices)
  }

  /// The earliest format version that can carry the model.
  package var version: FormatVersion {
    packed.map(PackedModel.isFrame) ?? true ? .first : .learned
  }
}
