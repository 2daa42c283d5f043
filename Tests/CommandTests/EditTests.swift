import Foundation
import Images
import Testing

/// `aezip attribute`, `aezip edit` and `aezip bench edit`.
@Suite struct EditTests {
  /// `in/0` … `in/4` have pictures by how they slope, `s.attribute` leads from 0 to 4.
  static func withAttribute(_ body: (Sandbox) throws -> Void) throws {
    try ClassifyTests.withModel { sandbox in
      let result = try sandbox.run("aezip attribute in/4 in/0 s.attribute --model a.model")
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      #expect(result.output.hasPrefix("s: learned from 12 pictures with and 12 without; "))
      try body(sandbox)
    }
  }

  @Test func `pictures and folders get an attribute`() throws {
    try Self.withAttribute { sandbox in
      let one = try sandbox.run(
        "aezip edit in/0/25.png steep.png --toward s.attribute=0.5 --model a.model")
      #expect(one.code == 0 && one.errors == "", "\(one.errors)")
      #expect(one.output == "1 picture in steep.png\n")
      let all = try sandbox.run(
        "aezip edit in more --toward s.attribute --toward s.attribute=-0.5 --model a.model --json")
      #expect(all.code == 0 && all.errors == "", "\(all.errors)")
      #expect(
        try sandbox.content(of: "more/0/25.png") == sandbox.content(of: "steep.png"))
      let json = try #require(try parsed(all.output) as? [String: Any])
      #expect(json["pictures"] as? Int == 60)
      let before = try ImageFile.read(sandbox.content(of: "in/0/25.png")).image.samples
      let after = try ImageFile.read(sandbox.content(of: "steep.png")).image.samples
      // Steeper to the right: the last column gains on the first.
      #expect(Int(after[7]) - Int(after[0]) > Int(before[7]) - Int(before[0]) + 20)
    }
  }

  @Test func `edits are judged by a classifier`() throws {
    try Self.withAttribute { sandbox in
      let bench = try sandbox.run(
        """
        aezip classify train in j.classifier --model pixels -q
        aezip bench edit in/0 j.classifier 4 --toward s.attribute=0.5 --model a.model --json
        aezip bench edit in/0 j.classifier 9 --toward s.attribute --model a.model
        """)
      #expect(bench.code == 64 && bench.errors.contains("knows no \"9\""), "\(bench.errors)")
      let rows = try #require(try parsed(bench.output) as? [[String: Any]])
      #expect(rows.count == 4 && rows[0]["pictures"] as? Int == 12)
      let flipped = rows.map { $0["flipped"] as? Double ?? -1 }
      #expect(flipped[0] < 0.5 && flipped[3] > 0.7, "\(flipped)")
    }
  }

  @Test(arguments: [
    ("attribute in/4 in/0 a.png --model a.model", 64, ".attribute"),
    ("attribute in/4 in/0 s.attribute --model a.model", 64, "s.attribute"),
    ("attribute in/4 in/4 n.attribute --model a.model", 64, "the same latents"),
    ("attribute in/4 nothing n.attribute --model a.model", 66, "nothing"),
    ("attribute in/4 empty n.attribute --model a.model", 64, "no files there"),
    ("attribute in/4 other n.attribute --model a.model", 64, "9×7"),
    ("attribute in/4 in/0 n.attribute --model s.attribute", 64, "aezip train"),
    ("edit in/0/5.png taken.png --toward s.attribute --model a.model", 64, "taken.png"),
    (
      "edit in/0 one.png --toward s.attribute --model a.model", 64,
      "cannot hold the pictures of a folder"
    ),
    ("edit in/0 in/1 --toward s.attribute --model a.model", 64, "in/1"),
    ("edit in/0/5.png x.png --toward s.attribute=nan --model a.model", 64, "--toward"),
    ("edit in/0/5.png x.png --toward s.attribute=1e9 --model a.model", 64, "--toward"),
    ("edit in/0/5.png x.png --model a.model", 64, "--toward"),
    (
      "edit in/0/5.png x.png --toward a.model --model a.model", 64,
      "not an attribute; give a file of `aezip attribute`"
    ),
    ("edit in/0/5.png x.png --toward s.attribute --model b.model", 64, "another model"),
    (
      "edit other/other.png x.png --toward s.attribute --model a.model", 64,
      "other/other.png: the picture is 9×7"
    ),
  ])
  func `what cannot be learned or edited is said in a line`(
    arguments: String, code: Int32, words: String
  ) throws {
    try Self.withAttribute { sandbox in
      try sandbox.write([], to: "taken.png")
      try sandbox.write(TestPictures.file(9, 7, .grey), to: "other.png")
      let made = try sandbox.run(
        "mkdir other empty; mv other.png other; aezip train ramps.idx b.model --kind pca "
          + "--latents 3 -q")
      #expect(made.code == 0)
      let before = try sandbox.names()
      let result = try sandbox.run("aezip \(arguments)")
      #expect(result.code == code, "\(result.errors)")
      #expect(result.output == "" && result.errorLines.count == 1, "\(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
      #expect(try sandbox.names() == before)
    }
  }
}
