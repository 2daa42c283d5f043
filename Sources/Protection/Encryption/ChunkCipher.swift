import Bytes
import Crypto

/// Encrypts and decrypts chunks by ChaCha20-Poly1305 (RFC 8439) in the STREAM construction (Hoang,
/// Reyhanitabar, Rogaway and Vizár, 2015), which detects chunks that are swapped or left out.
struct ChunkCipher: Sendable {
  private let key: SymmetricKey

  /// The length of a chunk's content in bytes.
  static let plainBytes = 4096
  static let tagBytes = 16
  /// The length of an encrypted chunk with its tag in bytes.
  static let encryptedBytes = plainBytes + tagBytes

  init(key: SymmetricKey) { self.key = key }

  /// The number of the chunk, three zero bytes, and 1 for the last chunk or else 0.
  private static func nonce(_ number: Int, _ isLast: Bool) throws -> ChaChaPoly.Nonce {
    var writer = ByteWriter()
    writer.fixed(UInt64(number))
    writer.append([0, 0, 0, isLast ? 1 : 0])
    return try ChaChaPoly.Nonce(data: writer.bytes)
  }

  /// Returns the encrypted chunk and its tag.
  ///
  /// - Parameter chunk: ``plainBytes`` bytes.
  func encrypt(_ chunk: ArraySlice<UInt8>, number: Int, isLast: Bool) throws -> [UInt8] {
    let box = try ChaChaPoly.seal(chunk, using: key, nonce: Self.nonce(number, isLast))
    return Array(box.ciphertext) + Array(box.tag)
  }

  /// Returns the content of a chunk; nil if it was not encrypted with this key as the chunk of this
  /// number, or was changed since.
  func decrypt(_ encrypted: ArraySlice<UInt8>, number: Int, isLast: Bool) -> [UInt8]? {
    guard encrypted.count == Self.encryptedBytes,
      let nonce = try? Self.nonce(number, isLast),
      let box = try? ChaChaPoly.SealedBox(
        nonce: nonce, ciphertext: encrypted.dropLast(Self.tagBytes),
        tag: encrypted.suffix(Self.tagBytes))
    else { return nil }
    return (try? ChaChaPoly.open(box, using: key)).map { Array($0) }
  }
}
