import Bytes

extension DecodeLimits {
  /// Bytes of the extras of a block.
  var extrasBytes: Int { min(bytes / 2, ArchiveLimit.extras) }
  /// Bytes of a model file.
  package var modelBytes: Int { min(bytes / 4, ArchiveLimit.modelFile) }
  /// Bytes of the index, and of all its paths written out.
  package var indexBytes: Int { min(bytes / 4, ArchiveLimit.index) }
  /// Entries of the index, or of what is left of an archive.
  package var entries: Int { min(bytes / Self.entryBytes, ArchiveLimit.pieces) }

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

  /// The error for a frame that declares more than `allowed` but no more than the format allows.
  func error(
    _ error: ZstdError, _ type: SectionType, at offset: Int, allowed: Int, format: Int
  ) -> ArchiveError {
    guard case .tooLarge(let declared, UInt64(allowed)) = error, declared <= UInt64(format),
      allowed < format
    else { return .frame(type, offset: offset, error) }
    return .aboveLimit(type, offset: offset, limit: bytes)
  }
}
