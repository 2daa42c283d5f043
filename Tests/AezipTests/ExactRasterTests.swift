import Aezip
import Bytes
import Container
import Images
import TestSupport
import Testing

/// Files that hold samples as they are.
@Suite struct ExactRasterTests {
  /// A portable map.
  private static func map(_ width: Int, _ height: Int, seed: Int = 0) -> [UInt8] {
    let image = Drawn.image(width, height)
    return Array("P6\n\(image.width) \(image.height)\n255\n".utf8)
      + image.samples.map { $0 &+ UInt8(seed) }
  }

  @Test(arguments: [false, true])
  func `they come back byte for byte, smaller, whether or not pictures are lossy`(
    lossless: Bool
  ) async throws {
    let folder = try TestFolder()
    let file = Self.map(90, 70)
    try folder.write(file, "in/a.ppm")
    try folder.write(file, "in/b.ppm")
    try folder.write(Array(file.dropLast(9)), "in/c.ppm")
    try folder.write(file + Self.map(70, 50, seed: 1) + Array("behind".utf8), "in/d")
    let (packed, unpacked) = try await PackUnpackTests.roundTrip(folder) {
      $0.lossless = lossless
    }
    #expect(packed.exactFiles == 3 && packed.copies == 1 && packed.problems.isEmpty)
    #expect(unpacked.exactFiles == 4 && unpacked.problems.isEmpty)
    for name in ["a.ppm", "b.ppm", "c.ppm", "d"] {
      #expect(try folder.read("in/\(name)") == folder.read("out/in/\(name)"), "\(name)")
    }
    let archive = try Archive(path: folder.path("a.aez"))
    #expect(archive.version == "1.8")
    let rows = try archive.entries()
    #expect(rows.map(\.kind.rawValue) == ["folder", "exact", "copy", "exact", "exact"])
    for row in rows where row.path.last == UInt8(ascii: "d") {
      #expect(2 * row.packedSize < row.size, "a file of rasters")
    }
  }

  @Test func `the number of jobs does not change a byte`() async throws {
    let folder = try TestFolder()
    for seed in 0..<5 { try folder.write(Self.map(90, 70, seed: seed), "in/\(seed).ppm") }
    var archives: [[UInt8]] = []
    for jobs in [1, 2, 5] {
      _ = try await PackUnpackTests.roundTrip(folder) { ($0.lossless, $0.jobs) = (true, jobs) }
      archives.append(try folder.read("a.aez"))
    }
    #expect(archives[0] == archives[1] && archives[0] == archives[2])
  }

  @Test func `files too small or without rasters need no newer program`() async throws {
    let folder = try TestFolder()
    try folder.write(Array("P6 is a word of ten letters, or not?".utf8), "in/words.txt")
    _ = try await PackUnpackTests.roundTrip(folder) { $0.lossless = true }
    let archive = try Archive(path: folder.path("a.aez"))
    #expect(try archive.entries().map(\.kind.rawValue) == ["folder", "exact"])
  }
}
