import Bytes
import Crypto

/// Seals and opens chunks: ChaCha20-Poly1305 (RFC 8439) in the STREAM construction (Hoang,
/// Reyhanitabar, Rogaway and Vizár, 2015), so that chunks are neither swapped nor left out unnoticed.
struct ChunkCipher: Sendable {
  private let key: SymmetricKey

  /// Bytes in a chunk.
  static let plainBytes = 4096
  static let tagBytes = 16
  /// Bytes of a chunk as the file has it.
  static let sealedBytes = plainBytes + tagBytes

  init(key: SymmetricKey) { self.key = key }

  /// The number of the chunk, three zeros, and whether it is the last.
  private static func nonce(_ number: Int, _ isLast: Bool) throws -> ChaChaPoly.Nonce {
    var writer = ByteWriter()
    writer.fixed(UInt64(number))
    writer.append([0, 0, 0, isLast ? 1 : 0])
    return try ChaChaPoly.Nonce(data: writer.bytes)
  }

  /// - Parameter chunk: ``plainBytes`` bytes
  func seal(_ chunk: ArraySlice<UInt8>, number: Int, isLast: Bool) throws -> [UInt8] {
    let box = try ChaChaPoly.seal(chunk, using: key, nonce: Self.nonce(number, isLast))
    return Array(box.ciphertext) + Array(box.tag)
  }

  /// The chunk, or nil if it is not what was sealed in that place.
  func open(_ sealed: ArraySlice<UInt8>, number: Int, isLast: Bool) -> [UInt8]? {
    guard sealed.count == Self.sealedBytes,
      let nonce = try? Self.nonce(number, isLast),
      let box = try? ChaChaPoly.SealedBox(
        nonce: nonce, ciphertext: sealed.dropLast(Self.tagBytes), tag: sealed.suffix(Self.tagBytes))
    else { return nil }
    return (try? ChaChaPoly.open(box, using: key)).map { Array($0) }
  }
}
