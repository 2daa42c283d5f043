import Foundation

/// Key files as OpenSSL writes them: PEM (RFC 7468) of the DER that RFC 8410 has for Ed25519.
enum KeyFile {
  static let privateLabel = "PRIVATE KEY"
  static let publicLabel = "PUBLIC KEY"

  static let keyBytes = 32

  /// PKCS#8: a sequence of version 0, the algorithm 1.3.101.112 and an octet string with another.
  private static let privateStart: [UInt8] = [
    0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
  ]
  /// SubjectPublicKeyInfo: a sequence of the same algorithm and a bit string.
  private static let publicStart: [UInt8] = [
    0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00,
  ]

  static func privateKey(_ file: [UInt8]) throws(KeyError) -> [UInt8] {
    try key(file, privateLabel, other: publicLabel, start: privateStart)
  }

  static func publicKey(_ file: [UInt8]) throws(KeyError) -> [UInt8] {
    try key(file, publicLabel, other: privateLabel, start: publicStart)
  }

  /// SubjectPublicKeyInfo of a public key, of which fingerprints are taken.
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
