import Bytes

/// The entries of a block or of an archive, as a table that is stored by columns.
package struct Catalogue: Equatable {
  package var entries: [Entry]
  /// The shared digests of the blocks that have one, in order.
  package var sharedDigests: [SampleDigest]
  /// The entries that were renamed when the catalogue was read.
  package var renamed: [SafeName] = []

  package init(entries: [Entry], sharedDigests: [SampleDigest]) {
    self.entries = entries
    self.sharedDigests = sharedDigests
  }
}

extension Catalogue {
  /// The limits of a catalogue.
  package struct Limits {
    let rows: Int
    /// Bytes of the catalogue, and of all its paths together.
    let bytes: Int

    package static let block = Limits(
      rows: ArchiveLimit.piecesInBlock, bytes: ArchiveLimit.catalogue)
    package static let archive = Limits(rows: ArchiveLimit.pieces, bytes: ArchiveLimit.index)

    /// The limits of an archive's index within a reader's limit.
    static func archive(_ limit: DecodeLimits) -> Limits {
      Limits(rows: ArchiveLimit.pieces, bytes: limit.indexBytes)
    }
  }

  /// The encoded catalogue; throws if it is above `limits`.
  package func bytes(within limits: Limits) throws(ArchiveError) -> [UInt8] {
    try ArchivePart.pieces.check(entries.count, atMost: limits.rows)
    try ArchivePart.paths.check(entries.reduce(0) { $0 + $1.path.count }, atMost: limits.bytes)
    let bytes = self.bytes
    try ArchivePart.catalogue.check(bytes.count, atMost: limits.bytes)
    return bytes
  }
}

extension Catalogue {
  /// Parses a catalogue from all of `bytes`, without validating its entries.
  package init(parsing bytes: ArraySlice<UInt8>, limits: Limits) throws(CatalogueError) {
    try self.init(CatalogueColumns(parsing: bytes, limits: limits), limits: limits)
  }

  init(_ columns: CatalogueColumns, limits: Limits) throws(CatalogueError) {
    var rows = try CatalogueRows(columns, limits)
    entries = []
    entries.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      entries.append(try rows.next(row))
    }
    try rows.expectEnd()
    sharedDigests = rows.sharedDigests
  }
}
