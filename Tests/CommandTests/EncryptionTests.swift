import Testing

@Suite struct EncryptionTests {
  /// `a.aez`, of a text, encrypted with what `pw` holds.
  private func pack(_ sandbox: Sandbox) throws {
    let packed = try sandbox.run(
      """
      mkdir in && echo words > in/t.txt && echo 'correct horse' > pw && echo wrong > no
      aezip pack in a.aez --encrypt --passphrase-file pw
      """)
    #expect(packed.code == 0 && packed.errors == "")
    #expect(packed.output.hasSuffix(" in a.aez, encrypted\n"))
  }

  @Test func `an encrypted archive is read with its passphrase, however that is given`() throws {
    try Sandbox.with { sandbox in
      try pack(sandbox)
      let bytes = try sandbox.content(of: "a.aez")
      #expect(!String(decoding: bytes, as: UTF8.self).contains("t.txt"))
      for script in [
        "aezip list a.aez --passphrase-file pw", "aezip list a.aez --passphrase-file - < pw",
        "cat pw | aezip list a.aez --passphrase-file /dev/stdin",
        "printf 'correct horse\\r\\nmore' | aezip list a.aez --passphrase-file -",
        "AEZIP_PASSPHRASE='correct horse' aezip list a.aez",
      ] {
        let result = try sandbox.run("export AEZIP_PROGRAM; \(script)")
        #expect(result.code == 0 && result.output.contains("in/t.txt"), "\(script)")
      }
      let rest = try sandbox.run(
        """
        export AEZIP_PASSPHRASE='correct horse'
        aezip info a.aez | head -1 && aezip verify -q a.aez && aezip unpack -q a.aez -C out
        cmp in/t.txt out/in/t.txt
        """)
      #expect(rest.code == 0 && rest.errors == "")
      #expect(rest.output.hasSuffix(", encrypted\n"))
    }
  }

