import Testing

@Suite struct SameBytesTests {
  @Test func `instruction sets and jobs change no byte`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      let usual = try sandbox.run("aezip pack -q in best.aez && aezip unpack -q best.aez -C best")
      try #require(usual.code == 0)
      for isa in ["generic", "avx2", "avx512", "neon"] {
        let available = try sandbox.run("aezip list best.aez > list", ["AEZIP_ISA": isa])
        guard available.code == 0 else {
          #expect(available.code == 64)
          continue
        }
        let result = try sandbox.run(
          """
          aezip pack -q -j 1 in \(isa).aez && cmp best.aez \(isa).aez &&
          aezip unpack -q -j 3 best.aez -C \(isa) && diff -r --no-dereference best \(isa)
          """, ["AEZIP_ISA": isa])
        #expect(result.code == 0, "\(isa): \(result.output)\(result.errors)")
      }
    }
  }

  @Test func `the number of jobs changes no byte`() throws {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      for jobs in [1, 2, 7] {
        let result = try sandbox.run("aezip pack -q --coder zstd -j \(jobs) in \(jobs).aez")
        #expect(result.code == 0)
      }
      #expect(try sandbox.run("cmp 1.aez 2.aez && cmp 1.aez 7.aez").code == 0)
    }
  }
}
