extension ArchiveError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notAnArchive, .mangledByTextCopy, .preambleChecksum, .unsupportedVersion, .endsEarly,
      .appendedBytes, .wrongFileLength:
      fileDescription
    case .limit, .unwritable, .compression, .modelNotFound, .modelDigest, .damagedBytes,
      .readFailed:
      otherDescription
    default: sectionDescription
    }
  }

  private var fileDescription: String {
    switch self {
    case .notAnArchive(let start):
      start.isEmpty
        ? "not an aezip archive (empty file)"
        : "not an aezip archive (starts with \(start.map(Self.hexadecimal).joined(separator: " ")))"
    case .mangledByTextCopy: "this is an aezip archive mangled by a text-mode copy"
    case .preambleChecksum: "checksum of the first 16 bytes does not match"
    case .unsupportedVersion(let version):
      "needs aezip format \(version), this program reads \(FormatVersion.current.major).x"
    // So few bytes may also be the start of an encrypted archive, which has no TAIL.
    case .endsEarly(let offset) where offset < 4: "ends early at byte \(offset): truncated?"
    case .endsEarly(let offset): "ends early at byte \(offset) (TAIL missing): truncated?"
    case .appendedBytes(let offset, let count):
      "\(count == 1 ? "1 byte" : "\(count) bytes") appended behind its end at byte \(offset)"
    case .wrongFileLength(let declared, let found):
      "is \(found) bytes long where \(declared) were written: bytes lost or inserted"
    default: ""
    }
  }

  private var sectionDescription: String {
    switch self {
    case .damagedHeader(offset: 0): "no intact beginning of an archive at byte 0"
    case .damagedHeader(let offset): "no intact section header at byte \(offset)"
    case .payloadChecksum(let type, let offset, _, _):
      "checksum of section \(type) at byte \(offset) does not match"
    case .unexpectedSection(let type, let offset):
      "section \(type) at byte \(offset) does not belong there"
    case .unknownRequiredSection(let type, let offset):
      "section \(type) at byte \(offset) is unknown to this program, which needs to be newer"
    case .unknownSignature(let offset):
      "section \(SectionType.signature) at byte \(offset) is a signature of a kind unknown to this "
        + "program, which needs to be newer"
    case .malformed(let type, let offset, let error):
      "section \(type) at byte \(offset): \(error)"
    case .weights(let type, let offset, let error):
      "section \(type) at byte \(offset): \(error)"
    case .frame(let type, let offset, let error): "section \(type) at byte \(offset): \(error)"
    case .catalogue(let type, let offset, let error):
      "section \(type) at byte \(offset): \(error)"
    case .aboveLimit(let type, let offset, let limit):
      "section \(type) at byte \(offset) takes more memory than a limit of \(limit) bytes allows"
    case .lengthMismatch(let type, let offset, let declared, let found):
      "section \(type) at byte \(offset) declares \(declared) where \(found) are"
    case .indexMismatch(let type, let offset):
      "section \(type) at byte \(offset) differs from what the index says"
    default: ""
    }
  }

  private var otherDescription: String {
    switch self {
    case .limit(let part, let declared, let limit):
      "\(declared) \(part.rawValue), \(limit) allowed"
    case .unwritable(let error): "cannot be stored: \(error)"
    case .compression(let error): "cannot be compressed: \(error)"
    case .modelNotFound(let digest): "model \(digest) is not in this archive"
    case .modelDigest(let declared, let found):
      "model \(declared) has digest \(found): damaged"
    case .damagedBytes(let error): "\(error)"
    case .readFailed(let offset, let count, let reason):
      "cannot read \(count) bytes at byte \(offset): \(reason)"
    default: ""
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return byte < 16 ? "0" + digits : digits
  }
}
