import Testing

/// Redundancy, encryption and a signature together.
@Suite struct ProtectedTests {
  private func makeKeys(_ sandbox: borrowing Sandbox) throws -> Bool {
    let made = try sandbox.run(
      """
      openssl genpkey -algorithm ed25519 -out own.pem &&
      openssl pkey -in own.pem -pubout -out pub.pem
      """)
    return made.code == 0
  }

  @Test(arguments: [false, true])
  func `what is healed is signed and encrypted as it was`(isEncrypted: Bool) throws {
    try Sandbox.with { sandbox in
      guard try makeKeys(sandbox) else { return }
      let secret = ["AEZIP_PASSPHRASE": "a secret"]
      let packed = try sandbox.run(
        """
        head -c 300000 /dev/urandom > t.bin
        aezip pack t.bin a.aez --redundancy 10% --sign own.pem \(isEncrypted ? "--encrypt" : "")
        """, secret)
      try #require(packed.code == 0, "\(packed.errors)")
      let signed = isEncrypted ? "encrypted and signed" : "signed"
      #expect(packed.output.hasSuffix(" in a.aez, \(signed), redundancy 10 %\n"))
      try sandbox.damage(into: "b.aez") { bytes in
        for offset in 100_000..<125_000 { bytes[offset] ^= 0x55 }
      }
      let broken = try sandbox.run("aezip verify b.aez --signer pub.pem", secret)
      #expect(broken.code == 65, "\(broken.errors)")
      let repaired = try sandbox.run("aezip repair b.aez whole.aez", secret)
      #expect(repaired.code == 0 && repaired.errors == "", "\(repaired.errors)")
      #expect(repaired.output.contains("repaired ") && repaired.output.contains("nothing lost"))
      let verified = try sandbox.run(
        """
        aezip verify whole.aez --signer pub.pem &&
        aezip unpack -q whole.aez -C out --signer pub.pem \
        && cmp t.bin out/t.bin
        """, secret)
      #expect(verified.code == 0, "\(verified.errors)")
      if !isEncrypted {
        #expect(try sandbox.content(of: "whole.aez") == sandbox.content(of: "a.aez"))
      }
      let info = try sandbox.run("aezip info whole.aez", secret)
      #expect(info.output.contains("redundancy"), "\(info.output)")
    }
  }

  @Test(arguments: [0, 3000, 60_000])
  func `a small encrypted archive heals what was asked for, chunks or no`(count: Int) throws {
    try Sandbox.with { sandbox in
      let secret = ["AEZIP_PASSPHRASE": "a secret"]
      let packed = try sandbox.run(
        "head -c \(count) /dev/urandom > t; aezip pack -q t a.aez --redundancy 5% --encrypt", secret
      )
      try #require(packed.code == 0, "\(packed.errors)")
      let size = try sandbox.content(of: "a.aez").count
      for start in [100, size / 3, size / 2, size - size / 20 - 100] {
        try sandbox.damage(into: "b.aez") { bytes in
          for offset in start..<start + size / 20 { bytes[offset] ^= 0x55 }
        }
        let repaired = try sandbox.run(
          "rm -f w.aez; rm -rf o; aezip repair b.aez w.aez && aezip unpack -q w.aez -C o && cmp "
            + "t o/t",
          secret)
        #expect(repaired.code == 0, "\(start): \(repaired.errors)")
      }
    }
  }
}
