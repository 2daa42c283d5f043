/// Why an encrypted archive cannot be opened or made. Offsets are in the encrypted file.
package enum EncryptionError: Error, Equatable {
  /// A copy in text mode changed newlines or eighth bits of the magic.
  case mangledByTextCopy
  /// The checksum of the header at `offset` does not match.
  case damagedHeader(offset: Int)
  case unsupportedVersion(major: UInt16, minor: UInt16)
  case unknownDerivation(UInt8)
  /// The parameters of the key derivation are invalid, or above the format's limits.
  case badCost(ScryptCost)
  case emptyPassphrase
  /// The header is intact, but its tag is not that of this passphrase.
  case wrongPassphrase
  /// Chunks or the copy of the header are missing at the end.
  case endsEarly(at: Int)
  /// Bytes follow the copy of the header.
  case appended(offset: Int, count: Int)
  /// Bytes were lost (negative) or inserted in the middle.
  case shifted(by: Int)
  /// The copy of the header at the end is damaged.
  case damagedCopy(offset: Int)
  /// The last chunk is intact but has no valid padding, so the program that wrote it is at fault.
  case badPadding
  /// The memory for deriving the key could not be allocated.
  case derivationFailed
}

extension EncryptionError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .mangledByTextCopy: "this is an encrypted aezip archive mangled by a text-mode copy"
    case .damagedHeader(let offset):
      "the header of its encryption, \(Self.bytes(EncryptionHeader.byteCount)) at byte \(offset), "
        + "is damaged"
    case .unsupportedVersion(let major, let minor):
      "needs aezip encryption \(major).\(minor), this program reads "
        + "\(EncryptionHeader.version.major).x"
    case .unknownDerivation(let number):
      "is encrypted in a way this program does not know (key derivation \(number))"
    case .badCost(let cost):
      "asks for a key derivation of N = 2^\(cost.rounds), r = \(cost.blockSize), "
        + "p = \(cost.lanes), which the format does not allow"
    case .emptyPassphrase: "the passphrase is empty"
    case .wrongPassphrase: "wrong passphrase"
    case .endsEarly(let offset): "ends early at byte \(offset) (its end is missing): truncated?"
    case .appended(let offset, let count):
      "\(Self.bytes(count)) too many at byte \(offset): appended to it?"
    case .shifted(let count):
      "\(Self.bytes(abs(count))) \(count < 0 ? "missing" : "too many") in the middle of it"
    case .damagedCopy(let offset):
      "the copy of its encryption's header, \(Self.bytes(EncryptionHeader.byteCount)) at byte "
        + "\(offset), is damaged"
    case .badPadding: "the last chunk has no padding: whatever wrote it was in error"
    case .derivationFailed: "the key could not be derived: not enough memory?"
    }
  }

  /// The description without offsets.
  var flaw: String {
    switch self {
    case .damagedHeader: "the header of its encryption is damaged"
    case .damagedCopy: "the copy of its encryption's header is damaged"
    default: description
    }
  }

  private static func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }
}
