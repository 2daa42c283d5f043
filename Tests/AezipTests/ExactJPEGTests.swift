import Aezip
import Bytes
import Container
import Foundation
import Images
import SystemPackage
import TestSupport
import Testing

/// JPEG files that are coded exactly.
@Suite struct ExactJPEGTests {
  /// "a.jpg", its copy "b.jpg", "c.jpeg" without its end, and two other files.
  private func makeFolder() throws -> TestFolder {
    let folder = try TestFolder()
    let file = try TestFile.jpeg()
    try folder.write(file, "in/a.jpg")
    try folder.write(file, "in/b.jpg")
    try folder.write(Array(TestFile.jpeg(seed: 1).dropLast(300)), "in/c.jpeg")
    try folder.write(Array("words ".utf8).cycled(300), "in/d.jpg")
    try folder.write(Drawn.image(70, 50), "in/e.png")
    return folder
  }

  private func kinds(_ archive: Archive) throws -> [String] {
    try archive.entries().map(\.kind.rawValue)
  }

  private func expectEqual(_ folder: TestFolder, _ names: [String]) throws {
    for name in names {
      #expect(try folder.read("in/\(name)") == folder.read("out/in/\(name)"), "\(name)")
    }
  }

  @Test(arguments: [1, 3])
  func `a lossless archive codes JPEG files as such, and gives them back`(
    jobs: Int
  ) async throws {
    let folder = try makeFolder()
    let (packed, unpacked) = try await PackUnpackTests.roundTrip(folder) {
      ($0.lossless, $0.jobs) = (true, jobs)
    }
    #expect(packed.exactJPEGs == 2 && packed.copies == 1 && packed.exactFiles == 2)
    #expect(packed.problems.isEmpty && packed.mismatchedFiles == 0)
    #expect(unpacked.exactJPEGs == 3 && unpacked.copies.exactJPEGs == 1)
    #expect(unpacked.exactFiles == 2 && unpacked.problems.isEmpty)
    try expectEqual(folder, ["a.jpg", "b.jpg", "c.jpeg", "d.jpg", "e.png"])
    let archive = try Archive(path: folder.path("a.aez"))
    #expect(archive.version == "1.8")
    #expect(try kinds(archive) == ["folder", "jpeg", "copy", "jpeg", "exact", "exact"])
    for entry in try archive.entries() where entry.kind == .jpeg {
      #expect(entry.packedSize < entry.size && entry.picture == nil)
    }
  }

  @Test func `the number of jobs does not change a byte`() async throws {
    let folder = try TestFolder()
    for seed in 0..<5 { try folder.write(TestFile.jpeg(90, 70, seed: seed), "in/\(seed).jpg") }
    var archives: [[UInt8]] = []
    for jobs in [1, 2, 5] {
      _ = try await PackUnpackTests.roundTrip(folder) { ($0.lossless, $0.jobs) = (true, jobs) }
      archives.append(try folder.read("a.aez"))
    }
    #expect(archives[0] == archives[1] && archives[0] == archives[2])
  }

  @Test func `archives that hold no JPEG file need no newer program`() async throws {
    let folder = try TestFolder()
    try folder.write(Drawn.image(70, 50), "in/e.png")
    try folder.write(Array("words".utf8), "in/d.jpg")
    _ = try await PackUnpackTests.roundTrip(folder) { $0.lossless = true }
    #expect(try Archive(path: folder.path("a.aez")).version == "1.0")
  }

  @Test func `at a quality they are lossy, but those that stay exact are coded as such`()
    async throws
  {
    let folder = try makeFolder()
    let (packed, unpacked) = try await PackUnpackTests.roundTrip(folder)
    #expect(packed.lossyFiles == 2 && packed.exactJPEGs == 1 && packed.exactFiles == 1)
    let lines = packed.problems.map(\.message)
    #expect(lines.count == 2 && packed.problems.allSatisfy { $0.kind == nil })
    #expect(lines.contains { $0.contains("c.jpeg: damaged at byte ") })
    #expect(lines.contains { $0.hasSuffix("; packed as an exact JPEG") })
    #expect(unpacked.problems.isEmpty)
    try expectEqual(folder, ["c.jpeg", "d.jpg"])
    #expect(try kinds(Archive(path: folder.path("a.aez"))).sorted().prefix(2) == ["copy", "exact"])
  }

