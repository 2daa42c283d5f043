import Bytes

/// A model to be named in an archive, and perhaps to travel inside it.
package struct ArchiveModel: Hashable, Sendable {
  package let reference: ModelReference
  package let content: [UInt8]?
  /// The file as a section holds it.
  fileprivate let packed: [UInt8]?

  /// A model that readers have.
  package init(name: String, digest: Digest) {
    reference = ModelReference(digest: digest, name: name, isEmbedded: false)
    (content, packed) = (nil, nil)
  }

  /// A model whose file travels inside the archive.
  ///
  /// - Parameter matrices: what of the file are matrices of small integers, in order
  /// - Throws: ``ArchiveError`` for a file that is too large, or where zstd fails
  package init(
    name: String, content: [UInt8], matrices: [ByteMatrix] = []
  ) throws(ArchiveError) {
    try ArchivePart.modelFile.check(content.count, atMost: ArchiveLimit.modelFile)
    reference = ModelReference(digest: Digest(of: content), name: name, isEmbedded: true)
    self.content = content
    packed = try PackedModel.seal(content, matrices)
  }

  /// The earliest version of the format that has a place for it.
  package var version: FormatVersion {
    packed.map(PackedModel.isFrame) ?? true ? .first : .learned
  }
}

/// Writes an archive front to back.
///
///     var writer = try ArchiveWriter(into: sink, models: models)
///     for block in blocks { try writer.append(try block.seal(bodyLevel: 19)) }
///     try writer.finish()
///
/// Its methods throw ``ArchiveError``, or whatever the sink throws.
package struct ArchiveWriter<Sink: ByteSink> {
  package private(set) var sink: Sink
  /// Bytes written so far.
  package private(set) var length = 0
  private var index = ArchiveIndex()

  /// Writes all that stands before the first block.
  ///
  /// - Parameter version: the earliest that knows all that is to be written
  package init(
    into sink: Sink, models: [ArchiveModel] = [], version: FormatVersion = .first
  ) throws {
    try self.init(into: sink, naming: models.map(\.reference), version: version)
    for model in models {
      guard let packed = model.packed else { continue }
      try append(model: model.reference.digest.bytes + packed)
    }
  }

  /// Writes all that stands before the models' files.
  init(into sink: Sink, naming models: [ModelReference], version: FormatVersion) throws {
    self.sink = sink
    index.models = models
    try ArchivePart.models.check(models.count, atMost: ArchiveLimit.models)
    for model in models {
      try ArchivePart.modelName.check(model.name.utf8.count, atMost: ArchiveLimit.modelName)
    }
    try write(ArchivePreamble(version: version).bytes)
    var head = ByteWriter()
    models.write(to: &head)
    try writeListed(.head, payload: head.bytes)
  }

  /// Writes the file of a model as a section holds it; before all blocks, in the order of the list.
  mutating func append(model payload: [UInt8]) throws {
    try writeListed(.model, payload: payload)
  }

  /// Writes a block; entries lie in an archive in the order of these calls.
  package mutating func append(_ block: SealedBlock) throws {
    let first = index.entries.count
    try ArchivePart.pieces.check(first + block.entries.count, atMost: ArchiveLimit.pieces)
    index.entries.append(contentsOf: block.entries.map(\.listed))
    index.blocks.append(
      BlockPlace(
        offset: length, length: block.payload.count, entries: first..<index.entries.count,
        sharedDigest: block.sharedDigest))
    try writeListed(.block, payload: block.payload, checksum: block.checksum)
  }

  /// Writes a section of a type this version knows nothing of, for programs that do.
  package mutating func append(_ type: SectionType, payload: [UInt8]) throws {
    guard !type.isKnown else { throw ArchiveError.unexpectedSection(type, offset: length) }
    try ArchivePart.sectionPayload.check(payload.count, atMost: ArchiveLimit.sectionPayload)
    try writeListed(type, payload: payload)
  }

  /// Writes the index and the end, and gives back the sink.
  ///
  /// - Throws: also ``ArchiveError/unwritable(_:)`` if entries of different blocks contradict each
  ///   other.
  @discardableResult
  package mutating func finish() throws -> Sink {
    do {
      try EntrySequence.validate(index.entries, as: .archive, models: index.models.count)
    } catch {
      throw ArchiveError.unwritable(error)
    }
    let offset = length
    let payload = try CheckedFrame.seal(try index.bytes())
    try ArchivePart.sectionPayload.check(payload.count, atMost: ArchiveLimit.sectionPayload)
    try write(.index, payload: payload)
    let tail = ArchiveTail(index: UInt64(offset), length: UInt64(length + ArchiveTail.byteCount))
    try write(.tail, payload: tail.payload)
    return sink
  }

  /// Writes a section that the index lists.
  private mutating func writeListed(
    _ type: SectionType, payload: [UInt8], checksum: UInt32? = nil
  ) throws {
    index.sections.append(Section(type: type, offset: length, length: payload.count))
    try write(type, payload: payload, checksum: checksum)
  }

  private mutating func write(
    _ type: SectionType, payload: [UInt8], checksum: UInt32? = nil
  ) throws {
    let header = SectionHeader(
      type: type, length: payload.count, checksum: checksum ?? crc32(payload[...]))
    try write(header.bytes(at: length))
    try write(payload)
  }

  private mutating func write(_ bytes: [UInt8]) throws {
    try sink.append(bytes)
    length += bytes.count
  }
}
