import Images
import Testing

/// `aezip restore` and `aezip bench restore`.
@Suite struct RestoreTests {
  static func mask(_ sandbox: Sandbox) throws {
    let mask = Image(
      width: 8, height: 8, channels: .grey, samples: (0..<64).map { $0 % 8 > 5 ? 255 : 0 })
    try sandbox.write(ImageFile.write(Picture(image: mask, format: .png)), to: "mask.png")
  }

  @Test func `a torn picture becomes whole by a model or an archive`() throws {
    try SearchTests.withArchive { sandbox in
      try Self.mask(sandbox)
      let original = try ImageFile.read(sandbox.content(of: "in/17.png")).image
      for source in ["--model a.model", "--archive ramps.aez"] {
        let result = try sandbox.run(
          "aezip restore in/17.png out.png --mask mask.png \(source) --overwrite")
        #expect(result.code == 0 && result.errors == "", "\(result.errors)")
        #expect(result.output == "1 picture of 8×8 in out.png\n")
        let restored = try ImageFile.read(sandbox.content(of: "out.png")).image
        for place in 0..<64 {
          let error = abs(Int(restored.samples[place]) - Int(original.samples[place]))
          #expect(place % 8 > 5 ? error < 60 : error == 0)
        }
      }
      let bench = try sandbox.run("aezip bench restore a.model ramps.idx -n 10 --json")
      #expect(bench.code == 0 && bench.errors == "", "\(bench.errors)")
      let figures = try #require(try parsed(bench.output) as? [String: Any])
      #expect(figures["pictures"] as? Int == 10)
    }
  }

  @Test func `what cannot be restored is said in one line`() throws {
    try SearchTests.withArchive { sandbox in
      let neither = try sandbox.run("aezip restore in/3.png s.png")
      #expect(neither.code == 64 && neither.errors.contains("give --model"))
      let whole = try sandbox.run("aezip restore in/3.png s.png --model a.model")
      #expect(whole.code == 64 && whole.errors.contains("in/3.png"))
      #expect(whole.errors.contains("--mask") && whole.errorLines.count == 1)
      try Self.mask(sandbox)
      let photo = try sandbox.run(
        "aezip restore in/3.png s.png --mask mask.png --model photo-1")
      #expect(photo.code == 64 && photo.errors.contains("photo-1"), "\(photo.errors)")
      #expect(try !sandbox.names().contains("s.png"))
    }
  }
}
