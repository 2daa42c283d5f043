import Bytes
import Entropy

/// What can be wrong with an archive. Offsets are bytes from its first.
package enum ArchiveError: Error, Equatable {
  /// The file begins with something else.
  case notAnArchive(start: [UInt8])
  /// The newlines in the first bytes, or their eighth bits, were changed.
  case mangledByTextCopy
  case preambleChecksum(declared: UInt32, found: UInt32)
  /// The archive has another major version than this program reads.
  case unsupportedVersion(FormatVersion)
  case endsEarly(at: Int)
  case wrongFileLength(declared: UInt64, found: Int)
  /// There is no section header where one should be, or its checksum does not match.
  case damagedHeader(offset: Int)
  case payloadChecksum(SectionType, offset: Int, declared: UInt32, found: UInt32)
  case unexpectedSection(SectionType, offset: Int)
  case unknownRequiredSection(SectionType, offset: Int)
  /// Numbers in a section are not what they should be.
  case malformed(SectionType, offset: Int, BytesError)
  case frame(SectionType, offset: Int, ZstdError)
  case weights(SectionType, offset: Int, EntropyError)
  case catalogue(SectionType, offset: Int, CatalogueError)
  /// A length differs from the sum of what it covers.
  case lengthMismatch(SectionType, offset: Int, declared: Int, found: Int)
  /// More of something than the format allows.
  case limit(ArchivePart, declared: Int, limit: Int)
  /// More than this reader holds at once, though the format allows it; in bytes.
  case aboveLimit(SectionType, offset: Int, limit: Int)
  /// The index says something else than the section at `offset`.
  case indexMismatch(SectionType, offset: Int)
  /// A signature is of a kind this program does not know.
  case unknownSignature(offset: Int)
  case modelNotFound(Digest)
  case modelDigest(declared: Digest, found: Digest)
  /// An entry cannot be written as it is.
  case unwritable(CatalogueError)
  /// zstd could not compress.
  case compression(ZstdError)
  /// The archive is encrypted, and what it was decrypted from is damaged.
  case damagedBytes(DamagedBytes)
  /// The system could not read; its own words.
  case readFailed(offset: Int, count: Int, reason: String)

  /// Whether the system failed, and nothing is known to be wrong with the archive.
  package var isSystemFailure: Bool {
    if case .readFailed = self { true } else { false }
  }

  /// Whether what is read may be intact, and reading it failed for another reason.
  var saysNothingOfDamage: Bool {
    if case .aboveLimit = self { true } else { isSystemFailure }
  }
}

/// Something whose amount the format limits.
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
