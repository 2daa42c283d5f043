import Aezip
import Bytes
import CPlatform
import Container
import Foundation
import Synchronization
import Tables
import Testing

/// Attacks by hostile archives, one test each.
@Suite struct AttackTests {
  private let files = FileManager.default
  private let scratch: ScratchFolder

  init() throws {
    scratch = try ScratchFolder()
    for name in ["out", "outside"] {
      try files.createDirectory(atPath: path(name), withIntermediateDirectories: false)
    }
  }

  private func path(_ name: String) -> String {
    String(decoding: scratch.path(name), as: UTF8.self)
  }

  /// The names of all files, links and folders below a folder.
  private func names(_ folder: String) throws -> [String] {
    try files.subpathsOfDirectory(atPath: path(folder)).sorted()
  }

  private func write(_ rows: [RawBlock.Row]) throws {
    var raw = RawArchive()
    raw.parts = [.block(RawBlock(rows))]
    try scratch.write(raw.bytes(), "a.aez")
  }

  private func link(_ path: String, to target: String) -> RawBlock.Row {
    let body = Array(target.utf8)
    let entry = Entry(path: Array(path.utf8), kind: .symlink, mode: 0o777, size: body.count)
    return RawBlock.Row(entry: entry, body: body)
  }

  /// Unpacks `a.aez`, checks that nothing was written outside of the target, and returns the
  /// messages.
  @discardableResult
  private func unpack(overwrite: Bool = false) async throws -> [String] {
    var options = UnpackOptions()
    options.overwrite = overwrite
    let problems: [String]
    do {
      problems = try await Archive(path: scratch.path("a.aez"))
        .unpack(into: scratch.path("out"), options: options).problems.map(\.message)
    } catch {
      problems = ["\(error)"]
    }
    #expect(try names("outside") == [])
    return problems
  }

  @Test(arguments: [
    "../outside/x", "a/../../outside/x", "..", "a/..", "./x", "a/./x", "a//x", "a/", "",
  ])
  func `zip-slip: paths that climb are refused before anything is unpacked`(
    name: String
  ) async throws {
    try write([.exact("good.txt", "good"), .exact(name, "evil")])
    #expect(try await unpack().count == 1)
    #expect(try names("out") == [])
  }

  @Test func `zip-slip: an absolute path is refused before anything is unpacked`() async throws {
    try write([.exact("good.txt", "good"), .exact(path("outside/x"), "evil")])
    let problems = try await unpack()
    #expect(problems.count == 1 && problems[0].contains("absolute path"))
    #expect(try names("out") == [])
  }

  @Test func `zip-slip: a path that the index hides is refused with its block`() async throws {
    var block = RawBlock([.exact("../outside/x", "evil")])
    block.listed = [RawBlock.Row.exact("x", "evil")].map { row in
      var entry = row.entry
      entry.bodyLength = row.body.count
      return entry
    }
    var raw = RawArchive()
    raw.parts = [.block(block)]
    try scratch.write(raw.bytes(), "a.aez")
    #expect(try await unpack().count == 1)
    #expect(try names("out") == [])
  }

  @Test func `symlink in the archive, then a file through it: refused`() async throws {
    for target in ["../outside", path("outside"), "inside"] {
      try write([link("d", to: target), .exact("d/x", "evil")])
      let problems = try await unpack()
      #expect(problems.count == 1 && problems[0].contains("which is no directory"))
      #expect(try names("out") == [])
    }
  }

  @Test func `symlinks that lead out of the target are not made, nor one through another`()
    async throws
  {
    try write([
      link("a", to: "../outside"), link("b", to: path("outside")), link("d/up", to: ".."),
      link("far", to: "d/up/.."), link("e/out", to: "../../outside"),
    ])
    #expect(try await unpack().count == 4)
    #expect(try names("out") == ["d", "d/up"])
  }

  @Test func `symlink planted in the target for a folder: nothing is written through it`()
    async throws
  {
    try files.createSymbolicLink(atPath: path("out/d"), withDestinationPath: path("outside"))
    try write([.exact("d/x", "evil"), .exact("y", "good")])
    for overwrite in [false, true] {
      let problems = try await unpack(overwrite: overwrite)
      #expect(problems.contains { $0.hasPrefix("d/x: ") })
      #expect(try names("out") == ["d", "y"])
    }
  }