  @Test(arguments: [
    "list a.aez", "info a.aez", "verify a.aez", "unpack a.aez -C out", "cat a.aez t.txt",
    "repair a.aez b.aez", "map a.aez m.html", "report a.aez in",
  ])
  func `a plain archive in the place of an encrypted one is refused`(command: String) throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir in && echo words > in/t.txt && echo secret > pw")
      #expect(try sandbox.run("aezip pack in a.aez").code == 0)
      let refused = try sandbox.run("aezip \(command) --passphrase-file pw")
      #expect(refused.code == 65 && refused.output == "")
      #expect(
        refused.errors == "aezip: a.aez: not encrypted, so perhaps not the archive that the "
          + "passphrase is for; to read it all the same, leave out --passphrase-file\n")
      #expect(try sandbox.names() == ["a.aez", "in", "in/t.txt", "pw"])
      // The environment holds for all archives.
      #expect(try sandbox.run("AEZIP_PASSPHRASE=secret aezip list a.aez").code == 0)
    }
  }

  @Test func `no passphrase, a wrong one, damage and a cut are told apart`() throws {
    try Sandbox.with { sandbox in
      try pack(sandbox)
      try sandbox.damage(into: "flipped.aez") { $0[100] ^= 1 }
      try sandbox.damage(into: "cut.aez") { $0.removeLast(1000) }
      try sandbox.damage(into: "header.aez") { $0[30] ^= 1 }
      try sandbox.damage(into: "three.aez") { $0.removeLast($0.count - 3) }
      try sandbox.write([0x0A], to: "empty")
      for (script, code, words) in [
        ("list three.aez --passphrase-file pw", 65, "ends early at byte 3: truncated?; fetch it"),
        ("list a.aez --passphrase-file empty", 64, "the passphrase is empty"),
        ("list a.aez", 64, "is encrypted; give its passphrase with --passphrase-file"),
        ("list a.aez --passphrase-file no", 64, "wrong passphrase"),
        ("list flipped.aez --passphrase-file pw", 65, "tampered with"),
        ("list cut.aez --passphrase-file pw", 65, "truncated?"),
        ("list header.aez --passphrase-file pw", 65, "the header of its encryption"),
        ("list a.aez --passphrase-file missing", 66, "no such file"),
      ] as [(String, Int32, String)] {
        let result = try sandbox.run("aezip \(script)")
        #expect(result.code == code && result.output == "", "\(script)")
        #expect(result.errorLines.count == 1 && result.errors.contains(words), "\(result.errors)")
        #expect(!result.errors.contains("horse"))
        #expect(result.errors.split(separator: "damaged").count <= 2, "\(result.errors)")
      }
      let empty = try sandbox.run("aezip list a.aez", ["AEZIP_PASSPHRASE": ""])
      #expect(empty.code == 64 && empty.errors == "aezip: a.aez: the passphrase is empty\n")
    }
  }

  /// 4096 entries are in the first of two blocks.
  @Test func `an encrypted archive without its first chunks gives what the others hold`() throws {
    try Sandbox.with { sandbox in
      let secret = ["AEZIP_PASSPHRASE": "a secret"]
      let packed = try sandbox.run(
        """
        mkdir in && cd in && head -c 20000 /dev/urandom > 0 && seq 4500 | xargs touch && cd ..
        aezip pack -q in a.aez --encrypt
        """, secret)
      try #require(packed.code == 0, "\(packed.errors)")
      try sandbox.damage(into: "cut.aez") { $0.removeFirst(88 + 4112) }
      try sandbox.damage(into: "zero.aez") { bytes in for at in 0..<4200 { bytes[at] = 0 } }
      for name in ["cut", "zero"] {
        let listed = try sandbox.run("aezip list \(name).aez", secret)
        #expect(listed.code == 65 && listed.errors.contains("is damaged; "), "\(listed.errors)")
        #expect(listed.errors.contains("`aezip repair`"))
        let repaired = try sandbox.run("aezip repair \(name).aez \(name)-whole.aez --json", secret)
        try #require(repaired.code == 1, "\(repaired.errors.prefix(2000))")
        #expect(!repaired.errors.contains("not an aezip archive"))
        let report = try #require(try parsed(repaired.output) as? [String: Any])
        let saved = try #require(report["saved"] as? Int)
        #expect(saved > 300)
        #expect((report["lost"] as? [Any])?.count == 4502 - saved)
        #expect(try sandbox.run("aezip verify -q \(name)-whole.aez", secret).code == 0)
      }
    }
  }

  @Test func `of what holds no whole block it is said that nothing can be saved`() throws {
    try Sandbox.with { sandbox in
      try pack(sandbox)
      for count in [3, 50, 88, 100, 4000] {
        try sandbox.damage(into: "cut.aez") { $0.removeLast($0.count - count) }
        let result = try sandbox.run("aezip repair cut.aez b.aez --passphrase-file pw")
        #expect(result.code == 65 && result.errorLines.count == 1, "\(result.errors)")
        let words = count == 50 ? "truncated?" : "nothing of it can be saved"
        #expect(result.errors.contains(words), "\(count): \(result.errors)")
      }
    }
  }

  @Test func `repairing keeps an archive encrypted, with its passphrase`() throws {
    try Sandbox.with { sandbox in
      try pack(sandbox)
      try sandbox.damage(into: "header.aez") { $0[30] ^= 1 }
      let repaired = try sandbox.run(
        """
        export AEZIP_PASSPHRASE='correct horse'
        aezip repair header.aez whole.aez && aezip verify -q whole.aez
        """)
      #expect(repaired.code == 0 && repaired.output.hasSuffix(": nothing lost\n"))
      #expect(repaired.errors.contains("88 bytes at byte 0 unusable"))
      #expect(try sandbox.run("aezip list whole.aez").code == 64)
      // The salt is another one.
      #expect(try sandbox.run("cmp -s a.aez whole.aez").code == 1)
    }
  }

  @Test func `nothing is packed without a passphrase, or with an empty one`() throws {
    try Sandbox.with { sandbox in
      let names = try sandbox.run("mkdir in && echo words > in/t.txt && : > empty")
      #expect(names.code == 0)
      for script in [
        "aezip pack in a.aez --encrypt", "aezip pack in a.aez --encrypt --passphrase-file empty",
        "aezip pack in a.aez --passphrase-file in/t.txt",
        "AEZIP_PASSPHRASE= ; export AEZIP_PASSPHRASE; aezip pack in a.aez --encrypt",
        "printf '\\377' | aezip pack in a.aez --encrypt --passphrase-file -",
      ] {
        let result = try sandbox.run(script)
        #expect(result.code == 64 && result.errorLines.count == 1, "\(script): \(result.errors)")
      }
      #expect(try sandbox.names() == ["empty", "in", "in/t.txt"])
    }
  }

  /// Whether `script` is here and makes a terminal, for which /dev/pts must be mounted.
  private static let makesTerminals: Bool = {
    var code: Int32 = 1
    try? Sandbox.with { sandbox in
      code = try sandbox.run("script -qec true log").code
    }
    return code == 0
  }()

  @Test(.enabled(if: makesTerminals, "no `script` that makes a terminal"))
  func `on a terminal a passphrase is asked for, twice for a new one, and not shown`() throws {
    try Sandbox.with { sandbox in
      // Each answer is typed once its question is in the log: what is typed before is thrown away.
      let typed = try sandbox.run(
        """
        mkdir in && echo words > in/t.txt
        answer() {
          until grep -qe "$2" -e 'Script done' "$1" 2>/dev/null; do sleep 0.02; done
          echo "$3"
        }
        { answer log1 'new passphrase' 'one two'; answer log1 'once more' 'one two'; } |
          script -qefc '"$AEZIP_PROGRAM" pack in a.aez --encrypt' log1
        { answer log2 'new passphrase' 'one two'; answer log2 'once more' 'one three'; } |
          script -qefc '"$AEZIP_PROGRAM" pack in b.aez --encrypt' log2
        answer log3 'passphrase of' 'one two' | script -qefc '"$AEZIP_PROGRAM" list a.aez' log3
        """)
      #expect(typed.output.contains("new passphrase for a.aez: "))
      #expect(typed.output.contains("once more: "))
      #expect(typed.output.contains("the two passphrases differ"))
      #expect(typed.output.contains("in/t.txt"))
      #expect(!typed.output.contains("one two"))
      #expect(try !sandbox.names().contains("b.aez"))
    }
  }
}
