import Crypto

/// The keys of one archive.
struct EncryptionKeys: Sendable {
  /// Of the chunks.
  let cipher: ChunkCipher
  /// Of the header's tag.
  private let header: SymmetricKey

  private static let keyBytes = 32

  init(_ passphrase: Passphrase, salt: [UInt8], cost: ScryptCost) throws(EncryptionError) {
    let bytes = try cost.derive(2 * Self.keyBytes, from: passphrase.bytes, salt: salt)
    cipher = ChunkCipher(key: SymmetricKey(data: bytes[..<Self.keyBytes]))
    header = SymmetricKey(data: bytes[Self.keyBytes...])
  }

  /// HMAC-SHA256 (RFC 2104) of a header's first bytes.
  func tag(of bytes: [UInt8]) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: bytes, using: header))
  }

  func isTag(_ tag: [UInt8], of bytes: [UInt8]) -> Bool {
    HMAC<SHA256>.isValidAuthenticationCode(tag, authenticating: bytes, using: header)
  }
}
