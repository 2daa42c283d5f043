import Testing

/// `aezip map`.
@Suite struct MapTests {
  @Test func `a page is written, and not over another`() throws {
    try SearchTests.withArchive { sandbox in
      let first = try sandbox.run("aezip map ramps.aez map.html --thumbnail 16")
      #expect(first.code == 0 && first.errors == "", "\(first.errors)")
      #expect(first.output.contains(" on 1 map: map.html, "))
      let page = String(decoding: try sandbox.content(of: "map.html"), as: UTF8.self)
      #expect(page.hasPrefix("<!DOCTYPE html>") && page.contains("Pictures of 8×8"))
      let again = try sandbox.run("aezip map ramps.aez map.html")
      #expect(again.code == 64 && again.errors.contains("map.html"))
      let some = try sandbox.run("aezip map ramps.aez map.html -n 5 --by pca --overwrite --json")
      #expect(some.code == 0, "\(some.errors)")
      let json = try #require(try parsed(some.output) as? [String: Any])
      #expect(json["maps"] as? [Int] == [5] && json["path"] as? String == "map.html")
      #expect(json["bytes"] as? Int == (try sandbox.content(of: "map.html").count))
    }
  }

  @Test func `what has no map is said in one line`() throws {
    try SearchTests.withArchive { sandbox in
      let latents = try sandbox.run("aezip map ramps.aez map.html --by latents")
      #expect(
        latents.code == 64 && latents.errors.contains("the model has 4; use --by pca"),
        "\(latents.errors)")
      _ = try sandbox.run("aezip pack in exact.aez --lossless -q")
      let exact = try sandbox.run("aezip map exact.aez map.html")
      #expect(exact.code == 64 && exact.errorLines.count == 1, "\(exact.errors)")
      let none = try sandbox.run("aezip map ramps.idx map.html")
      #expect(none.code == 65 && none.errorLines.count == 1, "\(none.errors)")
      let zero = try sandbox.run("aezip map ramps.aez map.html -n 0")
      #expect(zero.code == 64 && zero.errors.contains("1…100000"))
      #expect(try !sandbox.names().contains("map.html"))
    }
  }
}
