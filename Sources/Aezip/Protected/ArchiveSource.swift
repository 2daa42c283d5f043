import Bytes
import Files
import Protection

/// The bytes of an archive, decrypted if necessary.
struct ArchiveSource {
  let bytes: any ByteSource
  /// The source of decrypted bytes, and its passphrase.
  let decrypted: DecryptedSource?
  let passphrase: String?

  /// - Parameters:
  ///   - isLenient: whether to open damaged encrypted archives, too
  ///   - passphrase: called if the archive is encrypted
  init(
    _ file: any ByteSource, isLenient: Bool = false, passphrase ask: () throws -> String?
  ) throws {
    guard try DecryptedSource.isEncrypted(file) else {
      (bytes, decrypted, passphrase) = (file, nil, nil)
      return
    }
    var given: String?
    do {
      let source = try DecryptedSource.open(file, isLenient: isLenient) {
        given = try ask()
        guard let given else { throw AezipError.needsPassphrase }
        return try Passphrase(given)
      }
      (bytes, decrypted, passphrase) = (source, source, given)
    } catch EncryptionError.wrongPassphrase {
      throw AezipError.wrongPassphrase
    } catch EncryptionError.emptyPassphrase {
      throw AezipError.emptyPassphrase
    }
  }
}
