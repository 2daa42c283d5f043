import Bytes

/// The entries of a block, or of a whole archive, as a table stored by columns.
package struct Catalogue: Hashable {
  package var entries: [Entry]
  /// One for each block with an entry that a shared digest covers, in order.
  package var sharedDigests: [SampleDigest]

  package init(entries: [Entry], sharedDigests: [SampleDigest]) {
    self.entries = entries
    self.sharedDigests = sharedDigests
  }
}

extension Catalogue {
  /// How much a catalogue may hold.
  package struct Limits {
    let rows: Int
    /// Bytes of the catalogue, and of all its paths written out.
    let bytes: Int

    package static let block = Limits(
      rows: ArchiveLimit.piecesInBlock, bytes: ArchiveLimit.catalogue)
    package static let archive = Limits(rows: ArchiveLimit.pieces, bytes: ArchiveLimit.index)

    /// What of an archive is held.
    static func archive(_ limit: DecodeLimits) -> Limits {
      Limits(rows: ArchiveLimit.pieces, bytes: limit.indexBytes)
    }
  }

  /// The catalogue as it is stored, which takes no more than a reader allows.
  package func bytes(within limits: Limits) throws(ArchiveError) -> [UInt8] {
    try ArchivePart.pieces.check(entries.count, atMost: limits.rows)
    try ArchivePart.paths.check(entries.reduce(0) { $0 + $1.path.count }, atMost: limits.bytes)
    let bytes = self.bytes
    try ArchivePart.catalogue.check(bytes.count, atMost: limits.bytes)
    return bytes
  }
}
