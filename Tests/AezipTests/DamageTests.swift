import Aezip
import Foundation
import Images
import Testing

@Suite struct DamageTests {
  let folder: TestFolder
  let archive: [UInt8]
  /// The same without digests of pixels.
  let unchecked: [UInt8]

  init() async throws {
    folder = try TestFolder()
    for index in 0..<3 {
      try folder.write(Drawn.image(96, 64, seed: index + 1), "in/\(index).png")
    }
    try folder.write(Array("plain words\n".utf8).cycled(3000), "in/words.txt")
    _ = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    archive = try folder.read("a.aez")
    var options = PackOptions()
    options.checksPictures = false
    _ = try await Packer.pack([folder.path("in")], into: folder.path("u.aez"), options: options)
    unchecked = try folder.read("u.aez")
  }

  /// Whether reading `bytes` as an archive is refused or reported.
  func isNoticed(_ bytes: [UInt8]) async throws -> Bool {
    try folder.write(bytes, "b.aez")
    do {
      let report = try await Archive(path: folder.path("b.aez")).verify()
      return !report.problems.isEmpty
    } catch {
      #expect(ErrorKind(of: error) == .badData, "\(error)")
      return true
    }
  }

  @Test func `every changed byte is noticed`() async throws {
    for archive in [archive, unchecked] {
      for index in stride(from: 0, to: archive.count, by: archive.count / 300 + 1) {
        var changed = archive
        changed[index] ^= 1 << UInt8(index % 8)
        #expect(try await isNoticed(changed), "byte \(index)")
      }
    }
  }

  @Test func `every truncation is noticed`() async throws {
    for count in stride(from: 0, to: archive.count, by: archive.count / 100 + 1) {
      #expect(try await isNoticed(Array(archive.prefix(count))), "cut at \(count)")
    }
  }

  @Test func `damage to one block leaves the files of the others`() async throws {
    // The exact files' block is the last one before the index; the pictures' comes first.
    var changed = archive
    changed[300] ^= 0x10
    try folder.write(changed, "b.aez")
    let report = try await Archive(path: folder.path("b.aez")).unpack(into: folder.path("out"))
    #expect(report.problems.count == 3 && report.exactFiles == 1)
    #expect(try folder.read("out/in/words.txt") == folder.read("in/words.txt"))
    #expect(!folder.exists("out/in/0.png"))
  }

  @Test func `packing onto an archive that exists leaves it alone`() async throws {
    await #expect(throws: (any Error).self) {
      try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    }
    #expect(try folder.read("a.aez") == archive)
    #expect(folder.names.filter { $0.contains("tmp") } == [])
  }
}
