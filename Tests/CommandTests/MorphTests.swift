import Images
import Testing

/// `aezip morph`.
@Suite struct MorphTests {
  @Test func `a strip and a folder hold the same frames`() throws {
    try SearchTests.withArchive { sandbox in
      let strip = try sandbox.run("aezip morph in/3.png in/40.png s.png --model a.model --frames 5")
      #expect(strip.code == 0 && strip.errors == "", "\(strip.errors)")
      #expect(strip.output == "5 pictures of 8×8 in s.png\n")
      let whole = try ImageFile.read(sandbox.content(of: "s.png")).image
      #expect(whole.width == 40 && whole.height == 8)
      let folder = try sandbox.run(
        "aezip morph in/3.png in/40.png between --archive ramps.aez --frames 5 --json; ls between")
      #expect(folder.code == 0 && folder.errors == "", "\(folder.errors)")
      #expect(folder.output.hasSuffix("000.png\n001.png\n002.png\n003.png\n004.png\n"))
      for frame in 0..<5 {
        let image = try ImageFile.read(sandbox.content(of: "between/00\(frame).png")).image
        for row in 0..<8 {
          let there = whole.samples[40 * row + 8 * frame..<40 * row + 8 * frame + 8]
          let here = image.samples[8 * row..<8 * row + 8]
          // What the archive holds is rounded.
          #expect(zip(there, here).allSatisfy { abs(Int($0) - Int($1)) < 12 })
        }
      }
      let exists = try sandbox.run("aezip morph in/3.png in/40.png between --archive ramps.aez")
      #expect(exists.code == 64 && exists.errors.contains("between"))
      let strips = try sandbox.run("aezip morph in/3.png in/40.png s.png --archive ramps.aez")
      #expect(strips.code == 64 && strips.errors.contains("s.png"))
    }
  }

  @Test func `what cannot be mixed is said in one line`() throws {
    try SearchTests.withArchive { sandbox in
      let neither = try sandbox.run("aezip morph in/3.png in/4.png s.png")
      #expect(neither.code == 64 && neither.errors.contains("give --model"))
      let missing = try sandbox.run("aezip morph in/3.png in/no.png s.png --archive ramps.aez")
      #expect(missing.code == 64 && missing.errors.contains("in/no.png"))
      let noModel = try sandbox.run("aezip morph in/3.png in/4.png s.png --model in/3.png")
      #expect(noModel.code == 65 && noModel.errorLines.count == 1, "\(noModel.errors)")
      #expect(try !sandbox.names().contains("s.png"))
    }
  }
}
