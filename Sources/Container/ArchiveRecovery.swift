import Bytes

/// Gives back what is intact of a truncated or damaged archive.
///
/// The index is not needed: every section says what it is and how long, every block has a
/// catalogue of its own. Where a header is damaged the next one is searched for.
package enum ArchiveRecovery {
  /// Walks all sections of `source` from front to back, once.
  ///
  /// What is found is as trustworthy as the archive: checksums find damage, not intent.
  /// - Throws: ``ArchiveError`` if nothing was found, the archive is of another major version,
  ///   intact blocks contradict each other, or the system could not read.
  package static func scan(
    _ source: any ByteSource, limit: DecodeLimits = .standard
  ) throws(ArchiveError) -> RecoveredArchive {
    var scan = RecoveryScan(SectionSource(source: source), limit: limit)
    try scan.run()
    return try scan.result()
  }
}

/// What is left of an archive.
package struct RecoveredArchive: Sendable {
  /// Reads what is intact as if it were all. Of a file in several pieces some may be missing; if
  /// the list of models is lost, a picture's model may lie outside of it.
  package let reader: ArchiveReader
  /// What could not be used, in order.
  package let damage: [DamagedRange]
  /// Entries that no intact block holds: those the index lists or, if that is lost, those that
  /// damaged blocks list whose catalogues are intact.
  package let lost: [Entry]
  /// Whether entries may be lost of which nothing is known.
  package let mayHaveLostMore: Bool
  /// Whether the list of models is known.
  package let hasModelList: Bool
  /// Whether the version is known; else it is taken for the current one.
  package let hasVersion: Bool
  /// Whether the archive is known to have been signed.
  package let wasSigned: Bool
}

/// A range of an archive's bytes that could not be used.
package struct DamagedRange: Equatable, Sendable {
  package let offset: Int
  /// In bytes; 0 where something is missing.
  package internal(set) var length: Int
  /// The section that lay there; nil where that is not known.
  package internal(set) var type: SectionType?
  package let reason: ArchiveError

  package init(offset: Int, length: Int, type: SectionType? = nil, reason: ArchiveError) {
    self.offset = offset
    self.length = length
    self.type = type
    self.reason = reason
  }

  /// A section that cannot be used though its header is intact.
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
