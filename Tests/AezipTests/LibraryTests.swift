import Aezip
import Foundation
import Images
import SystemPackage
import Testing

/// The public interface: content in memory and in files, single entries, names as paths.
@Suite struct LibraryTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func path(_ name: String) -> FilePath { FilePath(folder.url.appending(path: name).path) }

  /// Gives files the mode and time that content in memory has by default.
  private func normalise(_ names: [String]) throws {
    for name in names {
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o644, .modificationDate: Date(timeIntervalSince1970: 0)],
        ofItemAtPath: folder.url.appending(path: name).path)
    }
  }

  private static let table =
    (0..<400).map { "\($0),\($0 * 3),\(1000 - $0)\n" }.joined()

  /// Some of each kind: a picture, tiny ones, copies, a table, a file of several pieces.
  private func writeFiles() throws -> [String] {
    try folder.write(Drawn.image(96, 80), "photo.png")
    try folder.write(Drawn.image(64, 64, .rgba), "alpha.png")
    try folder.write(Drawn.image(24, 24, .grey), "tiny.png")
    try folder.write(Array(String(repeating: "some text, twice; ", count: 9).utf8), "text.txt")
    try folder.write(folder.read("text.txt"), "text-again.txt")
    try folder.write(Array(Self.table.utf8), "table.csv")
    try folder.write((0..<9 << 20).map { UInt8(truncatingIfNeeded: $0 &* $0 >> 7) }, "large.bin")
    try folder.write([], "empty")
    let names = folder.names
    try normalise(names)
    return names
  }

  @Test func `the same content makes the same archive in memory and on disk`() async throws {
    let names = try writeFiles()
    var options = PackOptions()
    options.jobs = 2
    var (files, memory) = (ArchiveBuilder(options: options), ArchiveBuilder(options: options))
    for name in names {
      files.add(contentsOf: path(name))
      try memory.add(bytes: folder.read(name), named: FilePath(name))
    }
    let report = try await files.write(to: path("a.aez"))
    let written = try folder.read("a.aez")
    #expect(report.problems.isEmpty && report.copies == 1 && report.archiveBytes == written.count)
    let inMemory = try await memory.finish()
    #expect(try await files.finish().bytes == written)
    #expect(inMemory.bytes == written)
    #expect(inMemory.report.lossyFiles == report.lossyFiles)
    #expect(report.bitsPerPixel == inMemory.report.bitsPerPixel)
  }

  @Test func `an entry in memory is the file that unpacking writes`() async throws {
    let names = try writeFiles()
    var builder = ArchiveBuilder()
    for name in names { builder.add(contentsOf: path(name)) }
    let archive = try Archive(bytes: await builder.finish().bytes)
    #expect(try archive.entries().map(\.name) == names.map { FilePath($0) })
    #expect(try await archive.unpack(into: path("out")).problems.isEmpty)
    for name in names {
      #expect(try await archive.read(FilePath(name)) == folder.read("out/\(name)"), "\(name)")
    }
    for name in ["photo.png", "alpha.png", "tiny.png"] {
      let (pixels, image) = (
        try await archive.pixels(of: FilePath(name)), try folder.image("out/\(name)")
      )
      #expect(pixels.samples == image.samples, "\(name)")
      #expect(pixels.width == image.width && pixels.channels == image.channels.count)
    }
  }

  @Test func `latents have a shape, a model and a level`() async throws {
    var builder = ArchiveBuilder()
    builder.options.latentsOnly = true
    let image = Drawn.image(96, 80)
    let pixels = try Pixels(width: 96, height: 80, channels: 3, samples: image.samples)
    try builder.add(pixels: pixels, named: "p.png")
    let (bytes, report) = try await builder.finish()
    #expect(report.lossyFiles == 1)
    let archive = try Archive(bytes: bytes)
    let latents = try await archive.latents(of: "p.png")
    #expect(latents.shape.count == 3 && latents.shape.reduce(1, *) == latents.values.count)
    #expect(latents.values.contains { $0 != 0 })
    #expect(latents.model == archive.modelNames[0])
    #expect(try latents.level == archive.entries()[0].picture?.level)
    let decoded = try await archive.pixels(of: "p.png")
    #expect(decoded.samples.count == pixels.samples.count && decoded != pixels)
  }

  @Test func `pixels stored exactly come back as they were`() async throws {
    var builder = ArchiveBuilder()
    builder.options.lossless = true
    let pixels = try Pixels(
      width: 5, height: 3, channels: 2, samples: (0..<30).map { UInt8($0 * 8) })
    try builder.add(pixels: pixels, named: "small/p.png")
    let archive = try Archive(bytes: await builder.finish().bytes)
    #expect(try await archive.pixels(of: "small/p.png") == pixels)
    await #expect(throws: AezipError.notStoredAs("a lossy picture", path: "small/p.png")) {
      try await archive.latents(of: "small/p.png")
    }
  }

  @Test func `a name that is no UTF-8 is kept byte for byte`() async throws {
    let bytes: [UInt8] = [0x66, 0xFF, 0x2F, 0xC3, 0x28, 0x80]
    let name = unsafe FilePath(platformString: bytes.map { CChar(bitPattern: $0) } + [0])
    var builder = ArchiveBuilder()
    try builder.add(bytes: [1, 2, 3], named: name)
    let archive = try Archive(bytes: await builder.finish().bytes)
    let entry = try #require(try archive.entries().first)
    #expect(entry.path == bytes && entry.name == name)
    #expect(try await archive.read(entry.name) == [1, 2, 3])
    #expect(try await archive.unpack(into: path("out")).problems.isEmpty)
    var again = ArchiveBuilder()
    again.add(contentsOf: path("out").appending(name.components.first!))
    let repacked = try Archive(bytes: await again.finish().bytes)
    #expect(try repacked.entries().map(\.path) == [[0x66, 0xFF], bytes])
  }

  @Test func `an encrypted archive opens in memory by its passphrase`() async throws {
    var builder = ArchiveBuilder()
    builder.options.passphrase = "secret"
    try builder.add(bytes: [9], named: "a")
    let bytes = try await builder.finish().bytes
    #expect(throws: AezipError.needsPassphrase) { try Archive(bytes: bytes) }
    let archive = try Archive(bytes: bytes, passphrase: "secret")
    #expect(archive.isEncrypted && archive.byteCount == bytes.count)
    #expect(try await archive.read("a") == [9])
  }

  @Test func `what blocks the calling thread does the same`() async throws {
    let (builder, out) = (try builderOfOne(), path("out"))
    let result = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(
          returning: Result {
            let archive = try Archive(bytes: try builder.finish().bytes)
            let report = try archive.unpack(into: out)
            return (try archive.verify().problems.isEmpty, report.exactFiles)
          })
      }
    }
    let (isIntact, files) = try result.get()
    #expect(isIntact && files == 1)
    #expect(try folder.read("out/a") == [5])
  }

  private func builderOfOne() throws -> ArchiveBuilder {
    var builder = ArchiveBuilder()
    try builder.add(bytes: [5], named: "a")
    return builder
  }

  @Test func `the caller's mistakes are errors of their own`() async throws {
    var builder = ArchiveBuilder()
    for name in ["", "/a", "../a", "a/../b"] {
      let error = #expect(throws: AezipError.self) {
        try builder.add(bytes: [], named: FilePath(name))
      }
      #expect(error.map { ErrorKind(of: $0) } == .misuse)
    }
    for (width, height, channels) in [(0, 3, 1), (3, 3, 5), (.max, .max, 1), (2, 2, 3)] {
      #expect(throws: AezipError.self) {
        try Pixels(width: width, height: height, channels: channels, samples: [1, 2, 3])
      }
    }
    await #expect(throws: AezipError.nothingToPack(reason: nil)) {
      try await ArchiveBuilder().finish()
    }
    try builder.add(bytes: [1], named: "a")
    try builder.add(bytes: [2], named: "a")
    await #expect(throws: AezipError.sameName("a")) { try await builder.finish() }
    var learning = try builderOfOne()
    learning.options.learning = Learning(.steps(1))
    await #expect(throws: AezipError.learningInMemory) { try await learning.finish() }
    let archive = try Archive(bytes: await builderOfOne().finish().bytes)
    await #expect(throws: AezipError.nothingMatches(["b"])) { try await archive.read("b") }
    await #expect(throws: AezipError.notStoredAs("a picture", path: "a")) {
      try await archive.pixels(of: "a")
    }
  }

  /// What the article shows, run; the test below compares the two.
  @Test func `the article's examples run`() async throws {
    try self.folder.write(Drawn.image(96, 64), "Photos/sea.png")
    let folder = path(".")
    var builder = ArchiveBuilder()
    builder.options.quality = 60
    // So that every picture has latents to look at.
    builder.options.latentsOnly = true
    builder.add(contentsOf: folder.appending("Photos"))
    try builder.add(bytes: Array("taken in May".utf8), named: "note.txt")
    let report = try await builder.write(to: folder.appending("photos.aez"))
    print(report.lossyFiles, "pictures,", report.archiveBytes, "bytes")
    #expect(report.lossyFiles == 1)

    let grey = try Pixels(
      width: 64, height: 48, channels: 1, samples: (0..<64 * 48).map { UInt8($0 / 16) })
    var inMemory = ArchiveBuilder()
    try inMemory.add(pixels: grey, named: "ramp.png")
    let archiveBytes = try await inMemory.finish().bytes
    #expect(try Archive(bytes: archiveBytes).entries().count == 1)

    let archive = try Archive(path: folder.appending("photos.aez"))
    for entry in try archive.entries() {
      print(entry.name, entry.kind, entry.size)
    }

    let file = try await archive.read("note.txt")
    let pixels = try await archive.pixels(of: "Photos/sea.png")
    let latents = try await archive.latents(of: "Photos/sea.png")
    print(file.count, pixels.width, pixels.height, latents.shape, latents.values.count)
    #expect(file == Array("taken in May".utf8) && pixels.height == 64)

    var options = UnpackOptions()
    options.patterns = ["Photos/*.png"]
    let unpacked = try await archive.unpack(into: folder.appending("Restored"), options: options)
    print(unpacked.pictures, unpacked.problems.map(\.message))
    #expect(unpacked.pictures == 1 && unpacked.problems.isEmpty)
  }

  @Test func `the article shows what the test above runs`() throws {
    let here = URL(filePath: #filePath)
    let article = here.deletingLastPathComponent()
      .appending(path: "../../Sources/Aezip/Aezip.docc/PackingAndReading.md")
    func lines(_ text: some StringProtocol) -> [String] {
      text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    }
    let test = lines(try String(contentsOf: here, encoding: .utf8)).joined(separator: "\n")
    let parts = try String(contentsOf: article, encoding: .utf8).components(
      separatedBy: "```swift\n")
    #expect(parts.count == 6)
    for part in parts.dropFirst() {
      let example = lines(part.components(separatedBy: "```")[0]).joined(separator: "\n")
      #expect(test.contains(example), "\(example)")
    }
  }
}
