import Bytes

/// What an archive holds and where: the content of its `INDX` section.
package struct ArchiveIndex: Hashable {
  package var models: [ModelReference] = []
  /// All sections before the index, in order.
  package var sections: [Section] = []
  package var blocks: [BlockPlace] = []
  package var entries: [Entry] = []
}

/// Where a block lies and which entries it holds.
package struct BlockPlace: Hashable, Sendable {
  /// Of the block's section header, in bytes from the archive's first.
  package let offset: Int
  /// Bytes of the section's payload.
  package let length: Int
  /// Positions in the archive's entries.
  package let entries: Range<Int>
  package let sharedDigest: SampleDigest?
}

extension ArchiveIndex {
  /// The index as it is stored, before compression.
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