  @Test func `symlink planted in the target for a file: replaced, not followed`() async throws {
    try scratch.write(Array("mine".utf8), "mine.txt")
    for target in [path("mine.txt"), path("outside/new")] {
      try? files.removeItem(atPath: path("out/x"))
      try files.createSymbolicLink(atPath: path("out/x"), withDestinationPath: target)
      try write([.exact("x", "evil")])
      #expect(try await unpack().count == 1)
      #expect(try await unpack(overwrite: true) == [])
      #expect(try scratch.read("mine.txt") == Array("mine".utf8))
      #expect(try scratch.read("out/x") == Array("evil".utf8))
    }
  }

  @Test func `hard link planted in the target: the file it names keeps its content`() async throws {
    try scratch.write(Array("mine".utf8), "mine.txt")
    try files.linkItem(atPath: path("mine.txt"), toPath: path("out/x"))
    try write([.exact("x", "evil")])
    #expect(try await unpack(overwrite: true) == [])
    #expect(try scratch.read("mine.txt") == Array("mine".utf8))
  }

  @Test func `symlink race: a folder swapped for a link while files are written into it`()
    async throws
  {
    try write((0..<300).map { .exact("d/\($0)", "evil \($0)") })
    let isDone = Mutex(false)
    let swaps = Mutex(0)
    let (folder, away, outside) = (path("out/d"), path("away"), path("outside"))
    let attacker = Thread {
      while !isDone.withLock({ $0 }) {
        guard unsafe rename(folder, away) == 0 else { continue }
        _ = unsafe symlink(outside, folder)
        swaps.withLock { $0 += 1 }
        usleep(100)
        _ = unsafe unlink(folder)
        // If a new folder was made meanwhile, the old one is removed.
        if unsafe rename(away, folder) != 0 { try? FileManager.default.removeItem(atPath: away) }
      }
    }
    attacker.start()
    // As many swaps as it takes to hit between any two calls, however busy the machine is.
    while swaps.withLock({ $0 }) < 2000 { try await unpack(overwrite: true) }
    isDone.withLock { $0 = true }
    #expect(try names("outside") == [])
  }

  @Test func `names that differ only by case are both unpacked, or the second is reported`()
    async throws
  {
    try write([.exact("Name", "first"), .exact("name", "second")])
    for overwrite in [false, true] {
      let problems = try await unpack(overwrite: overwrite)
      let isTold = try scratch.read("out/name") == Array("second".utf8)
      if isTold {
        #expect(try scratch.read("out/Name") == Array("first".utf8))
      } else {
        #expect(problems.contains { $0.hasPrefix("name: ") })
      }
    }
  }

  @Test(.timeLimit(.minutes(30)))
  func `very deep trees are unpacked and do not overflow a stack`() async throws {
    let deep = Array(repeating: "d", count: 3000).joined(separator: "/")
    let folder = Entry(path: Array((deep + "/e").utf8), kind: .directory, mode: 0o700)
    try write([.exact(deep + "/f", "deep"), RawBlock.Row(entry: folder)])
    #expect(try await unpack() == [])
    // Folder by folder, as the whole path is longer than system calls accept.
    let script = Process()
    script.executableURL = URL(fileURLWithPath: "/bin/sh")
    script.arguments = [
      "-c", "cd \"$0\" && test \"$(find . -name f | wc -l)\" -eq 1 && rm -rf d", path("out"),
    ]
    try script.run()
    script.waitUntilExit()
    #expect(script.terminationStatus == 0)
  }

  @Test func `devices and pipes cannot be entries, and an entry with such a mode is not extracted`()
    async throws
  {
    let kinds = (8...13).map { kind in
      RawBlock.Row(
        entry: Entry(
          path: Array("device\(kind)".utf8), kind: EntryKind(rawValue: kind), mode: 0o666))
    }
    try write(kinds + [.exact("good", "good")])
    let problems = try await unpack()
    #expect(problems.count == kinds.count)
    #expect(problems.allSatisfy { $0.contains("in a way this program does not know") })
    #expect(try names("out") == ["good"])
  }

  @Test(.timeLimit(.minutes(30)))
  func `a pipe planted in the target is replaced, not written to`() async throws {
    let made = unsafe mkfifo(path("out/x"), 0o600)
    #expect(made == 0)
    try write([.exact("x", "content")])
    #expect(try await unpack().count == 1)
    #expect(try await unpack(overwrite: true) == [])
    #expect(try scratch.read("out/x") == Array("content".utf8))
  }

