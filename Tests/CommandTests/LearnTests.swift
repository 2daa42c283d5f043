import Images
import Testing

/// `aezip pack --learn`.
@Suite struct LearnTests {
  @Test func `an archive of unlike pictures is the same with and without learning`() throws {
    try Sandbox.with { sandbox in
      _ = try sandbox.run("mkdir in")
      try TrainedModelTests.pictures(sandbox, below: "in/few")
      try sandbox.write(Array("some text".utf8), to: "in/notes.txt")
      #expect(try sandbox.run("aezip pack in plain.aez").code == 0)
      let packed = try sandbox.run("aezip pack --learn=5s in learned.aez")
      #expect(packed.code == 0 && packed.errors == "", "\(packed.errors)")
      #expect(try sandbox.content(of: "plain.aez") == sandbox.content(of: "learned.aez"))
    }
  }

  @Test func `what cannot be is said before anything is learned`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(Array("old".utf8), to: "a.aez")
      try sandbox.write(Array("some text".utf8), to: "notes.txt")
      let exists = try sandbox.run("aezip pack --learn notes.txt a.aez")
      #expect(exists.code == 64 && exists.errors.contains("a.aez"))
      let time = try sandbox.run("aezip pack --learn=soon notes.txt b.aez")
      #expect(time.code == 64)
      #expect(time.errors.contains("--learn=soon is not a time as 90s, 10m or 2h"))
      let lossless = try sandbox.run("aezip pack --learn --lossless notes.txt b.aez")
      #expect(lossless.code == 64 && lossless.errors.contains("leave out --learn"))
    }
  }
}
