import Bytes

/// Reads an archive: lists without reading blocks, and reads any one block without the others.
///
///     let reader = try ArchiveReader(source)
///     let block = try reader.readBlock(reader.block(ofEntry: 17))
package struct ArchiveReader: Sendable {
  /// The version the archive was written in.
  package let version: FormatVersion
  package let source: SectionSource
  /// What is held at once.
  package let limit: DecodeLimits
  package let index: ArchiveIndex

  /// An archive whose index is known, from wherever.
  package init(
    _ source: SectionSource, version: FormatVersion, index: ArchiveIndex,
    limit: DecodeLimits = .standard
  ) {
    self.source = source
    self.limit = limit
    self.version = version
    self.index = index
  }

  /// The models that codes may need; a picture's model is a position in this list.
  package var models: [ModelReference] { index.models }

  /// All entries, in the order in which they were written. How much of a block a picture takes
  /// only ``readSummary(ofBlock:)`` tells.
  package var entries: [Entry] { index.entries }

  /// The blocks, in the order in which they lie in the archive.
  package var blocks: [BlockPlace] { index.blocks }

  /// The position among ``blocks`` of the one that holds the entry at `position`.
  ///
  /// - Complexity: O(log *n*) of the number of blocks.
  package func block(ofEntry position: Int) -> Int {
    precondition(entries.indices.contains(position))
    var range = 0..<blocks.count
    while range.count > 1 {
      let middle = range.lowerBound + range.count / 2
      range =
        blocks[middle].entries.lowerBound <= position
        ? middle..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }

  /// The block at `number` among ``blocks``, which is what the index says it is.
  package func readBlock(_ number: Int) throws(ArchiveError) -> Block {
    let place = blocks[number]
    let section = Section(type: .block, offset: place.offset, length: place.length)
    var block = try Block(
      opening: try source.payload(of: section), at: place.offset,
      models: modelCount, limit: limit)
    block.entries.takeSizesOfPictures(from: entries[place.entries])
    guard block.entries.map(\.listed)[...] == entries[place.entries],
      block.sharedDigest == place.sharedDigest
    else { throw .indexMismatch(.block, offset: place.offset) }
    return block
  }

  /// What the block at `number` among ``blocks`` holds and what that takes; reads nothing of the
  /// block but its catalogue.
  package func readSummary(ofBlock number: Int) throws(ArchiveError) -> BlockSummary {
    let place = blocks[number]
    let section = Section(type: .block, offset: place.offset, length: place.length)
    var (catalogue, prelude) = try source.catalogue(of: section, models: modelCount)
    catalogue.entries.takeSizesOfPictures(from: entries[place.entries])
    guard catalogue.entries.count == place.entries.count,
      zip(catalogue.entries, entries[place.entries]).allSatisfy({ $0.listed == $1 })
    else {
      throw .indexMismatch(.block, offset: place.offset)
    }
    return BlockSummary(
      entries: catalogue.entries, extrasBytes: prelude.extrasLength,
      bodyBytes: place.length - prelude.byteCount - prelude.catalogueLength
        - prelude.extrasLength)
  }

  /// Nil if the list of models may have been lost.
  private var modelCount: Int? { models.isEmpty ? nil : models.count }

  /// The file of the model with `digest`, which travels inside the archive.
  ///
  /// - Throws: ``ArchiveError/modelNotFound(_:)`` if it does not, others on damage.
  package func embeddedModel(_ digest: Digest) throws(ArchiveError) -> [UInt8] {
    for section in index.sections where section.type == .model {
      let start = min(section.length, Digest.byteCount)
      guard try source.bytes(at: section.payloadOffset, count: start) == digest.bytes else {
        continue
      }
      return try content(of: section, digest)
    }
    // The digest itself may be what is damaged.
    for section in index.sections where section.type == .model { try source.check(section) }
    throw .modelNotFound(digest)
  }

  /// The digest of the model in `section`, which is checked against its file.
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

  /// The model file in `section`, whose digest is to be `digest`.
  private func content(
    of section: Section, _ digest: Digest
  ) throws(ArchiveError) -> [UInt8] {
    let frame = try source.payload(of: section).dropFirst(Digest.byteCount)
    let content = try PackedModel.open(frame, sectionAt: section.offset, limit: limit)
    let found = Digest(of: content)
    guard found == digest else { throw .modelDigest(declared: digest, found: found) }
    return content
  }

  /// Throws unless every section's header and checksum are intact.
  package func checkSections() throws(ArchiveError) {
    for section in index.sections { try source.check(section) }
  }
}

/// What a block holds, and what that takes.
package struct BlockSummary: Sendable {
  /// With all their lengths.
  package let entries: [Entry]
  /// Bytes of all extras, compressed.
  package let extrasBytes: Int
  /// Bytes of all bodies, compressed.
  package let bodyBytes: Int
}
