import Bytes

import enum Crypto.Curve25519

/// A signature of an archive and the key that verifies it: the payload of a `sIGN` section.
package struct ArchiveSignature: Hashable, Sendable {
  package let key: VerifyingKey
  /// 64 bytes.
  fileprivate let bytes: [UInt8]

  package static let byteCount = 1 + KeyFile.keyBytes + signatureBytes
  private static let signatureBytes = 64
  /// The kind of signature, which is the first byte of the payload.
  package static let ed25519: UInt8 = 1

  fileprivate init(key: VerifyingKey, bytes: [UInt8]) { (self.key, self.bytes) = (key, bytes) }

  /// Parses the payload of a section.
  ///
  /// - Throws: ``BytesError``, also for an unknown kind of signature.
  package init(parsing payload: [UInt8]) throws(BytesError) {
    var reader = ByteReader(payload)
    let kind: UInt8 = try reader.fixed()
    guard kind == Self.ed25519 else {
      throw .outOfBounds(offset: 0, value: UInt64(kind), limit: UInt64(Self.ed25519))
    }
    key = VerifyingKey(bytes: Array(try reader.take(KeyFile.keyBytes)))
    bytes = Array(try reader.take(Self.signatureBytes))
    try reader.expectEnd()
  }

  /// The payload of the section.
  package var payload: [UInt8] { [Self.ed25519] + key.bytes + bytes }

  /// Whether ``key`` signed content of this digest.
  package func holds(for digest: Digest) -> Bool {
    guard !key.hasSmallOrder,
      let key = try? Curve25519.Signing.PublicKey(rawRepresentation: key.bytes)
    else { return false }
    return key.isValidSignature(bytes, for: Self.message(digest))
  }

  /// The signed message. Its prefix keeps other signatures by the same key from being taken for one
  /// of an archive.
  fileprivate static func message(_ digest: Digest) -> [UInt8] {
    Array("aezip archive signature 1\0".utf8) + digest.bytes
  }
}

/// A private key that signs archives by Ed25519 (RFC 8032).
package struct SigningKey: Sendable {
  private let key: Curve25519.Signing.PrivateKey

  /// - Parameter file: a private key in PEM, as `openssl genpkey -algorithm ed25519` writes it.
  package init(_ file: [UInt8]) throws(KeyError) {
    do {
      key = try Curve25519.Signing.PrivateKey(rawRepresentation: KeyFile.privateKey(file))
    } catch let error as KeyError {
      throw error
    } catch {
      throw .malformed
    }
  }

  /// The public key that verifies signatures by this key.
  package var verifying: VerifyingKey {
    VerifyingKey(bytes: Array(key.publicKey.rawRepresentation))
  }

  /// Signs content of this digest; nil if the system provides no randomness.
  package func sign(_ digest: Digest) -> ArchiveSignature? {
    (try? key.signature(for: ArchiveSignature.message(digest))).map {
      ArchiveSignature(key: verifying, bytes: Array($0))
    }
  }
}

/// A public key that verifies signatures.
package struct VerifyingKey: Hashable, Sendable {
  /// 32 bytes.
  fileprivate let bytes: [UInt8]

  fileprivate init(bytes: [UInt8]) { self.bytes = bytes }

  /// - Parameter file: a public key in PEM, as `openssl pkey -pubout` writes it.
  package init(_ file: [UInt8]) throws(KeyError) {
    bytes = try KeyFile.publicKey(file)
    guard !hasSmallOrder else { throw .malformed }
  }

  /// Whether this is a point of small order, for which anyone can make valid signatures (the
  /// encodings that libsodium refuses).
  var hasSmallOrder: Bool {
    var masked = bytes
    masked[31] &= 0x7F
    let hexadecimal = masked.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    return Self.smallOrders.contains(hexadecimal)
  }

  private static let smallOrders: Set<String> = [
    String(repeating: "00", count: 32),
    "01" + String(repeating: "00", count: 31),
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "ec" + String(repeating: "ff", count: 30) + "7f",
    "ed" + String(repeating: "ff", count: 30) + "7f",
    "ee" + String(repeating: "ff", count: 30) + "7f",
  ]

  /// SHA-256 of the key in DER: what `openssl pkey -pubin -in KEY -outform DER | sha256sum` prints.
  package var fingerprint: Digest { Digest(of: KeyFile.publicInfo(bytes)) }
}
