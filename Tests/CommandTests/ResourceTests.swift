import Foundation
import Testing

/// What the system takes away: descriptors, memory, and the program itself.
@Suite struct ResourceTests {
  @Test func `closed standard streams do no harm`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      for closing in ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"] {
        let result = try sandbox.run(
          "rm -f b.aez; aezip pack p.png t.txt b.aez \(closing); echo $? >&2; cmp a.aez b.aez")
        #expect(result.code == 0, "\(closing)")
        #expect(result.errors.hasSuffix("0\n"), "\(closing): \(result.errors)")
      }
      // What is content, not a report, must arrive.
      let lost = try sandbox.run("aezip cat a.aez t.txt >&-")
      #expect(lost.code == 74 && lost.errors.contains("standard output: cannot write"))
      let input = try sandbox.run("aezip list - <&-")
      #expect(input.code == 74 && input.errors.contains("standard input: cannot read"))
    }
  }

  // A shell has what it starts in the background ignore SIGQUIT.
  @Test(.enabled(if: Sandbox.has("timeout"), "timeout is missing"))
  func `SIGQUIT leaves no unfinished file`() throws {
    try Sandbox.with { sandbox in
      // Names that last until the program ends show that they are removed.
      let result = try sandbox.run(
        """
        mkdir tmp; mkfifo pipe; ulimit -c 0; exec 9<> pipe
        (sleep 2; ls -A tmp | wc -l) &
        TMPDIR=tmp timeout --preserve-status -s QUIT 4 "$AEZIP_PROGRAM" pack - a.aez < pipe
        echo $?; ls -A tmp
        """)
      #expect(
        result.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
          == ["1", "131"])
      #expect(!result.errors.contains("Backtracing"))
    }
  }

  @Test func `too few descriptors are said in one line`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      for count in [4, 5, 6, 7, 8] {
        for command in ["list a.aez", "pack p.png b.aez", "unpack a.aez -C out"] {
          let result = try sandbox.run("ulimit -n \(count); aezip \(command)")
          #expect(result.code == 74, "\(count), \(command): \(result.errors)")
          #expect(result.errorLines.count == 1 && result.errors.contains("`ulimit -n`"))
        }
      }
    }
  }

  #if os(Linux)
    @Test func `too little memory is said in one line`() throws {
      try Sandbox.with { sandbox in
        try sandbox.write(TestPictures.file(1200, 900, .rgb), to: "p.png")
        var failures = 0
        for kilobytes in stride(from: 180_000, through: 300_000, by: 20_000) {
          let result = try sandbox.run(
            "ulimit -v \(kilobytes); aezip pack p.png b.aez --overwrite -q -j 1")
          // The loader may not get as far as the program.
          guard result.code != 0, result.code != 127 else { continue }
          failures += 1
          #expect(result.code == 74, "\(kilobytes): \(result.errors)")
          #expect(result.errorLines.count == 1, "\(kilobytes): \(result.errors)")
          #expect(result.errors.hasPrefix("aezip: "), "\(result.errors)")
        }
        #expect(failures > 0)
      }
    }
  #endif

  @Test func `bytes behind an archive are called appended`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFiles()
      let length = try sandbox.content(of: "a.aez").count
      let result = try sandbox.run(
        "cp a.aez b.aez; echo some more >> b.aez; aezip list b.aez")
      #expect(result.code == 65)
      #expect(
        result.errors
          == "aezip: b.aez: 10 bytes appended behind its end at byte \(length); the archive may be "
          + "intact: `aezip repair` copies it without them\n")
      let repaired = try sandbox.run("aezip repair b.aez c.aez && cmp a.aez c.aez")
      #expect(repaired.code == 0, "\(repaired.errors)")
    }
  }
}
