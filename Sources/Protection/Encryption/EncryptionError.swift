/// Why an encrypted archive cannot be opened, or none be made. Offsets are bytes from its first.
package enum EncryptionError: Error, Equatable {
  /// The newlines in the first bytes, or their eighth bits, were changed.
  case mangledByTextCopy
  /// The checksum of the header at `offset` does not match.
  case damagedHeader(offset: Int)
  case unsupportedVersion(major: UInt16, minor: UInt16)
  case unknownDerivation(UInt8)
  /// Deriving a key would take more memory and time than the format allows, or cannot be done.
  case badCost(ScryptCost)
  case emptyPassphrase
  /// The header is intact, and not of this passphrase.
  case wrongPassphrase
  /// Chunks, or the header's copy behind them, are missing at the end.
  case endsEarly(at: Int)
  /// There are bytes behind the end.
  case appended(offset: Int, count: Int)
  /// Bytes are missing in the middle (below 0), or are too many there.
  case shifted(by: Int)
  /// The header's copy at the end is not what it was.
  case damagedCopy(offset: Int)
  /// The last chunk is intact, and its padding is none: the writer is to blame.
  case badPadding
  /// There was no memory to derive a key in.
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
      "is encrypted in a way this program does not know (key derivation \(number)); use a newer aezip"
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

  /// What is wrong, for who tells where.
  var flaw: String {
    switch self {
    case .damagedHeader: "the header of its encryption is damaged"
    case .damagedCopy: "the copy of its encryption's header is damaged"
    default: description
    }
  }

  private static func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }
}