  @Test func `those that miss a floor are coded as such`() async throws {
    let folder = try TestFolder()
    try folder.write(TestFile.jpeg(), "in/a.jpg")
    let (packed, _) = try await PackUnpackTests.roundTrip(folder) { $0.minimumPSNR = 90 }
    #expect(packed.exactJPEGs == 1)
    #expect(
      packed.problems.map(\.message).allSatisfy {
        $0.hasSuffix("/in/a.jpg: the codec does not reach 90.0 dB; packed as an exact JPEG")
      })
    try expectEqual(folder, ["a.jpg"])
  }

  @Test func `they may be exact while other pictures are lossy`() async throws {
    let folder = try makeFolder()
    let (packed, _) = try await PackUnpackTests.roundTrip(folder) { $0.jpeg = .exact }
    #expect(packed.lossyFiles == 1 && packed.exactJPEGs == 2 && packed.exactFiles == 1)
    #expect(packed.copies == 1 && packed.quality == 75)
    // The only note is about what is no JPEG file.
    #expect(packed.problems.count == 1)
    try expectEqual(folder, ["a.jpg", "b.jpg", "c.jpeg", "d.jpg"])
    let (lossy, _) = try await PackUnpackTests.roundTrip(folder) { $0.jpeg = .lossy }
    #expect(lossy.lossyFiles == 2 && lossy.exactJPEGs == 1)
  }

  @Test func `one entry is read by its name, as a file and as pixels`() async throws {
    let folder = try makeFolder()
    _ = try await PackUnpackTests.roundTrip(folder) { $0.lossless = true }
    let archive = try Archive(path: folder.path("a.aez"))
    let file = try folder.read("in/a.jpg")
    for name in ["in/a.jpg", "in/b.jpg"] as [FilePath] {
      #expect(try await archive.read(name) == file)
      let (pixels, image) = (try await archive.pixels(of: name), try ImageFile.read(file).image)
      #expect(pixels.samples == image.samples && pixels.width == image.width)
      await #expect(throws: AezipError.notStoredAs("a lossy picture", path: name.string)) {
        try await archive.latents(of: name)
      }
    }
    await #expect(throws: ImageError.self) { try await archive.pixels(of: "in/c.jpeg") }
  }

  @Test func `files too large to hold are written as they are decoded, for every copy`()
    async throws
  {
    let folder = try makeFolder()
    try await HeldFile.$bytes.withValue(1000) {
      let (_, unpacked) = try await PackUnpackTests.roundTrip(folder) { $0.lossless = true }
      #expect(unpacked.exactJPEGs == 3 && unpacked.problems.isEmpty)
    }
    try expectEqual(folder, ["a.jpg", "b.jpg", "c.jpeg"])
  }

  @Test func `a reader's limit holds for them`() async throws {
    let folder = try TestFolder()
    try folder.write(TestFile.jpeg(), "in/a.jpg")
    _ = try await PackUnpackTests.roundTrip(folder) { $0.lossless = true }
    let size = try folder.read("in/a.jpg").count
    let archive = try Archive(path: folder.path("a.aez"), limit: size - 1)
    let report = try await archive.unpack(into: folder.path("other"))
    #expect(report.exactJPEGs == 0 && report.problems.map(\.kind) == [.badData])
    #expect(
      report.problems[0].message
        == "in/a.jpg: a file of \(size) bytes where \(size - 1) are allowed")
    #expect(!folder.exists("other/in/a.jpg"))
  }

  /// An archive of one JPEG file.
  private func archive(_ body: [UInt8], size: Int, digest: EntryDigest) throws -> Archive {
    var block = Block()
    let entry = Entry(path: Array("a.jpg".utf8), kind: .jpeg, size: size, digest: digest)
    block.append(entry, body: body)
    var writer = try ArchiveWriter(into: [UInt8](), models: [], version: .blocks)
    try writer.append(block.compressed(bodyLevel: 1))
    return try Archive(writer.finish())
  }

  @Test(arguments: [1 << 20, 10])
  func `what does not decode to its digest is reported, and not written`(
    held: Int
  ) async throws {
    let folder = try TestFolder()
    let file = try TestFile.jpeg()
    try folder.write(file, "in/a.jpg")
    _ = try await PackUnpackTests.roundTrip(folder) { $0.lossless = true }
    let reader = try ArchiveReader(folder.read("a.aez"))
    let blocks = try reader.blocks.indices.map { try reader.readBlock($0) }
    let block = try #require(blocks.first { $0.entries.contains { $0.kind == .jpeg } })
    let index = try #require(block.entries.firstIndex { $0.kind == .jpeg })
    let body = Array(block.body(at: index))
    let right = EntryDigest.file(Digest(of: file))
    let none = "a.jpg: has no digest to be checked against"
    let other = "a.jpg: decoded content is not what was packed (digest differs)"
    for (body, size, digest, message) in [
      (body, file.count, .file(Digest(of: [])), other), (body, file.count, .none, none),
      (body, file.count + 1, right, nil), (body, file.count - 1, right, nil),
      (Array(body.dropLast(9)), file.count, right, nil), ([], file.count, right, nil),
      ([77, 1, 2, 3], file.count, right, nil),
    ] as [([UInt8], Int, EntryDigest, String?)] {
      let archive = try archive(body, size: size, digest: digest)
      let reports = try await HeldFile.$bytes.withValue(held) {
        [try await archive.verify(), try await archive.unpack(into: folder.path("other"))]
      }
      for report in reports {
        #expect(report.exactJPEGs == 0 && report.problems.map(\.kind) == [.badData])
        if let message { #expect(report.problems.map(\.message) == [message]) }
      }
      #expect(!folder.exists("other/a.jpg"))
    }
    let intact = try archive(body, size: file.count, digest: right)
    #expect(try await intact.read("a.jpg") == file)
  }

  @Test func `the rest of a damaged archive is repaired`() async throws {
    let folder = try TestFolder()
    for seed in 0..<4 { try folder.write(TestFile.jpeg(300, 260, seed: seed), "in/\(seed).jpg") }
    try folder.write(folder.read("in/3.jpg"), "in/4.jpg")
    for index in 0..<2 {
      try folder.write(
        (0..<900_000).map { UInt8(truncatingIfNeeded: ($0 * (index + 1)) >> 9) }, "in/\(index)")
    }
    for redundancy in [nil, 20] as [Double?] {
      let (packed, _) = try await PackUnpackTests.roundTrip(folder) {
        ($0.lossless, $0.redundancy) = (true, redundancy)
      }
      #expect(packed.exactJPEGs == 4 && packed.copies == 1)
      let whole = try folder.read("a.aez")
      var damaged = whole
      for offset in 300..<320 { damaged[offset] ^= 0x55 }
      try folder.write(damaged, "b.aez")
      let report = try Archive.repair(
        folder.path("b.aez"), into: folder.path("c.aez"), overwrite: true)
      if redundancy != nil {
        #expect(report.isComplete)
        #expect(try folder.read("c.aez") == whole)
      } else {
        #expect(!report.lost.isEmpty && report.saved > 0)
        let verified = try await Archive(path: folder.path("c.aez")).verify()
        #expect(verified.problems.isEmpty)
      }
    }
  }

  @Test func `an encrypted archive holds them as any other`() async throws {
    let folder = try makeFolder()
    var options = PackOptions()
    (options.lossless, options.passphrase) = (true, "secret")
    _ = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"), options: options)
    let archive = try Archive(path: folder.path("a.aez"), passphrase: "secret")
    #expect(try await archive.verify().problems.isEmpty)
    _ = try await archive.unpack(into: folder.path("out"))
    try expectEqual(folder, ["a.jpg", "b.jpg", "c.jpeg"])
  }
}
