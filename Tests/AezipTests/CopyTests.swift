import Aezip
import Foundation
import Images
import Synchronization
import Testing

/// Files of the same bytes.
@Suite struct CopyTests {
  /// Random bytes, the same for the same seed.
  private static func bytes(_ count: Int, seed: Int) -> [UInt8] {
    var state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15 | 1
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return UInt8(truncatingIfNeeded: state >> 56)
    }
  }

  @Test(arguments: 1...6)
  func `trees full of duplicates come back, and any number of jobs packs them alike`(
    seed: Int
  ) async throws {
    let folder = try TestFolder()
    var random = Self.bytes(400, seed: seed)[...]
    func next(_ limit: Int) -> Int { Int(random.popFirst() ?? 0) % limit }
    var contents = (0..<12).map { Self.bytes([0, 1, 63, 64, 65, 70_000][$0 % 6], seed: $0) }
    contents.append(Self.bytes(70_000, seed: 5).dropLast() + [0])
    contents.append(Self.bytes(8 << 20, seed: 13) + [1])
    for (side, seed) in [(20, 1), (20, 2), (70, 3)] {
      let image = Drawn.image(side, side, seed: seed)
      contents.append(try ImageFile.write(Picture(image: image, format: .png)))
    }
    var names: [String: Int] = [:]
    for index in 0..<40 {
      let content = next(contents.count)
      let name = "in/\(next(4))/\(next(2))/\(index)" + ["", ".png", ".txt"][next(3)]
      try folder.write(contents[content], name)
      names[name] = content
    }
    var archives: [[UInt8]] = []
    for jobs in [1, 2, 5] {
      let (packed, unpacked) = try await PackUnpackTests.roundTrip(folder) { $0.jobs = jobs }
      #expect(unpacked.problems.isEmpty)
      // One of each content, all that are empty or nearly.
      let stored = Set(names.values).filter { contents[$0].count >= 64 }.count
      let short = names.values.count { contents[$0].count < 64 }
      #expect(packed.copies == names.count - stored - short)
      #expect(packed.copies + packed.exactFiles + packed.lossyFiles == names.count)
      archives.append(try folder.read("a.aez"))
    }
    #expect(archives[0] == archives[1] && archives[0] == archives[2])
    var decoded: [Int: [UInt8]] = [:]
    for (name, content) in names {
      let file = try folder.read("out/\(name)")
      #expect(file == decoded[content, default: file], "pictures come back alike")
      decoded[content] = file
      if content < 14 { #expect(file == contents[content]) }
    }
    let archive = try Archive(path: folder.path("a.aez"))
    for (name, content) in names {
      var options = UnpackOptions()
      options.patterns = [name]
      let report = try await archive.unpack(into: folder.path("one"), options: options)
      #expect(report.problems.isEmpty && report.pictures + report.exactFiles == 1)
      #expect(try folder.read("one/\(name)") == decoded[content])
    }
  }

  @Test func `a file that changes while others are packed becomes no wrong copy`() async throws {
    for name in ["original", "copy", "both", "gone", "large"] {
      let folder = try TestFolder()
      let size = name == "large" ? (8 << 20) + 5 : 1000
      let content = Self.bytes(size, seed: 1)
      let other = Self.bytes(size, seed: 2)
      try folder.write(Array("first".utf8), "in/0.txt")
      for file in ["a", "b", "c"] { try folder.write(content, "in/\(file)") }
      let isDone = Mutex(false)
      let report = try await Packer.pack([folder.path("in")], into: folder.path("a.aez")) { _ in
        guard isDone.withLock({ $0.exchange() }) else { return }
        switch name {
        case "original": try? folder.write(other, "in/a")
        case "copy", "large": try? folder.write(other, "in/b")
        case "gone": try? FileManager.default.removeItem(at: folder.url.appending(path: "in/a"))
        default: for file in ["a", "b"] { try? folder.write(other, "in/\(file)") }
        }
      }
      #expect(report.problems.count == (name == "gone" ? 1 : 0))
      let unpacked = try await Archive(path: folder.path("a.aez")).unpack(into: folder.path("out"))
      #expect(unpacked.problems.isEmpty)
      for file in ["a", "b", "c"] where folder.exists("in/\(file)") {
        #expect(try folder.read("in/\(file)") == folder.read("out/in/\(file)"), "\(name)")
      }
    }
  }

  @Test func `what exists is left alone, its copies come back all the same`() async throws {
    let folder = try TestFolder()
    for file in ["a", "b", "c"] { try folder.write(Self.bytes(100, seed: 1), "in/\(file)") }
    _ = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    try folder.write([1, 2, 3], "out/in/a")
    let report = try await Archive(path: folder.path("a.aez")).unpack(into: folder.path("out"))
    #expect(report.problems.map(\.kind) == [.misuse] && report.exactFiles == 2)
    #expect(try folder.read("out/in/a") == [1, 2, 3])
    #expect(try folder.read("out/in/c") == folder.read("in/c"))
  }

  @Test func `more files than lie in a block come back all the same`() async throws {
    let folder = try TestFolder()
    let content = Self.bytes(64, seed: 1)
    for index in 0..<4100 { try folder.write(content, "in/\(index % 50)/\(index)") }
    let (packed, unpacked) = try await PackUnpackTests.roundTrip(folder) { $0.jobs = 2 }
    #expect(packed.copies == 4098 && packed.exactFiles == 2)
    #expect(unpacked.exactFiles == 4100 && unpacked.problems.isEmpty)
    // Most of it is times, which are as many as there are files.
    #expect(packed.archiveBytes < 4100 * 12)
    #expect(try folder.read("out/in/49/4099") == content)
  }

  @Test func `damage takes a file and its copies, and no other`() async throws {
    let folder = try TestFolder()
    for index in 0..<3 {
      // Each block holds one file of this size.
      let content = Self.bytes(700_000, seed: index + 1)
      for name in ["a", "b"] { try folder.write(content, "in/\(name)\(index)") }
    }
    _ = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    var archive = try folder.read("a.aez")
    archive[archive.count / 2] ^= 1
    try folder.write(archive, "b.aez")
    let damaged = try Archive(path: folder.path("b.aez"))
    let report = try await damaged.unpack(into: folder.path("out"))
    #expect(report.exactFiles == 4 && report.problems.map(\.kind) == [.badData, .badData])
    for name in ["a1", "b1"] {
      #expect(report.problems.count { $0.message.hasPrefix("in/\(name): ") } == 1)
    }
    for name in ["a0", "b0", "a2", "b2"] {
      #expect(try folder.read("in/\(name)") == folder.read("out/in/\(name)"))
    }
  }

  @Test func `what is wrong with a picture is told of its copies`() async throws {
    let folder = try TestFolder()
    let file = try ImageFile.write(
      Picture(image: Drawn.image(40, 40, seed: 1), format: .png))
    for name in ["a.png", "b.png", "c"] { try folder.write(Array(file.dropLast(20)), "in/\(name)") }
    let report = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    #expect(report.copies == 2 && report.problems.count == 1)
    let problem = try #require(report.problems.first)
    #expect(problem.kind == nil && problem.message.contains(": damaged at byte"))
    for name in ["a.png", "b.png", "c"] { #expect(problem.message.contains("in/\(name)")) }
  }

  @Test func `archives without copies need no newer program`() async throws {
    let folder = try TestFolder()
    for index in 0..<3 { try folder.write(Self.bytes(500, seed: index), "in/\(index)") }
    for index in 0..<3 { try folder.write(Array("short".utf8), "in/short-\(index)") }
    _ = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    #expect(try Archive(path: folder.path("a.aez")).version == "1.0")
    try folder.write(Self.bytes(500, seed: 1), "in/another")
    _ = try await PackUnpackTests.roundTrip(folder)
    let archive = try Archive(path: folder.path("a.aez"))
    #expect(archive.version == "1.2")
    let copies = try archive.entries().filter { $0.kind == .copy }
    // Which of both is the copy the order of names decides.
    #expect(copies.map(\.path) == [Array("in/another".utf8)])
    #expect(copies.map(\.original) == [Array("in/1".utf8)])
  }
}

extension Bool {
  /// Whether it was false; true from now on.
  fileprivate mutating func exchange() -> Bool {
    defer { self = true }
    return !self
  }
}
