import Bytes

/// The header of an encrypted archive, which says how keys are derived from a passphrase. A copy of
/// it ends the file.
package struct EncryptionHeader: Hashable, Sendable {
  let cost: ScryptCost
  /// 32 bytes.
  let salt: [UInt8]
  /// The bytes before the tag.
  private let start: [UInt8]
  /// HMAC-SHA256 of `start`, which detects a wrong passphrase.
  private let tag: [UInt8]

  /// The magic of an archive with a different letter.
  package static let magic: [UInt8] = [0x89, 0x41, 0x45, 0x45, 0x0D, 0x0A, 0x1A, 0x0A]

  package static let version: (major: UInt16, minor: UInt16) = (1, 0)

  package static let byteCount = 88
  static let saltBytes = 32
  private static let tagBytes = 32
  /// The length of magic, version and their checksum, whose layout is the same in every version.
  private static let preambleBytes = 16
  private static let scrypt: UInt8 = 1

  /// - Parameter keys: derived with the same cost and salt.
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

  /// Parses the header at `offset`.
  ///
  /// - Parameter bytes: as many of the header's bytes as the file has.
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

  /// Derives the keys; throws ``EncryptionError/wrongPassphrase`` if the tag does not match.
  func deriveKeys(_ passphrase: Passphrase) throws(EncryptionError) -> EncryptionKeys {
    let keys = try EncryptionKeys.derive(from: passphrase, salt: salt, cost: cost)
    guard keys.isTag(tag, of: start) else { throw .wrongPassphrase }
    return keys
  }

  /// Whether a copy in text mode changed the magic. Its first byte may be unchanged, stripped to 7
  /// bits, encoded as UTF-8, or replaced by U+FFFD.
  private static func isMangled(_ start: [UInt8]) -> Bool {
    [[0x89], [0x09], [0xC2, 0x89], [0xEF, 0xBF, 0xBD]].contains {
      start.starts(with: $0 + magic[1..<4])
    }
  }

  /// Whether a file with these first and last bytes is an encrypted archive, perhaps a damaged one.
  static func isLikely(start: [UInt8], end: [UInt8]) -> Bool {
    // The first three bytes are those of an archive that is not encrypted, too.
    let isCut = start.count >= 4 && magic.starts(with: start)
    if isCut || start.starts(with: magic) || isMangled(start) { return true }
    return (try? EncryptionHeader(parsing: end)) != nil
  }
}
