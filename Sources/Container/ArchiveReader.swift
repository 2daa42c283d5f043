import Bytes

/// Reads an archive: lists entries without reading blocks, and reads single blocks.
///
///     let reader = try ArchiveReader(source)
///     let block = try reader.readBlock(reader.block(ofEntry: 17))
package struct ArchiveReader: Sendable {
  /// The version the archive was written in.
  package let version: FormatVersion
  package let source: SectionSource
  /// Limits on memory.
  package let limit: DecodeLimits
  package let index: ArchiveIndex
  /// Whether entries with forbidden paths are renamed, and not refused, when blocks are read.
  private let renames: Bool

  /// An archive whose index has been read or recovered.
  package init(
    _ source: SectionSource, version: FormatVersion, index: ArchiveIndex,
    limit: DecodeLimits = .standard, renaming renames: Bool = false
  ) {
    self.source = source
    self.renames = renames
    self.limit = limit
    self.version = version
    self.index = index
  }

  /// The models that entries may need; a picture's model is an index into this list.
  package var models: [ModelReference] { index.models }

  /// All entries, in the order in which they were written. Only ``readSummary(ofBlock:)`` has the
  /// lengths of pictures and tables in their blocks.
  package var entries: [Entry] { index.entries }

  /// The blocks, in the order of the archive.
  package var blocks: [BlockLocation] { index.blocks }

  /// The index among ``blocks`` of the block that holds the entry at `index`.
  ///
  /// - Complexity: O(log *n*) of the number of blocks.
  package func block(ofEntry index: Int) -> Int {
    precondition(entries.indices.contains(index))
    return blocks.partitioningIndex { $0.entries.lowerBound > index } - 1
  }

  /// Reads the block at index `number` of ``blocks``; throws if the index contradicts it.
  package func readBlock(_ number: Int) throws(ArchiveError) -> Block {
    let location = blocks[number]
    let section = Section(type: .block, offset: location.offset, length: location.length)
    var block = try Block(
      opening: try source.payload(of: section), at: location.offset,
      models: modelCount, limit: limit, renaming: renames)
    block.entries.takeSizesOfPictures(from: entries[location.entries])
    guard block.entries.map(\.listed)[...] == entries[location.entries],
      block.sharedDigest == location.sharedDigest
    else { throw .indexMismatch(.block, offset: location.offset) }
    return block
  }

  /// The entries of the block at index `number` of ``blocks``, with their lengths; reads only the
  /// block's catalogue.
  package func readSummary(ofBlock number: Int) throws(ArchiveError) -> BlockSummary {
    let location = blocks[number]
    let section = Section(type: .block, offset: location.offset, length: location.length)
    var (catalogue, prelude) = try source.catalogue(
      of: section, models: modelCount, renaming: renames)
    catalogue.entries.takeSizesOfPictures(from: entries[location.entries])
    guard catalogue.entries.count == location.entries.count,
      zip(catalogue.entries, entries[location.entries]).allSatisfy({ $0.listed == $1 })
    else {
      throw .indexMismatch(.block, offset: location.offset)
    }
    return BlockSummary(
      entries: catalogue.entries, extrasBytes: prelude.extrasLength,
      bodyBytes: location.length - prelude.byteCount - prelude.catalogueLength
        - prelude.extrasLength)
  }

  /// The extras of all entries of a block, one after the other, without its bodies. The frame has a
  /// checksum of its own; that of the section is not checked.
  ///
  /// - Parameter summary: what ``readSummary(ofBlock:)`` returned for the block
  package func readExtras(
    ofBlock number: Int, _ summary: BlockSummary
  ) throws(ArchiveError) -> [UInt8] {
    let location = blocks[number]
    let section = Section(type: .block, offset: location.offset, length: location.length)
    let frame = try source.bytes(
      at: section.payloadOffset + section.length - summary.bodyBytes - summary.extrasBytes,
      count: summary.extrasBytes)
    return try Block.content(
      frame[...], at: section.offset, limit, limit.extrasBytes, ArchiveLimit.extras,
      declared: summary.entries.reduce(0) { $0 + $1.extrasLength })
  }

  /// Nil if the list of models may be lost.
  private var modelCount: Int? { models.isEmpty ? nil : models.count }

  /// The file of the model of this digest, which the archive carries.
  ///
  /// - Throws: ``ArchiveError/modelNotFound(_:)`` if it does not, or another ``ArchiveError`` for
  ///   damage.
  package func embeddedModel(_ digest: Digest) throws(ArchiveError) -> [UInt8] {
    for section in index.sections where section.type == .model {
      let start = min(section.length, Digest.byteCount)
      guard try source.bytes(at: section.payloadOffset, count: start) == digest.bytes else {
        continue
      }
      return try content(of: section, digest)
    }
    // The digest itself may be damaged.
    for section in index.sections where section.type == .model { try source.check(section) }
    throw .modelNotFound(digest)
  }

  /// The digest of the model in `section`; throws if its file has a different one.
  func model(in section: Section) throws(ArchiveError) -> Digest {
    let start = try source.bytes(
      at: section.payloadOffset, count: min(section.length, Digest.byteCount))
    guard let digest = Digest(bytes: start) else {
      throw .malformed(
        .model, offset: section.offset,
        .truncated(offset: 0, needed: Digest.byteCount, available: start.count))
    }
    _ = try content(of: section, digest)
    return digest
  }

  /// The model file in `section`; throws if its digest is not `digest`.
  private func content(
    of section: Section, _ digest: Digest
  ) throws(ArchiveError) -> [UInt8] {
    let frame = try source.payload(of: section).dropFirst(Digest.byteCount)
    let content = try PackedModel.unpack(frame, sectionAt: section.offset, limit: limit)
    let found = Digest(of: content)
    guard found == digest else { throw .modelDigest(declared: digest, found: found) }
    return content
  }

  /// Throws unless every section's header and checksum are intact.
  package func checkSections() throws(ArchiveError) {
    for section in index.sections { try source.check(section) }
  }
}

/// The entries of a block and their sizes.
package struct BlockSummary: Sendable {
  /// The entries with all their lengths.
  package let entries: [Entry]
  /// The compressed size of all extras in bytes.
  package let extrasBytes: Int
  /// The compressed size of all bodies in bytes.
  package let bodyBytes: Int
}
