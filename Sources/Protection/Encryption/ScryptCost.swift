import Crypto
import CryptoExtras

/// What deriving a key from a passphrase takes: the parameters of scrypt (RFC 7914).
package struct ScryptCost: Hashable, Sendable {
  /// Base 2 logarithm of N.
  package let rounds: UInt8
  /// r.
  package let blockSize: UInt8
  /// p.
  package let lanes: UInt8

  /// Nothing is checked: see ``isAllowed``.
  package init(rounds: UInt8, blockSize: UInt8, lanes: UInt8) {
    (self.rounds, self.blockSize, self.lanes) = (rounds, blockSize, lanes)
  }

  /// 128 MiB, and a third of a second of one core.
  package static let standard = ScryptCost(rounds: 17, blockSize: 8, lanes: 1)

  /// Whether the format allows it: N · r · p at most 2²², so 512 MiB and some four times the
  /// standard's time.
  package var isAllowed: Bool {
    guard (1...22).contains(rounds), (1...16).contains(blockSize), lanes >= 1 else {
      return false
    }
    // RFC 7914 wants N below 2 to the power of 16 r.
    return Int(rounds) < 16 * Int(blockSize)
      && Int(blockSize) * Int(lanes) << Int(rounds) <= 1 << 22
  }

  /// `count` bytes derived from `password` and `salt`, neither of them empty.
  ///
  /// - Throws: ``EncryptionError/badCost(_:)``, before anything is allocated
  package func derive(
    _ count: Int, from password: [UInt8], salt: [UInt8]
  ) throws(EncryptionError) -> [UInt8] {
    guard isAllowed else { throw .badCost(self) }
    do {
      let key = try KDF.Scrypt.deriveKey(
        from: password, salt: salt, outputByteCount: count, rounds: 1 << Int(rounds),
        blockSize: Int(blockSize), parallelism: Int(lanes))
      return unsafe key.withUnsafeBytes { unsafe Array($0) }
    } catch {
      throw .derivationFailed
    }
  }
}
