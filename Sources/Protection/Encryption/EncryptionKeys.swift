import Crypto
import Foundation

/// The keys of one encrypted archive.
struct EncryptionKeys: Sendable {
  /// Encrypts the chunks.
  let cipher: ChunkCipher
  /// Authenticates the header.
  private let header: SymmetricKey

  private static let keyBytes = 32

  /// Derives the keys by scrypt, which takes the time and memory that `cost` says.
  static func derive(
    from passphrase: Passphrase, salt: [UInt8], cost: ScryptCost
  ) throws(EncryptionError) -> EncryptionKeys {
    let bytes = try cost.derive(2 * keyBytes, from: passphrase.bytes, salt: salt)
    return EncryptionKeys(
      cipher: ChunkCipher(key: SymmetricKey(data: bytes[..<keyBytes])),
      header: SymmetricKey(data: bytes[keyBytes...]))
  }

  /// HMAC-SHA256 (RFC 2104) of the header's first bytes.
  func tag(of bytes: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: bytes, using: header))
  }

  func isTag(_ tag: [UInt8], of bytes: [UInt8]) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(tag, authenticating: bytes, using: header)
  }
}

/// A passphrase from which keys are derived.
package struct Passphrase: Sendable {
  /// UTF-8 of the text in normalization form C (Unicode Standard Annex 15), so that input methods
  /// of different systems give the same bytes.
  let bytes: [UInt8]

  /// - Throws: ``EncryptionError/emptyPassphrase`` for an empty text.
  package init(_ text: String) throws(EncryptionError) {
    bytes = Array(text.precomposedStringWithCanonicalMapping.utf8)
    guard !bytes.isEmpty else { throw .emptyPassphrase }
  }
}

extension Passphrase: CustomStringConvertible, CustomReflectable {
  /// Does not reveal the passphrase, because others read messages and logs.
  package var description: String { "(passphrase)" }

  package var customMirror: Mirror { Mirror(self, children: []) }
}
