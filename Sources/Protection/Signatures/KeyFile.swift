import Foundation

/// Key files as OpenSSL writes them: Ed25519 keys in DER (RFC 8410), encoded as PEM (RFC 7468).
enum KeyFile {
  static let privateLabel = "PRIVATE KEY"
  static let publicLabel = "PUBLIC KEY"

  static let keyBytes = 32

  /// The start of PKCS#8: a sequence of version 0, the algorithm 1.3.101.112, and an octet string
  /// that holds another one.
  private static let privateStart: [UInt8] = [
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]
  /// The start of SubjectPublicKeyInfo: a sequence of the same algorithm and a bit string.
  private static let publicStart: [UInt8] = [
    0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
  ]

  static func privateKey(_ file: [UInt8]) throws(KeyError) -> [UInt8] {
    try key(file, privateLabel, other: publicLabel, start: privateStart)
  }

  static func publicKey(_ file: [UInt8]) throws(KeyError) -> [UInt8] {
    try key(file, publicLabel, other: privateLabel, start: publicStart)
  }

  /// SubjectPublicKeyInfo of a public key, whose digest is the fingerprint.
  static func publicInfo(_ key: [UInt8]) -> [UInt8] { publicStart + key }

  private static func key(
    _ file: [UInt8], _ label: String, other: String, start: [UInt8]
  ) throws(KeyError) -> [UInt8] {
    guard let content = part(file, label) else {
      if part(file, other) != nil { throw .otherHalf(wanted: label) }
      if part(file, "ENCRYPTED PRIVATE KEY") != nil { throw .protectedByPassword }
      throw .missing(label: label)
    }
    guard let der = Data(base64Encoded: content) else { throw .malformed }
    guard der.starts(with: start) else { throw der.first == 0x30 ? .otherKind : .malformed }
    guard der.count == start.count + keyBytes else { throw .malformed }
    return Array(der.dropFirst(start.count))
  }

  /// The lines between `-----BEGIN label-----` and its end, joined.
  private static func part(_ file: [UInt8], _ label: String) -> String? {
    let lines = String(decoding: file, as: UTF8.self).split(whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    guard let first = lines.firstIndex(of: "-----BEGIN \(label)-----"),
      let last = lines[first...].firstIndex(of: "-----END \(label)-----")
    else { return nil }
    return lines[(first + 1)..<last].joined()
  }
}

/// Why a key cannot be read from a file.
package enum KeyError: Error, Equatable {
  /// The file has no part `-----BEGIN label-----`.
  case missing(label: String)
  /// The file holds a public key where a private one is wanted, or the reverse.
  case otherHalf(wanted: String)
  case protectedByPassword
  /// The key is not an Ed25519 key.
  case otherKind
  /// The part is not base64, or not a key in DER.
  case malformed
}

extension KeyError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let label):
      "is no key file (a PEM file with BEGIN \(label)); `openssl genpkey -algorithm ed25519` makes "
        + "a private one"
    case .otherHalf(KeyFile.publicLabel):
      "is a private key; its public one, which `openssl pkey -in KEY -pubout` prints, is wanted"
    case .otherHalf: "is a public key; the private one is wanted"
    case .protectedByPassword:
      "is protected by a password, which is not supported; `openssl pkey -in KEY` prints it without"
    case .otherKind: "is no Ed25519 key; `openssl genpkey -algorithm ed25519` makes one"
    case .malformed: "is damaged: no key can be read from it"
    }
  }
}
