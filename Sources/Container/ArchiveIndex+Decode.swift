import Bytes

extension ArchiveIndex {
  /// The index that `bytes` hold, whose section lies at `offset`.
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
    sections = try Self.place(sectionTypes, lengths, before: offset)
    // Blocks have as many rows as they say, so their sum tells before anything is made of them.
    let rows = counts.reduce(0, +)
    try limit.check(entries: rows, .index, at: offset)
    do throws(CatalogueError) {
      let catalogue = try Self.catalogue(
        bytes.dropFirst(reader.offset), rows: rows, models: models.count, limit)
      entries = catalogue.entries
      blocks = try Self.place(catalogue, counts, in: sections.filter { $0.type == .block })
    } catch {
      // A path that is none too long by itself exceeds what all may have.
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
    // Rows may take no byte each.
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

  /// Sections lie one behind the other, from the preamble to the index.
  private static func place(
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

  /// Blocks with the entries and the shared digest that are theirs.
  private static func place(
    _ catalogue: Catalogue, _ counts: [Int], in sections: [Section]
  ) throws(CatalogueError) -> [BlockPlace] {
    guard !counts.contains(0) else {
      throw .rowsOfBlocks(sum: catalogue.entries.count, rows: catalogue.entries.count)
    }
    var blocks: [BlockPlace] = []
    var digests = catalogue.sharedDigests[...]
    var needed = 0
    var first = 0
    for (section, count) in zip(sections, counts) {
      let range = first..<first + count
      // A block is read without the one before.
      guard catalogue.entries[first].kind != .copy else {
        throw .entry(path: catalogue.entries[first].path, .copyOfNothing)
      }
      let isShared = catalogue.entries[range].contains { $0.digest == .shared }
      if isShared { needed += 1 }
      blocks.append(
        BlockPlace(
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
