import Foundation
import Testing

/// Standard input and output as archives and files.
@Suite struct StreamTests {
  @Test func `an archive and its files pass through pipes`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      let piped = try sandbox.run(
        """
        aezip pack -q p.png t.txt - > b.aez && cmp a.aez b.aez &&
        aezip pack p.png t.txt - | aezip unpack -q - -C out && cmp t.txt out/t.txt &&
        aezip cat - t.txt < a.aez && cat a.aez | aezip list - && aezip verify - < a.aez &&
        aezip info - < a.aez | head -1
        """)
      #expect(piped.code == 0, "\(piped.errors)")
      #expect(piped.errors.hasPrefix("1 lossy picture (quality 75, "))
      #expect(piped.errors.hasSuffix(" in standard output\n") && piped.errorLines.count == 1)
      #expect(piped.output.hasPrefix("some text-rw"))
      #expect(piped.output.contains("\nstandard input: intact: 1 lossy picture, 1 lossless file\n"))
      #expect(piped.output.contains("\nstandard input: aezip archive, "))
      let some = try sandbox.run(
        """
        aezip unpack a.aez t.txt -o - && aezip unpack a.aez '*.png' -o one.png &&
        aezip cat a.aez p.png | cmp - one.png && cmp one.png out/p.png &&
        aezip cat a.aez t.txt t.txt
        """)
      #expect(some.code == 0, "\(some.errors)")
      #expect(some.output.hasPrefix("some text1 file: "))
      #expect(some.output.hasSuffix(" in one.png\nsome textsome text"))
    }
  }

  @Test func `standard input is packed under a name`() throws {
    try Sandbox.with { sandbox in
      let packed = try sandbox.run(
        """
        echo words | aezip pack - a.aez &&
        echo more | aezip pack -q - b.aez --stdin-name more.txt &&
        aezip cat a.aez stdin && aezip cat b.aez more.txt && echo all | aezip pack - - 2>/dev/null |
        aezip cat - stdin
        """)
      #expect(packed.code == 0, "\(packed.errors)")
      #expect(packed.output.hasSuffix("words\nmore\nall\n"))
      for (command, reason) in [
        ("pack - a.aez --stdin-name a/b", "without slashes"),
        ("pack t.txt - --json", "exclude each other"),
        ("pack - c.aez --dry-run", "cannot read standard input"),
        ("list - --passphrase-file -", "cannot be both"),
      ] {
        let result = try sandbox.run("echo x > t.txt; aezip \(command)")
        #expect(result.code == 64 && result.errors.contains(reason), "\(result.errors)")
        #expect(result.errorLines.count == 1)
      }
    }
  }

  @Test func `nothing of a damaged file reaches standard output`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      try sandbox.damage(into: "b.aez") { $0[$0.count / 2] ^= 1 }
      let result = try sandbox.run("aezip cat b.aez p.png")
      #expect(result.code == 65 && result.output == "" && result.errorLines.count == 1)
    }
  }

  #if os(Linux)
    @Test(.enabled(if: Sandbox.has("script"), "script is missing"))
    func `an archive is not written to a terminal`() throws {
      try Sandbox.with { sandbox in
        try sandbox.makeFiles()
        let result = try sandbox.run(
          "script -qec '\"$AEZIP_PROGRAM\" pack t.txt -; echo code $?' /dev/null < /dev/null")
        #expect(result.output.contains("standard output is a terminal"))
        #expect(result.output.contains("code 64"))
      }
    }
  #endif

  @Test func `progress, problems and the result are lines of JSON`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      func lines(_ script: String, _ code: Int32) throws -> [[String: Any]] {
        let result = try sandbox.run(script)
        #expect(result.code == code && result.errors == "", "\(result.errors)")
        return try result.output.split(separator: "\n").map {
          try #require(try parsed(String($0)) as? [String: Any])
        }
      }
      let packed = try lines("ln -s t.txt l; aezip pack p.png t.txt l b.aez --json-lines", 0)
      #expect(packed.first?["type"] as? String == "problem")
      #expect(packed.first?["kind"] as? String == "note")
      #expect(packed.contains { $0["type"] as? String == "progress" })
      #expect(packed.last?["type"] as? String == "result")
      #expect(packed.last?["lossyFiles"] as? Int == 1)
      let kept = try lines("aezip unpack b.aez --json-lines", 1)
      #expect(kept.filter { $0["type"] as? String == "problem" }.count == 3)
      #expect(kept.last?["type"] as? String == "result")
      let verified = try lines("aezip verify b.aez --json-lines", 0)
      #expect(verified.last?["type"] as? String == "result")
      let failed = try lines("aezip unpack none.aez --json-lines", 66)
      #expect(failed.map { $0["type"] as? String } == ["error"])
      #expect(failed.first?["exitCode"] as? Int == 66)
    }
  }
}
