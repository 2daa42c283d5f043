import Bytes
import Container
import Testing

@Suite struct SignatureTests {
  /// Writes the two keys of Anna, which OpenSSL made.
  static let makeKeys =
    """
    cat > anna.pem <<END
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIFIq4svdOScMLfd4Ch8T29AmBCt3GwyEreELr5LbblUM
    -----END PRIVATE KEY-----
    END
    cat > anna.pub <<END
    -----BEGIN PUBLIC KEY-----
    MCowBQYDK2VwAyEAiRJi92V4TB1PfmJ5ac1G5Qu7G8cZ7u299XDn3MZrFQ8=
    -----END PUBLIC KEY-----
    END
    """

  /// Keys, and `a.aez`, signed by Anna's.
  private func pack(_ sandbox: Sandbox) throws {
    let packed = try sandbox.run(
      """
      \(Self.makeKeys)
      cat > ben.pub <<END
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA5/BusI6tB1ccQrHLVjI0lVjvr22/4tPWMl4Gt7Tc9q0=
      -----END PUBLIC KEY-----
      END
      mkdir in && echo words > in/t.txt && echo more > in/u.txt
      aezip pack in a.aez --sign anna.pem && aezip pack -q in plain.aez
      """)
    #expect(packed.code == 0 && packed.errors == "")
    #expect(packed.output.hasSuffix(" in a.aez, signed\n"))
  }

  /// Writes `name`, which is `a.aez` with another signature, and all checksums right.
  private func forge(
    _ name: String, in sandbox: Sandbox, _ change: (inout [UInt8]) -> Void
  ) throws {
    let archive = try sandbox.content(of: "a.aez")
    let section = try #require(try ArchiveReader(archive).index.sections.last)
    var payload = Array(archive[section.payloadOffset..<section.end])
    change(&payload)
    let header = SectionHeader(
      type: .signature, length: payload.count, checksum: crc32(payload[...]))
    try sandbox.damage(into: name) {
      $0.replaceSubrange(
        section.offset..<section.end, with: header.bytes(at: section.offset) + payload)
    }
  }

  @Test func `a signature is shown, and checked by who has the public key`() throws {
    try Sandbox.with { sandbox in
      try pack(sandbox)
      let info = try sandbox.run("aezip info a.aez")
      #expect(
        info.output.contains(
          "ab201183023be35ee03d5b09606bd1dafa7789cec1c580fe3559c108f5c26228, unchecked"))
      let unknown = try sandbox.run("aezip verify a.aez")
      #expect(unknown.code == 0)
      #expect(
        unknown.output.hasSuffix("; signed by ab201183023be35e… (key not confirmed by --signer)\n"))
      let known = try sandbox.run("aezip verify a.aez --signer anna.pub")
      #expect(known.code == 0 && known.output.hasSuffix("; signed by ab201183023be35e…\n"))
      let unpacked = try sandbox.run(
        "aezip unpack a.aez -C out --signer anna.pub && diff -r in out/in")
      #expect(unpacked.code == 0)
      #expect(unpacked.output.hasSuffix(" in out; signed by ab201183023be35e…\n"))
      let again = try sandbox.run("aezip pack -q in b.aez --sign anna.pem && cmp a.aez b.aez")
      #expect(again.code == 0)
    }
  }

  @Test func `not signed, signed by another and tampered with are told apart`() throws {
    try Sandbox.with { sandbox in
      try pack(sandbox)
      // The signature of something else.
      try forge("forged.aez", in: sandbox) { $0[50] ^= 1 }
      for (arguments, code, words) in [
        ("plain.aez --signer anna.pub", 65, "is not signed"),
        ("a.aez --signer ben.pub", 65, "is signed by another key"),
        ("forged.aez --signer anna.pub", 65, "damaged or tampered with"),
        ("a.aez --signer anna.pem", 64, "openssl pkey"),
        ("a.aez --signer in/t.txt", 64, "is no key file"),
      ] as [(String, Int32, String)] {
        for command in ["verify", "unpack -C out"] {
          let result = try sandbox.run("aezip \(command) \(arguments)")
          #expect(result.code == code && result.errors.contains(words), "\(result.errors)")
          #expect(!result.errors.contains("aezip repair"))
        }
      }
      let forged = try sandbox.run("aezip verify forged.aez")
      #expect(forged.code == 65 && forged.errors.contains("damaged or tampered with"))
      #expect(try !sandbox.names().contains { $0.hasPrefix("out") })
    }
  }

  @Test func `a signature of a kind to come is no damage, and said to be unchecked`() throws {
    try Sandbox.with { sandbox in
      try pack(sandbox)
      try forge("new.aez", in: sandbox) { $0[0] = 2 }
      let verified = try sandbox.run("aezip verify new.aez")
      #expect(verified.code == 1 && verified.errorLines.count == 1, "\(verified.errors)")
      #expect(verified.errors.contains("is a signature of a kind unknown to this program"))
      #expect(verified.output.hasPrefix("new.aez: intact: "))
      #expect(verified.output.hasSuffix("; signature unchecked\n"))
      let json = try sandbox.run("aezip verify new.aez --json")
      let report = try #require(try parsed(json.output) as? [String: Any])
      let problems = try #require(report["problems"] as? [[String: Any]])
      #expect(problems.map { $0["kind"] as? String } == ["unchecked"])
      #expect(json.code == 1 && report["signer"] == nil)
      #expect(try sandbox.run("aezip verify new.aez --signer anna.pub").code == 65)
      #expect(try sandbox.run("aezip unpack -q new.aez -C out").code == 0)
    }
  }

  @Test func `repairing keeps a signature of what is whole, and drops it else`() throws {
    try Sandbox.with { sandbox in
      try pack(sandbox)
      let archive = try sandbox.content(of: "a.aez")
      let index = try SectionSource(source: archive).indexSection()
      try sandbox.damage(into: "b.aez") { $0[index.payloadOffset + 3] ^= 1 }
      let kept = try sandbox.run("aezip repair b.aez whole.aez && cmp a.aez whole.aez")
      #expect(kept.code == 0 && !kept.errors.contains("signed"))
      let signature = try #require(try ArchiveReader(archive).index.sections.last)
      try sandbox.damage(into: "c.aez") { $0[signature.payloadOffset + 3] ^= 1 }
      let lost = try sandbox.run("aezip repair c.aez c-whole.aez && aezip verify c-whole.aez")
      #expect(lost.code == 0 && lost.errors.contains("is not signed"))
      #expect(!lost.output.contains("signed by"))
    }
  }

  @Test func `an encrypted archive is signed inside`() throws {
    try Sandbox.with { sandbox in
      try pack(sandbox)
      let result = try sandbox.run(
        """
        export AEZIP_PASSPHRASE=secret
        aezip pack in s.aez --encrypt --sign anna.pem && aezip verify s.aez --signer anna.pub
        """)
      #expect(result.code == 0)
      #expect(result.output.contains(" in s.aez, encrypted and signed\n"))
      #expect(result.output.hasSuffix("; signed by ab201183023be35e…\n"))
    }
  }
}
