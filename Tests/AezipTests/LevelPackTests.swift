import Aezip
import Testing

/// The least version of the format that an archive needs.
@Suite struct LevelPackTests {
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
