import Testing

/// What `pack` makes of what it is told to pack.
@Suite struct InputTests {
  @Test func `neither an archive nor the one it replaces is packed into it`() throws {
    try Sandbox.with { sandbox in
      let packed = try sandbox.run(
        """
        mkdir in && cd in && echo words > words.txt && aezip pack . a.aez -q &&
        cp a.aez ../first.aez &&
        aezip pack . a.aez -q --overwrite && cmp a.aez ../first.aez && aezip list a.aez
        """)
      #expect(packed.code == 0, "\(packed.output)\(packed.errors)")
      #expect(!packed.output.contains("a.aez"))
      #expect(packed.errors == "aezip: ./a.aez: is the archive that is replaced, left out\n")
      let alone = try sandbox.run("cd in && aezip pack a.aez a.aez --overwrite")
      #expect(alone.code == 64)
      #expect(alone.errors.contains("nothing to pack: a.aez: is the archive that is replaced"))
      #expect(try sandbox.run("cmp in/a.aez first.aez").code == 0)
    }
  }

  @Test func `of a link it is said that what it points to is not packed`() throws {
    try Sandbox.with { sandbox in
      let packed = try sandbox.run(
        "mkdir in && echo words > in/words.txt && ln -s in link && aezip pack link a.aez")
      #expect(packed.code == 0)
      #expect(packed.errors.hasPrefix("aezip: link: is a symbolic link and packed as one; "))
      #expect(packed.output.hasPrefix("1 link: "))
      let followed = try sandbox.run("aezip pack link/ b.aez && aezip list b.aez")
      #expect(followed.errors == "" && followed.output.contains("  link/words.txt\n"))
    }
  }
}
