import Testing

/// Several programs at one archive, interrupts, and places that cannot be written to.
@Suite struct ConcurrencyTests {
  /// Writes a folder `in` of some texts.
  private func makeTexts(_ sandbox: Sandbox, count: Int = 40) throws {
    _ = try sandbox.run(
      """
      mkdir in
      for i in $(seq \(count)); do seq "$i" $((i + 3000)) > "in/$i.txt"; done
      """)
  }

  @Test func `of two packs to one output one wins, and the other says that it exists`() throws {
    try Sandbox.with { sandbox in
      try makeTexts(sandbox)
      let result = try sandbox.run(
        """
        for i in 1 2 3; do (aezip pack -q in a.aez; echo $?) & done; wait
        aezip verify -q a.aez && rm -r in
        """)
      #expect(result.code == 0, "\(result.errors)")
      #expect(result.output.split(separator: "\n").sorted() == ["0", "64", "64"])
      #expect(result.errorLines.count == 2)
      #expect(result.errorLines.allSatisfy { $0.hasPrefix("aezip: a.aez: exists already") })
      #expect(try sandbox.names() == ["a.aez"])
    }
  }

  @Test func `an archive that is replaced meanwhile is read as the old or the new one`() throws {
    try Sandbox.with { sandbox in
      try makeTexts(sandbox)
      let result = try sandbox.run(
        """
        aezip pack -q in a.aez
        (for i in 1 2 3 4 5 6; do aezip pack -q --overwrite in a.aez || echo bad; done) &
        for i in 1 2 3 4 5 6 7 8; do
          aezip unpack -q a.aez -C "out$i" && diff -r in "out$i/in" || echo bad
          rm -rf "out$i"
        done
        wait; rm -r in
        """)
      #expect(result.output == "" && result.errors == "")
      #expect(try sandbox.names() == ["a.aez"])
    }
  }

  @Test(arguments: ["INT", "TERM", "HUP"])
  func `an interrupt leaves nothing unfinished behind`(signal: String) throws {
    try Sandbox.with { sandbox in
      try makeTexts(sandbox, count: 200)
      let result = try sandbox.run(
        """
        for delay in 0.05 0.1 0.2 0.4; do
          timeout -s \(signal) $delay "$AEZIP_PROGRAM" pack -q --coder zstd in a.aez
          timeout -s \(signal) $delay "$AEZIP_PROGRAM" sample digits drawn -n 4000 -q
          test ! -e a.aez || aezip verify -q a.aez || echo bad
          test ! -e drawn || test "$(ls drawn | wc -l)" = 4000 || echo half
          rm -rf a.aez drawn
        done
        rm -r in
        """)
      #expect(result.output == "")
      #expect(try sandbox.names() == [])
    }
  }

  @Test func `a target that cannot be written to is named, and is a failure of the system`() throws
  {
    try Sandbox.with { sandbox in
      try sandbox.makeArchive()
      let names = try sandbox.names()
      for command in [
        "pack a.aez /proc/b.aez", "unpack a.aez -C /proc/b", "repair a.aez /proc/b.aez",
        "sample digits /proc/b", "sample digits /proc/b.png", "pack a.aez no/b.aez",
        "repair a.aez no/b.aez", "sample digits no/b", "unpack a.aez -C /proc",
      ] {
        let result = try sandbox.run("aezip \(command)")
        #expect(result.code == 74 && result.output == "", "\(command): \(result.errors)")
        let target = try #require(command.split(separator: " ").last)
        #expect(
          result.errorLines.count == 1 && result.errors.hasPrefix("aezip: \(target): cannot "),
          "\(command): \(result.errors)")
      }
      #expect(try sandbox.names() == names)
    }
  }
}
