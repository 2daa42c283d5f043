import Foundation
import Testing

/// `aezip classify` and `aezip bench classify`.
@Suite struct ClassifyTests {
  /// `in` has the pictures of ``TrainTests/idx`` in a folder for each slope to the right.
  static func withModel(_ body: (Sandbox) throws -> Void) throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TrainTests.idx, to: "ramps.idx")
      try sandbox.write(
        [0, 0, 8, 1, 0, 0, 0, 60] + (0..<60).map { UInt8($0 % 5) }, to: "slopes.idx")
      try TrainedModelTests.pictures(sandbox, below: "all")
      let result = try sandbox.run(
        """
        for label in 0 1 2 3 4; do
          mkdir -p in/$label; i=$label
          while [ $i -lt 60 ]; do cp all/$i.png in/$label/; i=$((i + 5)); done
        done
        aezip train ramps.idx a.model --kind pca --latents 4 -q
        """)
      #expect(result.code == 0, "\(result.errors)")
      try body(sandbox)
    }
  }

  @Test func `folders and tables with labels teach the same`() throws {
    try Self.withModel { sandbox in
      let folders = try sandbox.run("aezip classify train in a.classifier --model a.model")
      #expect(folders.code == 0 && folders.errors == "", "\(folders.errors)")
      #expect(
        folders.output.hasPrefix(
          "trained on 60 pictures of 5 labels with 4 features; cross-validated accuracy "))
      let table = try sandbox.run(
        "aezip classify train ramps.idx b.classifier --labels slopes.idx --model a.model --json")
      #expect(table.code == 0 && table.errors == "", "\(table.errors)")
      let json = try #require(try parsed(table.output) as? [String: Any])
      #expect(
        json["pictures"] as? Int == 60 && json["labels"] as? [String] == ["0", "1", "2", "3", "4"])
      // What the classifier needs it holds.
      let asked = try sandbox.run(
        "rm a.model; aezip classify predict a.classifier in/3/13.png in/0/25.png")
      #expect(asked.code == 0 && asked.errors == "", "\(asked.errors)")
      let lines = asked.output.split(separator: "\n").map { $0.split(separator: " ") }
      #expect(lines.count == 2 && lines[0][0] == "13.png" && lines[0][1] == "3")
      #expect(lines[1][0] == "25.png" && lines[1][1] == "0")
      let judged = try sandbox.run(
        "aezip classify predict b.classifier ramps.idx --labels slopes.idx --json; "
          + "aezip classify predict b.classifier in --labelled")
      #expect(judged.code == 0, "\(judged.errors)")
      #expect(judged.output.contains("% of 60 pictures predicted correctly"))
      #expect(judged.output.contains("\"confusion\" : ["))
    }
  }

  @Test func `few labels are enough where a seed draws them`() throws {
    try Self.withModel { sandbox in
      let train = "aezip classify train in -q --per-label 3 --model"
      let result = try sandbox.run(
        "\(train) a.model a.classifier; \(train) a.model b.classifier; "
          + "\(train) a.model --seed 1 c.classifier; \(train) pixels p.classifier; "
          + "cmp a.classifier b.classifier && ! cmp -s a.classifier c.classifier; "
          + "aezip classify predict p.classifier all --json")
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      let found = try #require(try parsed(result.output) as? [[String: Any]])
      #expect(found.count == 60 && found[0]["path"] as? String == "0.png")
      let bench = try sandbox.run(
        "aezip bench classify a.model in in --per-label 4 --draws 2 --json")
      #expect(bench.code == 0 && bench.errors == "", "\(bench.errors)")
      let rows = try #require(try parsed(bench.output) as? [[String: Any]])
      #expect(rows.count == 4)
      for row in rows { #expect(row["mean"] as? Double ?? 0 > 0.4) }
    }
  }

  private static let corpus = ProcessInfo.processInfo.environment["AEZIP_CORPUS"]

  @Test(.enabled(if: corpus != nil, "AEZIP_CORPUS is not set"))
  func `a hundred labels tell most of MNIST's digits by their pixels`() throws {
    try Sandbox.with { sandbox in
      let digits = try #require(Self.corpus) + "/mnist"
      let result = try sandbox.run(
        """
        aezip classify train "\(digits)/train-images-idx3-ubyte.gz" d.classifier --model pixels \
          --per-label 10 -q
        aezip classify predict d.classifier "\(digits)/t10k-images-idx3-ubyte.gz" --labelled --json
        """)
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      let judged = try #require(try parsed(result.output) as? [String: Any])
      #expect(judged["pictures"] as? Int == 10_000)
      #expect((0.7...0.82).contains(judged["accuracy"] as? Double ?? 0))
    }
  }

  @Test(arguments: [
    ("train in a.model --model a.model", 64, ".classifier"),
    ("train c.classifier --model a.model", 64, "no labelled pictures"),
    ("train in taken.classifier --model a.model", 64, "taken.classifier"),
    ("train in/0 c.classifier --model a.model", 64, "no labels"),
    ("train ramps.idx c.classifier --model a.model", 64, "--labels"),
    ("train one c.classifier --labels one.idx --model a.model", 64, "the label \"3\""),
    ("train ramps.idx c.classifier --labels ramps.idx --model a.model", 64, "ramps.idx"),
    ("train in c.classifier --model in/0/0.png", 65, "in/0/0.png"),
    ("train in c.classifier --model none", 66, "none"),
    ("train in c.classifier", 64, "--model"),
    ("train in c.classifier --model a.model --per-label 0", 64, "--per-label 0"),
    ("train in other c.classifier --model a.model", 64, "other/other.png: the picture is 9×7"),
    ("train same.idx c.classifier --labels zeros.idx --model a.model", 64, "the label \"0\""),
    ("predict a.model in", 64, "not a classifier; give a file of `aezip classify train`"),
    ("predict in/0/0.png in", 65, "in/0/0.png"),
  ])
  func `what cannot be learned or named is said in a line`(
    arguments: String, code: Int32, words: String
  ) throws {
    try Self.withModel { sandbox in
      try sandbox.write([], to: "taken.classifier")
      try sandbox.write(TestPictures.file(9, 7, .grey), to: "other.png")
      try sandbox.write(
        [0, 0, 8, 1, 0, 0, 0, 60] + Array(repeating: 0, count: 60), to: "zeros.idx")
      try sandbox.write([0, 0, 8, 1, 0, 0, 0, 1, 3], to: "one.idx")
      _ = try sandbox.run(
        "mkdir other one; mv other.png other; cp ramps.idx same.idx; cp all/1.png one")
      let before = try sandbox.names()
      let result = try sandbox.run("aezip classify \(arguments)")
      #expect(result.code == code, "\(result.errors)")
      #expect(result.output == "" && result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
      #expect(try sandbox.names() == before)
    }
  }
}
