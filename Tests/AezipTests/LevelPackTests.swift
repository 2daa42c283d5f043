import Aezip
import Testing

/// The least version of the format that an archive needs.
@Suite struct LevelPackTests {
  @Test func `latents at trained levels need no newer program, those between do`() async throws {
    let folder = try TestFolder()
    try folder.write(Drawn.image(192, 128), "in/photo.png")
    for (level, version) in [(0.0, "1.2"), (0.5, "1.7"), (5.25, "1.7"), (7, "1.2")] {
      var options = PackOptions()
      (options.quality, options.overwrite) = (level * 100 / 7, true)
      options.latentsOnly = true
      _ = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"), options: options)
      #expect(try Archive(path: folder.path("a.aez")).version == version)
    }
  }

  @Test func `pictures need the program that knows all representations, other files none`()
    async throws
  {
    let folder = try TestFolder()
    try folder.write(Drawn.image(192, 128), "in/photo.png")
    _ = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    #expect(try Archive(path: folder.path("a.aez")).version == "1.8")
    try folder.write(Array("words".utf8), "words/words.txt")
    _ = try await Packer.pack([folder.path("words")], into: folder.path("b.aez"))
    #expect(try Archive(path: folder.path("b.aez")).version == "1.0")
  }
}
