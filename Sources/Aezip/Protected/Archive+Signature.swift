import Container
import Protection

extension Archive {
  /// The fingerprint of the key that the archive says it is signed by; nil if it says nothing, or
  /// only a newer program knows. Nothing is checked: see ``checkSignature()`` and ``checkSignature(by:)``.
  ///
  /// It is SHA-256 of the public key's DER, 64 hexadecimal digits.
  public var claimedSigner: String? {
    get throws {
      do throws(ArchiveError) {
        return try reader.signature().map { "\($0.key.fingerprint)" }
      } catch {
        if case .unknownSignature = error { return nil }
        throw error
      }
    }
  }

  /// Reads all of the archive and checks its signature, if it has one, by the key beside it: nobody
  /// knows whose that is.
  ///
  /// - Returns: the key's fingerprint; nil if there is no signature
  /// - Throws: ``ArchiverError/signatureMismatch(signer:)``, and errors of damage
  @discardableResult
  public func checkSignature() throws -> String? {
    guard let signature = try reader.signature() else { return nil }
    let signer = "\(signature.key.fingerprint)"
    guard signature.holds(for: try reader.coveredDigest()) else {
      throw ArchiverError.signatureMismatch(signer: signer)
    }
    return signer
  }

  /// Reads all of the archive and checks that it is what the owner of a key signed.
  ///
  /// - Parameter file: the public key, Ed25519, in PEM as OpenSSL writes it
  /// - Returns: the key's fingerprint
  /// - Throws: ``ArchiverError/notSigned``, ``ArchiverError/otherSigner(found:wanted:)`` or
  ///   ``ArchiverError/signatureMismatch(signer:)``; ``ArchiverError/badKey(reason:)``
  @discardableResult
  public func checkSignature(by file: [UInt8]) throws -> String {
    let wanted: VerifyingKey
    do {
      wanted = try VerifyingKey(file)
    } catch {
      throw ArchiverError.badKey(reason: "the key to check by \(error)")
    }
    guard let signature = try reader.signature() else { throw ArchiverError.notSigned }
    guard signature.key == wanted else {
      throw ArchiverError.otherSigner(
        found: "\(signature.key.fingerprint)", wanted: "\(wanted.fingerprint)")
    }
    try checkSignature()
    return "\(wanted.fingerprint)"
  }
}
