import Bytes

/// The table of contents of an archive, which its `INDX` section holds.
package struct ArchiveIndex: Hashable {
  package var models: [ModelReference] = []
  /// All sections before the index, in order.
  package var sections: [Section] = []
  package var blocks: [BlockLocation] = []
  package var entries: [Entry] = []
}

/// The location of a block and the entries that it holds.
package struct BlockLocation: Hashable, Sendable {
  /// The offset of the block's section header.
  package let offset: Int
  /// The length of the section's payload in bytes.
  package let length: Int
  /// Indices of its entries among those of the archive.
  package let entries: Range<Int>
  package let sharedDigest: SampleDigest?
}

extension ArchiveIndex {
  /// The encoded index, before compression.
  package func bytes() throws(ArchiveError) -> [UInt8] {
    var writer = ByteWriter()
    models.write(to: &writer)
    writer.varint(sections.count)
    for section in sections { writer.fixed(section.type.code) }
    for section in sections { writer.varint(section.length) }
    for block in blocks { writer.varint(block.entries.count) }
    let catalogue = Catalogue(
      entries: entries.map(\.stored), sharedDigests: blocks.compactMap(\.sharedDigest))
    writer.append(try catalogue.bytes(within: .archive))
    try ArchivePart.index.check(writer.count, atMost: ArchiveLimit.index)
    return writer.bytes
  }
}

extension ArchiveIndex {
  /// Parses the decompressed index, whose section lies at `offset`.
  package init(
    parsing bytes: [UInt8], at offset: Int, limit: DecodeLimits = .standard
  ) throws(ArchiveError) {
    var reader = ByteReader(bytes)
    let sectionTypes: [SectionType]
    let lengths: [Int]
    let counts: [Int]
    do throws(BytesError) {
      models = try [ModelReference](parsing: &reader)
      sectionTypes = try Self.types(from: &reader, before: offset)
      lengths = try Self.numbers(
        sectionTypes.count, atMost: ArchiveLimit.sectionPayload, from: &reader)
      counts = try Self.numbers(
        sectionTypes.count { $0 == .block }, atMost: ArchiveLimit.piecesInBlock, from: &reader)
    } catch {
      throw .malformed(.index, offset: offset, error)
    }
    sections = try Self.locate(sectionTypes, lengths, before: offset)
    // The sum of the blocks' rows is known before anything is allocated for them.
    let rows = counts.reduce(0, +)
    try limit.check(entries: rows, .index, at: offset)
    do throws(CatalogueError) {
      let catalogue = try Self.catalogue(
        bytes.dropFirst(reader.offset), rows: rows, models: models.count, limit)
      entries = catalogue.entries
      blocks = try Self.locate(catalogue, counts, in: sections.filter { $0.type == .block })
    } catch {
      // The path itself is not too long, but all paths together are.
      if case .tooLarge(.path, _, let length, _) = error, length <= UInt64(ArchiveLimit.path),
        limit.indexBytes < ArchiveLimit.index
      {
        throw .aboveLimit(.index, offset: offset, limit: limit.bytes)
      }
      throw .catalogue(.index, offset: offset, error)
    }
  }

  private static func catalogue(
    _ bytes: ArraySlice<UInt8>, rows: Int, models: Int, _ limit: DecodeLimits
  ) throws(CatalogueError) -> Catalogue {
    let columns = try CatalogueColumns(parsing: bytes, limits: .archive(limit))
    // Rows may take no bytes at all, so their number must not come from the columns alone.
    guard columns.rows == rows else { throw .rowsOfBlocks(sum: rows, rows: columns.rows) }
    var catalogue = try Catalogue(columns, limits: .archive(limit))
    try catalogue.entries.restoreLengths()
    try EntrySequence.validate(catalogue.entries, as: .archive, models: models)
    return catalogue
  }

  private static func types(
    from reader: inout ByteReader, before offset: Int
  ) throws(BytesError) -> [SectionType] {
    let count = try reader.count(atMost: offset / SectionHeader.byteCount)
    var types: [SectionType] = []
    for _ in 0..<count {
      let code = try reader.fixed(UInt32.self)
      guard let type = SectionType(code: code) else {
        throw .malformedInteger(offset: reader.offset - 4)
      }
      types.append(type)
    }
    return types
  }

  private static func numbers(
    _ count: Int, atMost limit: Int, from reader: inout ByteReader
  ) throws(BytesError) -> [Int] {
    var numbers: [Int] = []
    for _ in 0..<count { numbers.append(try reader.count(atMost: limit)) }
    return numbers
  }

  /// Computes where sections lie: without gaps, from the preamble to the index.
  private static func locate(
    _ types: [SectionType], _ lengths: [Int], before index: Int
  ) throws(ArchiveError) -> [Section] {
    var sections: [Section] = []
    var offset = ArchivePreamble.byteCount
    for (type, length) in zip(types, lengths) {
      guard type.isKnown || !type.isRequired else {
        throw .unknownRequiredSection(type, offset: offset)
      }
      guard type != .index, type != .tail, (type == .head) == sections.isEmpty else {
        throw .unexpectedSection(type, offset: offset)
      }
      sections.append(Section(type: type, offset: offset, length: length))
      offset += SectionHeader.byteCount + length
    }
    guard !sections.isEmpty, offset == index else {
      throw .lengthMismatch(.index, offset: index, declared: offset, found: index)
    }
    return sections
  }

  /// Assigns entries and shared digests to the blocks.
  private static func locate(
    _ catalogue: Catalogue, _ counts: [Int], in sections: [Section]
  ) throws(CatalogueError) -> [BlockLocation] {
    guard !counts.contains(0) else {
      throw .rowsOfBlocks(sum: catalogue.entries.count, rows: catalogue.entries.count)
    }
    var blocks: [BlockLocation] = []
    var digests = catalogue.sharedDigests[...]
    var needed = 0
    var first = 0
    for (section, count) in zip(sections, counts) {
      let range = first..<first + count
      // A reader of one block does not have the block before.
      guard catalogue.entries[first].kind != .copy else {
        throw .entry(path: catalogue.entries[first].path, .copyOfNothing)
      }
      let isShared = catalogue.entries[range].contains { $0.digest == .shared }
      if isShared { needed += 1 }
      blocks.append(
        BlockLocation(
          offset: section.offset, length: section.length, entries: range,
          sharedDigest: isShared ? digests.popFirst() : nil))
      first = range.upperBound
    }
    guard needed == catalogue.sharedDigests.count else {
      throw .sharedDigests(declared: catalogue.sharedDigests.count, needed: needed)
    }
    return blocks
  }
}