  @Test func `archives cannot set setuid, setgid and sticky bits`() async throws {
    var row = RawBlock.Row.exact("x", "#!/bin/sh")
    row.entry.mode = 0o7777
    try write([row])
    #expect(try await unpack() == [])
    let mode = try files.attributesOfItem(atPath: path("out/x"))[.posixPermissions] as? Int
    #expect(mode == 0o777)
  }

  @Test(.timeLimit(.minutes(30)))
  func `a hundred thousand entries are listed and verified`() async throws {
    var writer = try ArchiveWriter(into: [UInt8]())
    for start in stride(from: 0, to: 100_000, by: 4000) {
      var block = Block()
      for number in start..<start + 4000 {
        block.append(
          Entry(
            path: Array("folder \(number / 1000)/file \(number)".utf8), kind: .exact,
            digest: .file(Digest(of: [UInt8]()))))
      }
      try writer.append(block.compressed(bodyLevel: 1))
    }
    try scratch.write(writer.finish(), "a.aez")
    let archive = try Archive(path: scratch.path("a.aez"))
    #expect(try archive.entries().count == 100_000)
    #expect(try await archive.verify().exactFiles == 100_000)
  }

  // MARK: Bombs

  /// A zstd frame of zeros, four bytes for each 128 KiB: the densest possible.
  private func zeros(_ count: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.append([0x28, 0xB5, 0x2F, 0xFD, 0xE0])
    writer.fixed(UInt64(count))
    for start in stride(from: 0, to: count, by: 1 << 17) {
      let size = min(1 << 17, count - start)
      let header = size << 3 | 2 | (start + size == count ? 1 : 0)
      writer.append((0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * $0)) } + [0])
    }
    return writer.bytes
  }

  @Test
  func
    `zstd bomb: a block of a gigabyte in 33 kB is refused, and the message names the limit`()
    async throws
  {
    var row = RawBlock.Row.exact("zeros", "")
    row.entry.size = 1 << 30
    row.declaredLength = 1 << 30
    var block = RawBlock([row])
    block.bodyFrame = zeros(1 << 30)
    var raw = RawArchive()
    raw.parts = [.block(block), .block(RawBlock([.exact("good", "good")]))]
    let bytes = try raw.bytes()
    #expect(bytes.count < 40_000)
    try scratch.write(bytes, "a.aez")
    let problems = try await unpack()
    #expect(problems.count == 1 && problems[0].contains("limit of"))
    #expect(try names("out") == ["good"])
  }

  @Test
  func
    `zstd bomb: a model of a gigabyte in 33 kB is refused, and the message names the limit`()
    async throws
  {
    let archive = try VectorFolder.valid.read("embedded-model.aez")
    var raw = try RawArchive(archive)
    let digest = raw.models[0].digest
    raw.parts[0] = .section(.model, digest.bytes + zeros(1 << 30))
    try scratch.write(raw.bytes(), "a.aez")
    let problems = try await unpack()
    #expect(problems.contains { $0.contains("section MODL") && $0.contains("limit of") })
  }

  @Test
  func
    `zstd bomb: an index of a gigabyte in 33 kB is refused, and the message names the limit`()
    throws
  {
    var raw = RawArchive()
    raw.parts = [.block(RawBlock([.exact("good", "good")]))]
    raw.indexFrame = zeros(1 << 30)
    try scratch.write(raw.bytes(), "a.aez")
    let error = #expect(throws: ArchiveError.self) { try Archive(path: scratch.path("a.aez")) }
    #expect(error.map { "\($0)".contains("allow") } == true)
  }

  @Test(arguments: [
    ("photos-prior", 4 * 96 * 64 - 1, "pixels"), ("tables", 3000, "bytes"),
    ("pieces", 1000, "section BLCK"), ("objects", 1000, "1000 bytes"),
  ])
  func `entries above a lower limit are refused, and all others are extracted`(
    name: String, limit: Int, words: String
  ) async throws {
    try scratch.write(VectorFolder.valid.read("\(name).aez"), "a.aez")
    do {
      let report = try await Archive(path: scratch.path("a.aez"), limit: limit).verify()
      #expect(!report.problems.isEmpty)
      #expect(report.problems.allSatisfy { $0.kind == .badData })
      #expect(report.problems.contains { $0.message.contains(words) })
    } catch {
      #expect("\(error)".contains("limit of 1000 bytes"))
    }
    // The default limit allows it.
    #expect(try await Archive(path: scratch.path("a.aez")).verify().problems.isEmpty)
  }

  /// Writes an archive of `count` pictures that declare one size, in blocks of `each`.
  private func writePictures(
    _ count: Int, each: Int, width: Int, height: Int, _ digest: EntryDigest
  ) throws {
    let model = ArchiveModel(name: "photo-9", digest: Digest(of: [9]))
    var writer = try ArchiveWriter(into: [UInt8](), models: [model])
    for start in stride(from: 0, to: count, by: each) {
      var block = Block()
      for number in start..<start + each {
        var entry = Entry(path: Array("\(number).png".utf8), kind: .picture, digest: digest)
        entry.picture = PictureInfo(
          width: width, height: height, channels: 3, format: .png, coder: .prior, model: 0, level: 0
        )
        block.append(entry, body: [0])
      }
      if digest == .shared { block.sharedDigest = SampleDigest(Digest(of: [9])) }
      try writer.append(block.compressed(bodyLevel: 1))
    }
    try scratch.write(writer.finish(), "a.aez")
  }

  @Test func `picture bomb: many that are allowed one by one are refused before any is decoded`()
    async throws
  {
    try writePictures(100, each: 10, width: 10_000, height: 10_000, .none)
    let archive = try Archive(path: scratch.path("a.aez"))
    #expect(try archive.entries().count == 100)
    let error = await #expect(throws: AezipError.self) { try await archive.verify() }
    #expect(
      error == .decodesToTooMuch(bytes: 40_000_000_000, allowed: 64 * Archive.standardLimit))
    #expect(error.map { "\($0)".contains("allow") } == true)
    // Fewer of them, or all with a higher limit, fail only because the model is missing.
    var options = UnpackOptions()
    options.patterns = ["1?.png"]
    let some = try await archive.unpack(into: scratch.path("out"), options: options)
    #expect(
      some.problems.count == 10 && some.problems.allSatisfy { $0.message.contains("photo-9") })
    let all = try await Archive(path: scratch.path("a.aez"), limit: 1 << 30).verify()
    #expect(all.problems.count == 100)
  }

  @Test func `picture bomb: those that are decoded together are bounded together`() async throws {
    try writePictures(40, each: 40, width: 2000, height: 2000, .shared)
    let report = try await Archive(path: scratch.path("a.aez")).verify()
    #expect(report.problems.count == 40)
    #expect(
      report.problems.allSatisfy {
        $0.message.contains("160000000 pixels where 134217728 are allowed")
      })
  }

  @Test(.timeLimit(.minutes(30)))
  func `predictor bomb: numbers that take many products each are bounded, too`() throws {
    var body = ByteWriter()
    body.append([0, 0, 1, 1, 0])
    for _ in 0..<2 {
      body.varint(1 << 20)
      body.append([1, 7, 32] + [UInt8](1...32) + [0] + [UInt8](repeating: 0, count: 31) + [0])
    }
    // Room for fifteen products for each number.
    let limit = DecodeLimits(bytes: 15 << 18)
    #expect(throws: (any Error).self) {
      try TableForm.decode(body.bytes[...], size: 1 << 21, limit: limit)
    }
    #expect(try TableForm.decode(body.bytes[...], size: 1 << 21).allSatisfy { $0 == 0 })
  }

  @Test(.timeLimit(.minutes(30)))
  func `weights bomb: sets of weights that nothing uses are not read without end`() throws {
    // 16-bit numbers in rows of 65536, each in a segment of its own with a set for every column.
    var body = ByteWriter()
    body.varint(0)
    body.append([1])
    body.varint(1 << 16)
    body.varint(1 << 16)
    body.append([0])
    let weights = [UInt8](repeating: 0, count: 31 << 16)
    for _ in 0..<8 {
      body.append([1, 1, 7, 32] + [UInt8](repeating: 1, count: 32) + [1] + weights + [1, 0])
    }
    #expect(throws: (any Error).self) { try TableForm.decode(body.bytes[...], size: 16) }
  }
}
