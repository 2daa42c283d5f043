import Foundation
import Images
import Testing

/// `aezip search` and `aezip bench search`.
@Suite struct SearchTests {
  /// `ramps.aez` has the pictures of ``TrainTests/idx`` by a small model.
  static func withArchive(_ body: (Sandbox) throws -> Void) throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TrainTests.idx, to: "ramps.idx")
      try TrainedModelTests.pictures(sandbox, below: "in")
      let result = try sandbox.run(
        "aezip train ramps.idx a.model --kind pca --latents 4 -q"
          + " && aezip pack in ramps.aez --model a.model --quality 100 -q")
      #expect(result.code == 0, "\(result.errors)")
      try body(sandbox)
    }
  }

  @Test func `a picture from elsewhere and one of the archive have the same neighbours`() throws {
    try Self.withArchive { sandbox in
      let one = try sandbox.run("aezip search ramps.aez in/17.png -n 4")
      #expect(one.code == 0 && one.errors == "", "\(one.errors)")
      let lines = one.output.split(separator: "\n")
      #expect(lines.count == 5 && lines[0].hasSuffix("  in/17.png"))
      #expect(lines[4].contains(" compared") && lines[4].contains(" ms"))
      let other = try sandbox.run("aezip search ramps.aez --near in/17.png -n 3 --json")
      #expect(other.code == 0, "\(other.errors)")
      let json = try #require(try parsed(other.output) as? [String: Any])
      #expect(json["measure"] as? String == "samples")
      let found = try #require(json["found"] as? [[String: Any]])
      #expect(found.count == 3)
      for (line, neighbour) in zip(lines[1...], found) {
        #expect(line.hasSuffix("  \(try #require(neighbour["path"] as? String))"))
      }
    }
  }

  @Test func `what cannot be searched is said in one line`() throws {
    try Self.withArchive { sandbox in
      try sandbox.write(TestPictures.file(9, 7, .grey), to: "other.png")
      let size = try sandbox.run("aezip search ramps.aez other.png")
      #expect(size.code == 64 && size.errorLines.count == 1)
      #expect(size.errors.contains("ramps.aez: the picture is 9×7") && size.errors.contains("8×8"))
      let name = try sandbox.run("aezip search ramps.aez --near in/nothing.png")
      #expect(name.code == 64 && name.errors.contains("in/nothing.png"))
      let both = try sandbox.run("aezip search ramps.aez other.png --near in/3.png")
      #expect(both.code == 64 && both.errors.contains("leave out one"))
      let neither = try sandbox.run("aezip search ramps.aez")
      #expect(neither.code == 64 && neither.errors.contains("nothing to search for"))
      let text = try sandbox.run("aezip search ramps.aez a.model")
      #expect(text.code == 65 && text.errorLines.count == 1, "\(text.errors)")
      let exact = try sandbox.run(
        "aezip pack in exact.aez --lossless -q; aezip search exact.aez in/3.png")
      #expect(
        exact.code == 64 && exact.errors.contains("no picture in the archive is stored as latents"))
    }
  }

  @Test func `searching is measured by labels`() throws {
    try Sandbox.with { sandbox in
      // A label is how steep a picture is to the right: folders of 12.
      try sandbox.write(TrainTests.idx, to: "ramps.idx")
      try TrainedModelTests.pictures(sandbox, below: "all")
      let result = try sandbox.run(
        """
        for label in 0 1 2 3 4; do
          mkdir -p in/$label; i=$label
          while [ $i -lt 60 ]; do mv all/$i.png in/$label/; i=$((i + 5)); done
        done
        aezip train ramps.idx a.model --kind pca --latents 4 -q
        aezip pack in ramps.aez --model a.model --quality 100 -q
        aezip bench search ramps.aez in --queries 60 --json
        """)
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      let rows = try #require(try parsed(result.output) as? [[String: Any]])
      #expect(rows.count == 5)
      for row in rows {
        let measured = try #require(row["result"] as? [String: Any])
        #expect(measured["precision"] as? Double ?? 0 > 0.3)
      }
      let none = try sandbox.run("aezip bench search ramps.aez ramps.idx")
      #expect(none.code == 64 && none.errors.contains("no labels"))
    }
  }
}
