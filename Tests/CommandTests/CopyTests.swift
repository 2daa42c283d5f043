import Testing

@Suite struct CopyTests {
  @Test func `equal files are packed once, listed as copies and come back as files`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let packed = try sandbox.run(
        """
        cp in/colour.png in/sub/twin.png && cp in/colour.png in/another
        printf '%100s' words > in/w && cp in/w 'in/a b/w' && cp in/w in/w.jpg
        aezip pack in a.aez --quality 20 && aezip verify a.aez && aezip info a.aez
        """)
      #expect(packed.code == 0)
      #expect(packed.errors.contains("in/w.jpg: not a JPEG or PNG file whatever the name says"))
      #expect(packed.output.contains(" lossless files, 4 copies, 4 folders, 1 link: "))
      #expect(packed.output.contains("format 1.8"))
      #expect(packed.output.contains("\ncopies    4 copies of other files, "))
      let listed = try sandbox.run("aezip list a.aez && aezip list --json a.aez 'in/sub'")
      #expect(listed.output.contains("  in/colour.png = in/another\n"))
      #expect(listed.output.contains("  in/w.jpg = in/a b/w\n"))
      #expect(listed.output.contains(" lossless files, 4 copies, 4 folders, 1 link: "))
      #expect(listed.output.contains(#""copyOf" : "in/another""#))
      let unpacked = try sandbox.run(
        """
        aezip unpack -q a.aez -C out && cd out/in && cmp another colour.png &&
        cmp another sub/twin.png && cmp ../../in/w w.jpg && cmp ../../in/w 'a b/w' &&
        test ! another -ef colour.png && cd ../.. && aezip unpack a.aez -C one in/sub/twin.png &&
        cmp one/in/sub/twin.png out/in/another && find one -type f
        """)
      #expect(unpacked.code == 0, "\(unpacked.output)\(unpacked.errors)")
      #expect(unpacked.output.hasSuffix("\none/in/sub/twin.png\n"))
    }
  }
}
