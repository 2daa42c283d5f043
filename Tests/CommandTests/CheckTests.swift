import Testing

/// `pack --no-check`.
@Suite struct CheckTests {
  @Test func `what is not decoded again is said when it is packed and when it is verified`() throws
  {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let packed = try sandbox.run(
        """
        aezip pack --latents-only in a.aez && aezip pack --latents-only --no-check in b.aez &&
        aezip pack --check --no-check --latents-only \
          --size 5kB in/colour.png c.aez && aezip verify b.aez && aezip verify --json b.aez &&
        aezip info a.aez > a.txt && ! grep digest a.txt && aezip info b.aez &&
        aezip unpack -q a.aez -C a && aezip unpack -q b.aez -C b && diff -r a b
        """)
      #expect(packed.code == 0, "\(packed.output)\(packed.errors)")
      #expect(packed.output.contains(", mean PSNR "))
      #expect(packed.output.contains("(quality 75, unchecked, "))
      #expect(packed.output.contains(" without a digest of pixels\n"))
      #expect(!packed.output.contains(#""uncheckedPictures" : 0"#))
      #expect(packed.output.contains(" without a digest of their pixels\n"))
    }
  }

  @Test(arguments: ["--psnr 30", "--min-psnr 30", "--effort 4", "--learn", "--lossless"])
  func `what goes by decoded pictures excludes it`(option: String) throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let refused = try sandbox.run("aezip pack --no-check \(option) in a.aez")
      #expect(refused.code == 64)
      #expect(refused.errors.contains("leave out --no-check"))
    }
  }
}
