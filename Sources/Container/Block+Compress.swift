import Bytes

/// A compressed block, which can be written at any offset of any archive.
package struct CompressedBlock: Hashable, Sendable {
  /// The payload of a `BLCK` section.
  package let payload: [UInt8]
  /// CRC-32 of the payload.
  package let checksum: UInt32
  package let entries: [Entry]
  package let sharedDigest: SampleDigest?

  package init(
    payload: [UInt8], checksum: UInt32, entries: [Entry], sharedDigest: SampleDigest?
  ) {
    self.payload = payload
    self.checksum = checksum
    self.entries = entries
    self.sharedDigest = sharedDigest
  }
}

extension Block {
  /// The compressed block; the same arguments give the same bytes in any thread.
  ///
  /// - Parameters:
  ///   - bodyLevel: zstd's level for the body, 1…19.
  ///   - boundaries: ascending offsets into the body at which its statistics change.
  ///   - omittingSizes: whether only the index has the sizes of pictures, which takes readers of
  ///     ``FormatVersion/learned``.
  /// - Throws: ``ArchiveError`` if the block is empty or too large, or the format does not allow an
  ///   entry.
  package func compressed(
    bodyLevel: Int, boundaries: [Int] = [], omittingSizes: Bool = false
  ) throws(ArchiveError) -> CompressedBlock {
    try checkLimits()
    do throws(CatalogueError) {
      try EntrySequence.validate(entries, as: .block, models: nil)
      try checkSharedDigest()
    } catch {
      throw .unwritable(error)
    }
    let catalogue = Catalogue(
      entries: omittingSizes ? entries.omittingSizesOfPictures : entries,
      sharedDigests: sharedDigest.map { [$0] } ?? [])
    let table = try CheckedFrame.compress(try catalogue.bytes(within: .block))
    let extrasFrame =
      extras.isEmpty ? [] : try CheckedFrame.compress(extras, level: bodyLevel)
    var writer = ByteWriter()
    writer.varint(table.count)
    writer.varint(extrasFrame.count)
    writer.append(table)
    writer.append(extrasFrame)
    if !body.isEmpty {
      writer.append(
        try CheckedFrame.compress(body, level: bodyLevel, boundaries: boundaries))
    }
    try ArchivePart.sectionPayload.check(writer.count, atMost: ArchiveLimit.sectionPayload)
    return CompressedBlock(
      payload: writer.bytes, checksum: crc32(writer.bytes[...]), entries: entries,
      sharedDigest: sharedDigest)
  }

  private func checkLimits() throws(ArchiveError) {
    guard !entries.isEmpty else {
      throw .limit(.piecesInBlock, declared: 0, limit: ArchiveLimit.piecesInBlock)
    }
    try ArchivePart.piecesInBlock.check(entries.count, atMost: ArchiveLimit.piecesInBlock)
    try ArchivePart.body.check(body.count, atMost: ArchiveLimit.body)
    try ArchivePart.extras.check(extras.count, atMost: ArchiveLimit.extras)
  }

  /// Throws unless the block has a shared digest if and only if an entry needs it.
  package func checkSharedDigest() throws(CatalogueError) {
    let needed = entries.contains { $0.digest == .shared } ? 1 : 0
    let declared = sharedDigest == nil ? 0 : 1
    guard needed == declared else { throw .sharedDigests(declared: declared, needed: needed) }
  }
}

extension ArchivePart {
  /// Throws ``ArchiveError/limit(_:declared:limit:)`` if `count` is above `limit`.
  package func check(_ count: Int, atMost limit: Int) throws(ArchiveError) {
    guard count <= limit else { throw .limit(self, declared: count, limit: limit) }
  }
}
