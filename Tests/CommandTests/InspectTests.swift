import Testing

/// `aezip inspect`.
@Suite struct InspectTests {
  @Test func `a model's page is written, and not over another`() throws {
    try SearchTests.withArchive { sandbox in
      let first = try sandbox.run("aezip inspect a.model a.html --photo in/3.png")
      #expect(first.code == 0 && first.errors == "", "\(first.errors)")
      #expect(first.output.hasPrefix("4 latents, 4 units: a.html, "))
      let page = String(decoding: try sandbox.content(of: "a.html"), as: UTF8.self)
      #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("8×8, grey"))
      let again = try sandbox.run("aezip inspect a.model a.html")
      #expect(again.code == 64 && again.errors.contains("a.html"))
      let json = try sandbox.run("aezip inspect a.model a.html -n 2 --overwrite --json")
      let parsed = try #require(try parsed(json.output) as? [String: Any])
      #expect(parsed["latents"] as? Int == 2 && parsed["encodes"] as? Bool == true)
    }
  }

  @Test func `what cannot be shown is said in one line`() throws {
    try SearchTests.withArchive { sandbox in
      let style = try sandbox.run(
        "aezip inspect a.model a.html --style in/3.png --content in/4.png")
      #expect(style.code == 64 && style.errors.contains("kind conv"), "\(style.errors)")
      let half = try sandbox.run("aezip inspect a.model a.html --style in/3.png")
      #expect(half.code == 64 && half.errors.contains("go together"))
      let none = try sandbox.run("aezip inspect in/3.png a.html")
      #expect(none.code == 65 && none.errorLines.count == 1, "\(none.errors)")
      let text = try sandbox.run("aezip inspect a.model a.html --photo a.model")
      #expect(text.code != 0 && text.errorLines.count == 1, "\(text.errors)")
      #expect(try !sandbox.names().contains("a.html"))
    }
  }
}
