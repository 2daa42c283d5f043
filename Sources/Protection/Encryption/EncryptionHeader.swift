import Bytes

/// The first bytes of an encrypted archive, and its last: how to get from a passphrase to its keys.
package struct EncryptionHeader: Hashable, Sendable {
  let cost: ScryptCost
  /// 32 bytes.
  let salt: [UInt8]
  /// All that stands before the tag.
  private let start: [UInt8]
  /// HMAC-SHA256 of that, by which a wrong passphrase is told.
  private let tag: [UInt8]

  /// As an archive's, with another letter.
  package static let magic: [UInt8] = [0x89, 0x41, 0x45, 0x45, 0x0D, 0x0A, 0x1A, 0x0A]

  package static let version: (major: UInt16, minor: UInt16) = (1, 0)

  package static let byteCount = 88
  static let saltBytes = 32
  private static let tagBytes = 32
  /// Magic, version and their checksum, laid out alike in every version.
  private static let preambleBytes = 16
  private static let scrypt: UInt8 = 1

  /// - Parameter keys: those that come of the same cost and salt
  init(cost: ScryptCost, salt: [UInt8], keys: EncryptionKeys) {
    var writer = ByteWriter()
    writer.append(Self.magic)
    writer.fixed(Self.version.major)
    writer.fixed(Self.version.minor)
    writer.fixed(crc32(writer.bytes[...]))
    writer.append([Self.scrypt, cost.rounds, cost.blockSize, cost.lanes])
    writer.append(salt)
    (self.cost, self.salt, start) = (cost, salt, writer.bytes)
    tag = keys.tag(of: start)
  }

  var bytes: [UInt8] {
    var writer = ByteWriter()
    writer.append(start + tag)
    writer.fixed(crc32(writer.bytes[Self.preambleBytes...]))
    return writer.bytes
  }

  /// Reads a header that lies at `offset`; `bytes` are all there are of it.
  init(parsing bytes: [UInt8], at offset: Int = 0) throws(EncryptionError) {
    guard bytes.starts(with: Self.magic) else {
      if Self.magic.starts(with: bytes) { throw .endsEarly(at: bytes.count) }
      throw Self.isMangled(bytes) ? .mangledByTextCopy : .damagedHeader(offset: offset)
    }
    guard bytes.count >= Self.preambleBytes else { throw .endsEarly(at: bytes.count) }
    do {
      var reader = ByteReader(bytes[Self.magic.count...])
      let version: (UInt16, UInt16) = (try reader.fixed(), try reader.fixed())
      guard try reader.fixed() == crc32(bytes[..<12]) else {
        throw EncryptionError.damagedHeader(offset: offset)
      }
      guard version.0 == Self.version.major else {
        throw EncryptionError.unsupportedVersion(major: version.0, minor: version.1)
      }
      guard bytes.count >= Self.byteCount else {
        throw EncryptionError.endsEarly(at: bytes.count)
      }
      let derivation = Array(try reader.take(4))
      salt = Array(try reader.take(Self.saltBytes))
      start = Array(bytes[..<(Self.magic.count + reader.offset)])
      tag = Array(try reader.take(Self.tagBytes))
      guard try reader.fixed() == crc32(bytes[Self.preambleBytes..<Self.byteCount - 4]) else {
        throw EncryptionError.damagedHeader(offset: offset)
      }
      guard derivation[0] == Self.scrypt else {
        throw EncryptionError.unknownDerivation(derivation[0])
      }
      cost = ScryptCost(rounds: derivation[1], blockSize: derivation[2], lanes: derivation[3])
    } catch let error as EncryptionError {
      throw error
    } catch {
      throw .endsEarly(at: bytes.count)
    }
    guard cost.isAllowed else { throw .badCost(cost) }
  }

  /// The keys, if the passphrase is that of the archive.
  func keys(_ passphrase: Passphrase) throws(EncryptionError) -> EncryptionKeys {
    let keys = try EncryptionKeys(passphrase, salt: salt, cost: cost)
    guard keys.isTag(tag, of: start) else { throw .wrongPassphrase }
    return keys
  }

  /// Whether `start` are first bytes that a copy took for text, with the first of them as it was,
  /// stripped to 7 bits, as UTF-8, or as a replacement character.
  private static func isMangled(_ start: [UInt8]) -> Bool {
    [[0x89], [0x09], [0xC2, 0x89], [0xEF, 0xBF, 0xBD]].contains {
      start.starts(with: $0 + magic[1..<4])
    }
  }

  /// Whether a file with these bytes at its beginning and its end is, or was, an encrypted archive.
  static func isLikely(start: [UInt8], end: [UInt8]) -> Bool {
    // Of fewer bytes nobody can tell it from an archive that is not encrypted.
    let isCut = start.count >= 4 && magic.starts(with: start)
    if isCut || start.starts(with: magic) || isMangled(start) { return true }
    return (try? EncryptionHeader(parsing: end)) != nil
  }
}
