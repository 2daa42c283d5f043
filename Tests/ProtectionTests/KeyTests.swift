import Bytes
import Foundation
import Protection
import Testing

/// Keys made by `openssl genpkey -algorithm ed25519` and `openssl pkey -pubout`.
private enum Keys {
  static let anna = """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIFIq4svdOScMLfd4Ch8T29AmBCt3GwyEreELr5LbblUM
    -----END PRIVATE KEY-----

    """
  static let annaPublic = """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEAiRJi92V4TB1PfmJ5ac1G5Qu7G8cZ7u299XDn3MZrFQ8=
    -----END PUBLIC KEY-----

    """
  static let benPublic = """
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEA5/BusI6tB1ccQrHLVjI0lVjvr22/4tPWMl4Gt7Tc9q0=
    -----END PUBLIC KEY-----

    """
  /// With a password.
  static let locked = """
    -----BEGIN ENCRYPTED PRIVATE KEY-----
    MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjvP+F4ZuD6GgICCAAw
    DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEJCOKx+Gu2QgClWgF37eLLsEQHyg
    9eaba4avn+ZhULVr4tyu1ffjyjUMAb0EcO21LRR8p4aI05wTeM4bsrwYD1cAL6bY
    GwI1Yy9nrcHznbybvRk=
    -----END ENCRYPTED PRIVATE KEY-----

    """
  /// Of X25519, which differs by one byte.
  static let other = """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VuBCIEIHDRPNQFp05V4JFPwZmPCgYNHB+FVPeNrj2heMK5YwBl
    -----END PRIVATE KEY-----

    """
}

extension SigningKey {
  fileprivate init(_ text: String) throws { try self.init(Array(text.utf8)) }
}

extension VerifyingKey {
  fileprivate init(_ text: String) throws { try self.init(Array(text.utf8)) }
}

@Suite struct KeyTests {
  @Test func `the two halves of a key that OpenSSL made belong together`() throws {
    #expect(try SigningKey(Keys.anna).verifying == VerifyingKey(Keys.annaPublic))
    #expect(try SigningKey(Keys.anna).verifying != VerifyingKey(Keys.benPublic))
  }

  @Test func `a fingerprint is what sha256sum prints of OpenSSL's DER`() throws {
    #expect(
      try VerifyingKey(Keys.annaPublic).fingerprint.description
        == "ab201183023be35ee03d5b09606bd1dafa7789cec1c580fe3559c108f5c26228")
  }

  @Test func `a signature that OpenSSL made of the message of the page holds`() throws {
    // openssl pkeyutl -sign -rawin, of "aezip archive signature 1", a zero and SHA-256 of nothing.
    let made = """
      fb4b76498fcfb15fa30119f573d189b0bb2b4f511666a977bf691517e291\
      d971836782966bf3d0e57887f5ac3341477803183f980f21a381ca27262f\
      b1ccc30e
      """
    let bytes = stride(from: 0, to: made.count, by: 2).compactMap {
      UInt8(Array(made.utf8)[$0..<$0 + 2].map { String(UnicodeScalar($0)) }.joined(), radix: 16)
    }
    let own = try #require(SigningKey(Keys.anna).sign(Digest(of: [])))
    let theirs = try ArchiveSignature(parsing: own.payload.prefix(33) + bytes)
    #expect(theirs.holds(for: Digest(of: [])) && own.holds(for: Digest(of: [])))
    #expect(!theirs.holds(for: Digest(of: [0])))
  }

  @Test func `a signature with any bit changed does not hold`() throws {
    let digest = Digest(of: [1, 2, 3])
    let payload = try #require(SigningKey(Keys.anna).sign(digest)).payload
    #expect(payload.count == ArchiveSignature.byteCount)
    for bit in 8..<8 * payload.count {
      var changed = payload
      changed[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(try !ArchiveSignature(parsing: changed).holds(for: digest), "bit \(bit)")
    }
  }

  @Test func `a section that is no signature is refused`() throws {
    let payload = try #require(SigningKey(Keys.anna).sign(Digest(of: []))).payload
    for broken in [[], [2] + payload.dropFirst(), Array(payload.dropLast()), payload + [0]] {
      #expect(throws: BytesError.self) { try ArchiveSignature(parsing: broken) }
    }
  }

  @Test func `what is no key of its kind is told, with the way out`() throws {
    func complaint(_ make: () throws -> Void) -> String {
      do {
        try make()
        return ""
      } catch {
        return "\(error)"
      }
    }
    #expect(complaint { _ = try SigningKey("") }.contains("openssl genpkey"))
    #expect(complaint { _ = try SigningKey(Keys.locked) }.contains("password"))
    #expect(complaint { _ = try SigningKey(Keys.other) }.contains("Ed25519"))
    #expect(complaint { _ = try SigningKey(Keys.annaPublic) }.contains("private one is wanted"))
    #expect(complaint { _ = try VerifyingKey(Keys.anna) }.contains("-pubout"))
    #expect(complaint { _ = try VerifyingKey("\u{0}\u{1}") }.contains("no key file"))
    #expect(throws: KeyError.malformed) {
      try SigningKey(Keys.anna.replacing("MC4CAQAw", with: "MC4!AQAw"))
    }
    #expect(throws: KeyError.malformed) {
      try VerifyingKey(Keys.annaPublic.replacing("FQ8=", with: ""))
    }
  }

  @Test func `a key is read behind text, and with the line ends of other systems`() throws {
    let text = "made by hand\r\n" + Keys.annaPublic.replacing("\n", with: "\r\n")
    #expect(try VerifyingKey(text) == VerifyingKey(Keys.annaPublic))
  }

  @Test func `keys for which anyone can sign are refused`() {
    let identity = [UInt8](repeating: 0, count: 32).enumerated().map {
      $0.offset == 0 ? 1 : $0.element
    }
    for key in [[UInt8](repeating: 0, count: 32), identity] {
      let der: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]
      let text = Data(der + key).base64EncodedString()
      let file = "-----BEGIN PUBLIC KEY-----\n\(text)\n-----END PUBLIC KEY-----\n"
      #expect(throws: KeyError.malformed) { try VerifyingKey(Array(file.utf8)) }
    }
  }
}
