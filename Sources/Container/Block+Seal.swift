import Bytes

/// A block ready to be written, at whatever place in whatever archive.
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
  /// Compresses the block; the same bytes for the same arguments, in any thread.
  ///
  /// - Parameters:
  ///   - bodyLevel: zstd's level for the body, 1…19.
  ///   - boundaries: offsets into the body where its statistics change, ascending.
  ///   - omittingSizes: whether sizes of pictures are left to the index, which takes readers of
  ///     ``FormatVersion/learned``.
  /// - Throws: ``ArchiveError`` if the block is empty, too large, or an entry is not one that the
  ///   format allows.
  package func seal(
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
    let table = try CheckedFrame.seal(try catalogue.bytes(within: .block))
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

  /// Throws unless there is a shared digest exactly if an entry needs it.
  package func checkSharedDigest() throws(CatalogueError) {
    let needed = entries.contains { $0.digest == .shared } ? 1 : 0
    let declared = sharedDigest == nil ? 0 : 1
    guard needed == declared else { throw .sharedDigests(declared: declared, needed: needed) }
  }
}

extension ArchivePart {
  /// Throws unless `count` is within `limit`.
  package func check(_ count: Int, atMost limit: Int) throws(ArchiveError) {
    guard count <= limit else { throw .limit(self, declared: count, limit: limit) }
  }
}
