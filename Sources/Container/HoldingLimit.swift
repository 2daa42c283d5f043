import Zstandard

/// How much of an archive a reader holds at once.
///
/// The format allows more than most machines have, and a few bytes of zstd can stand for all of it.
package struct HoldingLimit: Hashable, Sendable {
  /// Bytes that one object may decode to: a table, the bodies of a block.
  package let bytes: Int

  package init(bytes: Int) { self.bytes = bytes }

  /// Twice what the program itself writes at most.
  package static let standard = HoldingLimit(bytes: 1 << 29)

  /// Bytes of the extras of a block.
  var extrasBytes: Int { min(bytes / 2, ArchiveLimit.extras) }
  /// Pixels of a picture.
  package var pixels: Int { bytes / 4 }
  /// Bytes of a model's file.
  package var modelBytes: Int { min(bytes / 4, ArchiveLimit.modelFile) }
  /// Bytes of the index, and of all its paths written out.
  package var indexBytes: Int { min(bytes / 4, ArchiveLimit.index) }
  /// Numbers of the codes that lie together in a block, for each of which some eight bytes are held.
  package var codes: Int { bytes / 8 }
  /// Products that predicting the numbers of a table may take: sixteen for each byte of the largest
  /// table that the format allows, at the standard limit.
  package var products: Int { bytes <= 1 << 50 ? 8 * bytes : .max }
  /// Entries of the index, or of what is left of an archive.
  package var entries: Int { min(bytes / Self.entryBytes, ArchiveLimit.pieces) }

  /// Bytes that all pictures and tables of an archive of `count` bytes may decode to, lest many of
  /// them, each within the limit, take time without end.
  package func total(ofArchive count: Int) -> Int {
    let (many, overflow) = bytes.multipliedReportingOverflow(by: Self.objects)
    return overflow ? .max : max(many, Self.density * min(count, Int.max / Self.density))
  }

  /// So many of the largest objects may always be there.
  private static let objects = 64
  /// Bytes that a byte of an archive may stand for; only pictures of hardly more than one colour, by
  /// the coder zstd, are denser.
  private static let density = 4096
  /// About what an entry takes in memory, and so does its path.
  private static let entryBytes = 256

  /// Throws unless so many entries may be held.
  func check(
    entries count: Int, _ type: SectionType, at offset: Int
  ) throws(ArchiveError) {
    guard count <= entries else {
      throw .aboveLimit(type, offset: offset, limit: bytes)
    }
  }

  /// What is thrown of a frame that declares more than `allowed` and not more than the format does.
  func error(
    _ error: ZstdError, _ type: SectionType, at offset: Int, allowed: Int, format: Int
  ) -> ArchiveError {
    guard case .tooLarge(let declared, UInt64(allowed)) = error, declared <= UInt64(format),
      allowed < format
    else { return .frame(type, offset: offset, error) }
    return .aboveLimit(type, offset: offset, limit: bytes)
  }
}
