import Bytes
import Files
import Protection

/// The bytes of an archive that lies in a file, decrypted if need be.
struct ArchiveSource {
  let bytes: any ByteSource
  /// What the bytes come from if they are decrypted, and by which passphrase.
  let decrypted: DecryptedSource?
  let passphrase: String?

  /// - Parameters:
  ///   - isLenient: whether to open what was damaged since it was encrypted as well
  ///   - passphrase: called if the archive is encrypted
  init(
    _ file: InputFile, isLenient: Bool = false, passphrase ask: () throws -> String?
  ) throws {
    guard try DecryptedSource.isEncrypted(file) else {
      (bytes, decrypted, passphrase) = (file, nil, nil)
      return
    }
    var given: String?
    do {
      let source = try DecryptedSource(opening: file, isLenient: isLenient) {
        given = try ask()
        guard let given else { throw ArchiverError.needsPassphrase }
        return try Passphrase(given)
      }
      (bytes, decrypted, passphrase) = (source, source, given)
    } catch EncryptionError.wrongPassphrase {
      throw ArchiverError.wrongPassphrase
    } catch EncryptionError.emptyPassphrase {
      throw ArchiverError.emptyPassphrase
    }
  }
}
