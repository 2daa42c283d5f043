import Images
import Testing

/// `aezip sample`.
@Suite struct SampleTests {
  @Test func `variational models are drawn from, others only by their prior`() throws {
    try Sandbox.with { sandbox in
      try sandbox.write(TrainTests.idx, to: "ramps.idx")
      let result = try sandbox.run(
        """
        aezip train ramps.idx v.model --kind variational --latents 2 --steps 100 -q
        aezip train ramps.idx d.model --kind deep --latents 2 --steps 100 -q
        aezip sample v.model v.png -n 7
        """)
      #expect(result.code == 0 && result.errors == "", "\(result.errors)")
      #expect(result.output == "7 pictures of 8×8 in v.png\n")
      let sheet = try ImageFile.read(sandbox.content(of: "v.png")).image
      #expect(sheet.width == 3 * 8 + 2 * 2 && sheet.height == sheet.width)
      let exists = try sandbox.run("aezip sample v.model v.png")
      #expect(exists.code == 64 && exists.errors.contains("v.png"))
      let again = try sandbox.run("aezip sample v.model again.png -n 7 -q && cmp v.png again.png")
      #expect(again.code == 0 && again.output == "", "\(again.errors)")
      let deep = try sandbox.run("aezip sample d.model d.png")
      #expect(deep.code == 64 && deep.errorLines.count == 1)
      #expect(deep.errors.contains("d.model: a model of kind deep"))
      #expect(deep.errors.contains("--prior"))
      let drawn = try sandbox.run("aezip sample d.model d.png -n 4 --prior --json")
      #expect(drawn.code == 0, "\(drawn.errors)")
      let json = try #require(try parsed(drawn.output) as? [String: Any])
      #expect(json["pictures"] as? Int == 4 && json["path"] as? String == "d.png")
      // The mixture of what was learned from, and what the codes were taught to be.
      let normal = try sandbox.run("aezip sample v.model n.png -n 7 --normal; cmp v.png n.png")
      #expect(normal.code == 1 && normal.output.contains("7 pictures"), "\(normal.errors)")
      let both = try sandbox.run("aezip sample v.model b.png --normal --prior")
      #expect(both.code == 64 && both.errors.contains("--normal and --prior"))
      let other = try sandbox.run("aezip sample d.model e.png --normal")
      #expect(other.code == 64 && other.errors.contains("of kind deep"))
      let text = try sandbox.run("aezip sample v.model v.jpg")
      #expect(text.code == 64 && text.errors.contains(".png"))
    }
  }
}
