import Bytes

/// Recovers the intact parts of a truncated or damaged archive.
///
/// This does not need the index: every section states its type and length, and every block has its
/// own catalogue. Behind a damaged header it searches for the next one.
package enum ArchiveRecovery {
  /// Walks all sections of `source` once, from front to back.
  ///
  /// The result is only as trustworthy as the archive: checksums detect damage, not forgery.
  ///
  /// - Throws: ``ArchiveError`` if nothing is found, the archive has another major version, intact
  ///   blocks contradict each other, or the system fails to read.
  package static func scan(
    _ source: any ByteSource, limit: DecodeLimits = .standard
  ) throws(ArchiveError) -> RecoveredArchive {
    var scan = RecoveryScan(SectionSource(source: source), limit: limit)
    try scan.run()
    return try scan.result()
  }
}

/// The intact parts of an archive.
package struct RecoveredArchive: Sendable {
  /// Reads the intact parts as if they were the archive. Pieces of a file may be missing; if the
  /// list of models is lost, a picture's model may lie outside of it.
  package let reader: ArchiveReader
  /// Entries that were renamed as the format forbids their paths, by the indices of their blocks.
  package let renamed: [Int: [SafeName]]
  /// The ranges that cannot be used, in order.
  package let damage: [DamagedRange]
  /// Entries that no intact block holds, according to the index or, if that is lost, to the intact
  /// catalogues of damaged blocks.
  package let lost: [Entry]
  /// Whether further, unknown entries may be lost.
  package let mayHaveLostMore: Bool
  /// Whether the list of models is known.
  package let hasModelList: Bool
  /// Whether the version is known; if not, the reader assumes the current one.
  package let hasVersion: Bool
  /// Whether the archive is known to have been signed.
  package let wasSigned: Bool
}

/// A range of an archive's bytes that cannot be used.
package struct DamagedRange: Equatable, Sendable {
  package let offset: Int
  /// The length in bytes; 0 where bytes are missing.
  package internal(set) var length: Int
  /// The type of the section that lay there, if that is known.
  package internal(set) var type: SectionType?
  package let reason: ArchiveError

  package init(offset: Int, length: Int, type: SectionType? = nil, reason: ArchiveError) {
    self.offset = offset
    self.length = length
    self.type = type
    self.reason = reason
  }

  /// The range of a section whose header is intact, but which cannot be used.
  init(_ section: Section, reason: ArchiveError) {
    self.init(
      offset: section.offset, length: section.end - section.offset, type: section.type,
      reason: reason)
  }

  package var end: Int { offset + length }
}

extension DamagedRange: CustomStringConvertible {
  package var description: String { "\(length) bytes at byte \(offset): \(reason)" }
}
