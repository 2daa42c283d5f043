import Container
import Protection

extension Archive {
  /// The fingerprint of the claimed signer's key; nil if there is none, or only a newer program
  /// knows its kind. The claim is not verified: see ``checkSignature()`` and
  /// ``checkSignature(by:)``.
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

  /// Reads the whole archive and verifies its signature, if any, with the key in the archive, which
  /// may be anybody's.
  ///
  /// - Returns: the key's fingerprint; nil if there is no signature
  /// - Throws: ``AezipError/signatureMismatch(signer:)``, and errors of damage
  @discardableResult
  public func checkSignature() throws -> String? {
    guard let signature = try reader.signature() else { return nil }
    let signer = "\(signature.key.fingerprint)"
    guard signature.holds(for: try reader.coveredDigest()) else {
      throw AezipError.signatureMismatch(signer: signer)
    }
    return signer
  }

  /// Reads the whole archive and verifies that the owner of a key signed it.
  ///
  /// - Parameter file: the Ed25519 public key in OpenSSL's PEM
  /// - Returns: the key's fingerprint
  /// - Throws: ``AezipError/notSigned``, ``AezipError/otherSigner(found:wanted:)`` or
  ///   ``AezipError/signatureMismatch(signer:)``; ``AezipError/badKey(reason:)``
  @discardableResult
  public func checkSignature(by file: [UInt8]) throws -> String {
    let wanted: VerifyingKey
    do {
      wanted = try VerifyingKey(file)
    } catch {
      throw AezipError.badKey(reason: "the key to check by \(error)")
    }
    guard let signature = try reader.signature() else { throw AezipError.notSigned }
    guard signature.key == wanted else {
      throw AezipError.otherSigner(
        found: "\(signature.key.fingerprint)", wanted: "\(wanted.fingerprint)")
    }
    try checkSignature()
    return "\(wanted.fingerprint)"
  }
}
