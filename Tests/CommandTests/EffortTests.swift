import Testing

/// `aezip pack --latents-only --effort`.
@Suite struct EffortTests {
  @Test func `effort three is what packing does without, less rounds codes to the nearest`() throws
  {
    try Sandbox.with { sandbox in
      try sandbox.makeFolder()
      #expect(try sandbox.run("aezip pack --latents-only in plain.aez").code == 0)
      for effort in 1...3 {
        #expect(
          try sandbox.run("aezip pack --latents-only --effort \(effort) in \(effort).aez").code == 0
        )
        #expect(try sandbox.run("aezip verify -q \(effort).aez").code == 0)
      }
      let plain = try sandbox.content(of: "plain.aez")
      let nearest = try sandbox.content(of: "1.aez")
      #expect(try sandbox.content(of: "3.aez") == plain)
      #expect(try sandbox.content(of: "2.aez") == nearest)
      #expect(nearest.count > plain.count)
    }
  }

  @Test func `more effort makes a smaller archive that is read as any other`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TestPictures.file(60, 50, .rgb), to: "p.png")
      let pack = "aezip pack --latents-only --quality 40 p.png"
      #expect(try sandbox.run("\(pack) plain.aez && \(pack) --effort 4 a.aez").code == 0)
      #expect(try sandbox.run("aezip verify -q a.aez && aezip unpack -q a.aez -C out").code == 0)
      #expect(try sandbox.content(of: "a.aez").count < sandbox.content(of: "plain.aez").count)
    }
  }

  @Test func `an effort there is not is refused`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Array("some text".utf8), to: "notes.txt")
      for effort in ["0", "10"] {
        let packed = try sandbox.run("aezip pack --effort \(effort) notes.txt a.aez")
        #expect(packed.code == 64 && packed.errors.contains("\(effort) is not within 1…9"))
      }
      let lossless = try sandbox.run("aezip pack -q --effort 5 --lossless notes.txt a.aez")
      #expect(lossless.code == 0 && lossless.errors == "")
      let report = try sandbox.run("aezip report . --effort 12")
      #expect(report.code == 64 && report.errors.contains("12 is not within 1…9"))
      let usual = try sandbox.run("aezip report . --effort 3")
      #expect(usual.code == 64 && usual.errors.contains("is the default"))
    }
  }
}
