import Bytes
import Entropy

/// Why an archive cannot be read or written. Offsets are in bytes from the start of the archive.
package enum ArchiveError: Error, Equatable {
  /// The file does not begin with the magic.
  case notAnArchive(start: [UInt8])
  /// A copy in text mode changed newlines or eighth bits of the magic.
  case mangledByTextCopy
  case preambleChecksum(declared: UInt32, found: UInt32)
  /// This program does not read the archive's major version.
  case unsupportedVersion(FormatVersion)
  /// The end of the archive is missing: the file ends at this offset.
  case endsEarly(at: Int)
  /// The archive is complete and ends at `offset`, but `count` bytes follow it.
  case appendedBytes(offset: Int, count: Int)
  /// Bytes were lost or inserted before the end.
  case wrongFileLength(declared: UInt64, found: Int)
  /// No section header lies at `offset`, or its checksum does not match.
  case damagedHeader(offset: Int)
  case payloadChecksum(SectionType, offset: Int, declared: UInt32, found: UInt32)
  case unexpectedSection(SectionType, offset: Int)
  case unknownRequiredSection(SectionType, offset: Int)
  /// Numbers in a section cannot be parsed.
  case malformed(SectionType, offset: Int, BytesError)
  case frame(SectionType, offset: Int, ZstdError)
  case weights(SectionType, offset: Int, EntropyError)
  case catalogue(SectionType, offset: Int, CatalogueError)
  /// A length differs from the sum of the lengths that it covers.
  case lengthMismatch(SectionType, offset: Int, declared: Int, found: Int)
  /// An amount is above the format's limit.
  case limit(ArchivePart, declared: Int, limit: Int)
  /// The format allows the content, but the reader's limit, in bytes, does not.
  case aboveLimit(SectionType, offset: Int, limit: Int)
  /// The index and the section at `offset` contradict each other.
  case indexMismatch(SectionType, offset: Int)
  /// The signature is of a kind that this program does not know.
  case unknownSignature(offset: Int)
  case modelNotFound(Digest)
  case modelDigest(declared: Digest, found: Digest)
  /// The format does not allow an entry that was to be written.
  case unwritable(CatalogueError)
  /// zstd failed to compress.
  case compression(ZstdError)
  /// The archive is encrypted, and bytes of it fail authentication.
  case damagedBytes(DamagedBytes)
  /// The system failed to read, with its own message.
  case readFailed(offset: Int, count: Int, reason: String)

  /// Whether the system failed, and the archive may be intact.
  package var isSystemFailure: Bool {
    if case .readFailed = self { true } else { false }
  }

  /// Whether the archive may be intact despite the error.
  var doesNotImplyDamage: Bool {
    if case .aboveLimit = self { true } else { isSystemFailure }
  }
}

/// A part of an archive whose amount the format limits.
package enum ArchivePart: String, Hashable, Sendable {
  case models, pieces
  case paths = "bytes of paths"
  case catalogue = "bytes of catalogue"
  case extras = "bytes of extras"
  case body = "bytes of body"
  case index = "bytes of index"
  case piecesInBlock = "pieces in a block"
  case modelName = "bytes of a model's name"
  case modelFile = "bytes of a model"
  case sectionPayload = "bytes in a section"
}
