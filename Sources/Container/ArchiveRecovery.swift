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
  package static func scan(_ source: any ByteSource) throws(ArchiveError) -> RecoveredArchive {
    var scan = RecoveryScan(SectionSource(source: source))
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
  /// Entries that the index lists and no intact block holds; empty if the index is lost.
  package let lost: [Entry]
}

/// A range of an archive's bytes that could not be used.
package struct DamagedRange: Equatable, Sendable {
  package let offset: Int
  /// In bytes; 0 where something is missing.
  package let length: Int
  package let reason: ArchiveError

  package init(offset: Int, length: Int, reason: ArchiveError) {
    self.offset = offset
    self.length = length
    self.reason = reason
  }
}

extension DamagedRange: CustomStringConvertible {
  package var description: String { "\(length) bytes at byte \(offset): \(reason)" }
}
