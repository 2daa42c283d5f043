import Crypto
import CryptoExtras
import Foundation

/// An encrypted archive: encryption-1.md.
package struct EncryptedFile {
  private let chunkKey: SymmetricKey
  private let tagKey: SymmetricKey

  /// Derives the keys of a passphrase.
  package init(
    _ passphrase: String, salt: [UInt8], logN: Int, r: Int, p: Int
  ) throws {
    let text = Array(passphrase.precomposedStringWithCanonicalMapping.utf8)
    let key = try KDF.Scrypt.deriveKey(
      from: text, salt: salt, outputByteCount: 64, rounds: 1 << logN, blockSize: r,
      parallelism: p)
    let bytes = unsafe key.withUnsafeBytes { unsafe Array($0) }
    (chunkKey, tagKey) = (SymmetricKey(data: bytes[..<32]), SymmetricKey(data: bytes[32...]))
  }

  private static let magic: [UInt8] = [0x89, 0x41, 0x45, 0x45, 0x0D, 0x0A, 0x1A, 0x0A, 1, 0, 0, 0]

  private static func nonce(_ number: Int, isLast: Bool) throws -> ChaChaPoly.Nonce {
    try ChaChaPoly.Nonce(data: littleEndian(number, 8) + [0, 0, 0, isLast ? 1 : 0])
  }

  /// The archive within a file.
  package static func decrypted(_ file: [UInt8], _ passphrase: String) throws -> [UInt8] {
    try require(
      file.count >= 176 + 4112 && (file.count - 176) % 4112 == 0, "the file was cut or grew")
    try require(file.prefix(88) == file.suffix(88), "the header's copy differs")
    var header = Cursor(file)
    try require(Array(header.take(12)) == magic, "not an encrypted archive of version 1.0")
    try require(header.integer(4) == crc32(file[..<12]), "the first checksum differs")
    try require(header.byte() == 1, "an unassigned key derivation")
    let (logN, r, p) = (try header.byte(), try header.byte(), try header.byte())
    try require(
      (1...22).contains(logN) && logN < 16 * r && (1...16).contains(r) && p >= 1
        && (1 << logN) * r * p <= 1 << 22, "the cost of the keys is out of range")
    let (salt, tag) = (Array(try header.take(32)), try header.take(32))
    try require(header.integer(4) == crc32(file[16..<84]), "the second checksum differs")
    let keys = try EncryptedFile(passphrase, salt: salt, logN: logN, r: r, p: p)
    try require(
      HMAC<SHA256>.isValidAuthenticationCode(
        tag, authenticating: file[..<52], using: keys.tagKey), "the passphrase is wrong")
    let count = (file.count - 176) / 4112
    var archive: [UInt8] = []
    for number in 0..<count {
      let offset = 88 + 4112 * number
      let chunk = file[offset..<offset + 4112]
      archive += try keys.opened(chunk, number, isLast: number == count - 1)
    }
    guard let end = archive.lastIndex(where: { $0 != 0 }), archive[end] == 0x80,
      end >= archive.count - 4096
    else { throw Refusal(reason: "the padding is wrong") }
    return Array(archive[..<end])
  }

  private func opened(
    _ chunk: ArraySlice<UInt8>, _ number: Int, isLast: Bool
  ) throws -> [UInt8] {
    let box = try ChaChaPoly.SealedBox(
      nonce: Self.nonce(number, isLast: isLast), ciphertext: chunk.prefix(4096),
      tag: chunk.suffix(16))
    guard let text = try? ChaChaPoly.open(box, using: chunkKey) else {
      throw Refusal(reason: "chunk \(number) cannot be decrypted")
    }
    return Array(text)
  }
}

/// The way back, for vectors.
extension EncryptedFile {
  package static func encrypted(
    _ archive: [UInt8], _ passphrase: String, salt: [UInt8], logN: Int, r: Int, p: Int
  ) throws -> [UInt8] {
    let keys = try EncryptedFile(passphrase, salt: salt, logN: logN, r: r, p: p)
    let count = archive.count / 4096 + 1
    let padding = [UInt8](repeating: 0, count: count * 4096 - archive.count - 1)
    let padded = archive + [0x80] + padding
    let header = keys.header(salt: salt, logN: logN, r: r, p: p)
    var file = header
    for number in 0..<count {
      let chunk = Array(padded[4096 * number..<4096 * (number + 1)])
      file += try keys.sealed(chunk, number, isLast: number == count - 1)
    }
    return file + header
  }

  package func header(salt: [UInt8], logN: Int, r: Int, p: Int) -> [UInt8] {
    var start = Self.magic + littleEndian(crc32(Self.magic), 4)
    start += [1, UInt8(logN), UInt8(r), UInt8(p)] + salt
    let tag = Array(HMAC<SHA256>.authenticationCode(for: start, using: tagKey))
    return start + tag + littleEndian(crc32((start + tag)[16...]), 4)
  }

  package func sealed(_ chunk: [UInt8], _ number: Int, isLast: Bool) throws -> [UInt8] {
    let nonce = try Self.nonce(number, isLast: isLast)
    let box = try ChaChaPoly.seal(chunk, using: chunkKey, nonce: nonce)
    return Array(box.ciphertext) + Array(box.tag)
  }
}
