import Bytes
import Crypto
import CryptoExtras
import Foundation
import Testing

/// `encryption-1.md`, written down once more: by what the page says, and nothing of the program.
struct PageEncrypted {
  private let chunkKey: SymmetricKey
  private let tagKey: SymmetricKey

  enum Flaw: Error { case header, passphrase, end, chunk(Int), padding }

  init(_ passphrase: String, salt: [UInt8], rounds: Int, blockSize: Int, lanes: Int) throws {
    let text = Array(passphrase.precomposedStringWithCanonicalMapping.utf8)
    let key = try KDF.Scrypt.deriveKey(
      from: text, salt: salt, outputByteCount: 64, rounds: 1 << rounds, blockSize: blockSize,
      parallelism: lanes)
    let bytes = unsafe key.withUnsafeBytes { unsafe Array($0) }
    (chunkKey, tagKey) = (SymmetricKey(data: bytes[..<32]), SymmetricKey(data: bytes[32...]))
  }

  private static func little(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }

  private static func nonce(_ number: Int, _ isLast: Bool) throws -> ChaChaPoly.Nonce {
    try ChaChaPoly.Nonce(data: little(UInt64(number), 8) + [0, 0, 0, isLast ? 1 : 0])
  }

  func sealed(_ chunk: [UInt8], _ number: Int, isLast: Bool) throws -> [UInt8] {
    let box = try ChaChaPoly.seal(chunk, using: chunkKey, nonce: Self.nonce(number, isLast))
    return Array(box.ciphertext) + Array(box.tag)
  }

  func header(salt: [UInt8], _ parameters: [UInt8]) -> [UInt8] {
    let magic: [UInt8] = [0x89, 0x41, 0x45, 0x45, 0x0D, 0x0A, 0x1A, 0x0A, 1, 0, 0, 0]
    let start = magic + Self.little(UInt64(crc32(magic[...])), 4) + [1] + parameters + salt
    let tag = Array(HMAC<SHA256>.authenticationCode(for: start, using: tagKey))
    return start + tag + Self.little(UInt64(crc32((start + tag)[16...])), 4)
  }

  static func encrypt(
    _ archive: [UInt8], _ passphrase: String, salt: [UInt8], _ parameters: [UInt8]
  ) throws -> [UInt8] {
    let page = try PageEncrypted(
      passphrase, salt: salt, rounds: Int(parameters[0]), blockSize: Int(parameters[1]),
      lanes: Int(parameters[2]))
    let header = page.header(salt: salt, parameters)
    let count = archive.count / 4096 + 1
    let padded = archive + [0x80] + Array(repeating: 0, count: count * 4096 - archive.count - 1)
    let chunks = try (0..<count).map {
      try page.sealed(Array(padded[4096 * $0..<4096 * ($0 + 1)]), $0, isLast: $0 == count - 1)
    }
    return header + chunks.joined() + header
  }

  /// The archive that `file` holds.
  static func decrypt(_ file: [UInt8], _ passphrase: String) throws -> [UInt8] {
    guard file.count >= 176 + 4112, (file.count - 176) % 4112 == 0 else { throw Flaw.end }
    let header = Array(file[..<88])
    guard Array(file.suffix(88)) == header else { throw Flaw.end }
    let sums = [crc32(header[..<12]), crc32(header[16..<84])]
    guard header[..<12] == [0x89, 0x41, 0x45, 0x45, 0x0D, 0x0A, 0x1A, 0x0A, 1, 0, 0, 0],
      Array(header[12..<16]) == little(UInt64(sums[0]), 4),
      Array(header[84...]) == little(UInt64(sums[1]), 4), header[16] == 1
    else { throw Flaw.header }
    let (rounds, blockSize, lanes) = (Int(header[17]), Int(header[18]), Int(header[19]))
    guard (1...22).contains(rounds), rounds < 16 * blockSize, (1...16).contains(blockSize),
      lanes > 0, (1 << rounds) * blockSize * lanes <= 1 << 22
    else { throw Flaw.header }
    let page = try PageEncrypted(
      passphrase, salt: Array(header[20..<52]), rounds: rounds, blockSize: blockSize,
      lanes: lanes)
    guard
      HMAC<SHA256>.isValidAuthenticationCode(
        header[52..<84], authenticating: header[..<52], using: page.tagKey)
    else { throw Flaw.passphrase }
    let count = (file.count - 176) / 4112
    var bytes: [UInt8] = []
    for number in 0..<count {
      let place = 88 + 4112 * number
      let box = try ChaChaPoly.SealedBox(
        nonce: nonce(number, number == count - 1), ciphertext: file[place..<place + 4096],
        tag: file[place + 4096..<place + 4112])
      guard let chunk = try? ChaChaPoly.open(box, using: page.chunkKey) else {
        throw Flaw.chunk(number)
      }
      bytes += chunk
    }
    guard let end = bytes.lastIndex(where: { $0 != 0 }), bytes[end] == 0x80,
      end >= bytes.count - 4096
    else { throw Flaw.padding }
    return Array(bytes[..<end])
  }
}
