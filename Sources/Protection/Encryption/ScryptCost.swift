import Crypto
import CryptoExtras

/// The cost of deriving a key from a passphrase: the parameters of scrypt (RFC 7914).
package struct ScryptCost: Hashable, Sendable {
  /// log₂ N, the logarithm of the CPU and memory cost.
  package let rounds: UInt8
  /// r, the block size.
  package let blockSize: UInt8
  /// p, the parallelisation.
  package let lanes: UInt8

  /// Does not check the parameters; see ``isAllowed``.
  package init(rounds: UInt8, blockSize: UInt8, lanes: UInt8) {
    (self.rounds, self.blockSize, self.lanes) = (rounds, blockSize, lanes)
  }

  /// The cost of new archives: 128 MiB and about a third of a second on one core.
  package static let standard = ScryptCost(rounds: 17, blockSize: 8, lanes: 1)

  /// Whether the format allows these parameters: N · r · p is at most 2²², which takes 512 MiB and
  /// about four times the standard's time.
  package var isAllowed: Bool {
    guard (1...22).contains(rounds), (1...16).contains(blockSize), lanes >= 1 else {
      return false
    }
    // RFC 7914 requires N < 2^(128 r / 8).
    return Int(rounds) < 16 * Int(blockSize)
      && Int(blockSize) * Int(lanes) << Int(rounds) <= 1 << 22
  }

  /// Derives `count` bytes from `password` and `salt`, which must not be empty.
  ///
  /// - Throws: ``EncryptionError/badCost(_:)`` before it allocates anything, or
  ///   ``EncryptionError/derivationFailed``.
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
