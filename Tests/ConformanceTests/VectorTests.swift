import Aezip
import Bytes
import Files
import Images
import Tensors
import Testing

/// Walks `Formats/vectors/archives/`, which `Formats/vectors/README.md` describes.
@Suite(.serialized) struct VectorTests {
  /// The generic kernels take minutes for a larger picture of a built-in model.
  private static let genericPixels = 1 << 17

  @Test(.enabled(if: VectorFolder.isUpdating, "UPDATE_VECTORS is not 1"))
  func `missing vectors are made`() async throws {
    for (name, make) in ValidVectors.all {
      let folder = VectorFolder.valid
      if folder.lacks("\(name).aez") { try folder.add("\(name).aez", await make()) }
      guard folder.lacks("\(name).json") else { continue }
      let manifest = try await Manifest(decoding: folder.read("\(name).aez"))
      try folder.add("\(name).json", manifest.json())
    }
    for (name, make) in MustFailVectors.all {
      let folder = VectorFolder.mustFail
      if folder.lacks("\(name).aez") { try folder.add("\(name).aez", await make()) }
      guard folder.lacks("\(name).txt") else { continue }
      try folder.add("\(name).txt", Array(await complaints(about: name).utf8))
    }
    try await PinnedVectors.add()
  }

  @Test(arguments: VectorFolder.valid.names)
  func `the program unpacks a valid archive to its manifest, with any instruction set`(
    name: String
  ) async throws {
    let expected = try Manifest(json: VectorFolder.valid.read("\(name).json"))
    let isLarge = expected.pixels > Self.genericPixels && expected.models[0].name == "photo-1"
    for isa in Kernels.names {
      guard let kernels = try? Kernels(named: isa), !isLarge || isa != "generic" else { continue }
      try await Kernels.$forced.withValue(kernels) {
        try await check(name, unpacksTo: expected)
      }
    }
  }

  @Test(arguments: VectorFolder.valid.names)
  func `the program unpacks a valid archive to its manifest, its pictures by rows`(
    name: String
  ) async throws {
    let expected = try Manifest(json: VectorFolder.valid.read("\(name).json"))
    try await ImageLimits.$heldPixels.withValue(0) {
      try await check(name, unpacksTo: expected)
    }
  }

  private func check(_ name: String, unpacksTo expected: Manifest) async throws {
    let scratch = try ScratchFolder()
    try scratch.write(VectorFolder.valid.read("\(name).aez"), "a.aez")
    let archive = try Archive(path: scratch.path("a.aez"))
    #expect(try await archive.verify().problems.map(\.message) == [])
    let report = try await archive.unpack(into: scratch.path("out"))
    #expect(report.problems.map(\.message) == [])
    var found = try FileWalk.walk([scratch.path("out/.")]).entries
    // Parents of entries need not be entries.
    let listed = Set(expected.entries.map(\.path))
    found.removeAll { $0.kind == .directory && !listed.contains(escaped($0.archivePath)) }
    let items = expected.entries.sorted { $0.path < $1.path }
    found.sort { escaped($0.archivePath) < escaped($1.archivePath) }
    try #require(found.map { escaped($0.archivePath) } == items.map(\.path))
    for (file, item) in zip(found, items) { try check(file, is: item) }
  }

  private func check(_ file: FoundFile, is item: Manifest.Item) throws {
    let time = FileTime(seconds: item.seconds, nanoseconds: item.nanoseconds)
    #expect(file.modified == time, "\(item.path)")
    if case .symlink(let target) = file.kind {
      #expect(item.kind == "link" && escaped(target) == item.target)
      return
    }
    #expect(String(file.mode, radix: 8) == item.mode, "\(item.path)")
    guard case .regular = file.kind else {
      #expect(item.kind == "folder")
      return
    }
    let bytes = try InputFile(path: file.systemPath).readAll(limit: .max)
    guard let expected = item.picture else {
      #expect(Digest(of: bytes).description == item.sha256, "\(item.path)")
      return
    }
    try check(ImageFile.read(bytes), is: expected)
  }

  private func check(_ picture: Picture, is expected: Manifest.PictureItem) throws {
    #expect(picture.image.width == expected.width && picture.image.height == expected.height)
    #expect(picture.image.channels.count == expected.channels)
    var metadata = ByteWriter()
    let kept = picture.metadata.coded(nil)
    kept.write(to: &metadata)
    let digest = kept.pieces.isEmpty ? nil : Digest(of: metadata.bytes).description
    #expect(digest == expected.metadata)
    // A JPEG file does not reproduce its samples exactly.
    guard picture.format == .png else { return }
    #expect(Digest(of: picture.image.samples).description == expected.samples)
  }

  @Test(arguments: VectorFolder.mustFail.names)
  func `a broken archive is refused with the pinned message`(name: String) async throws {
    let expected = try VectorFolder.mustFail.read("\(name).txt")
    #expect(try await complaints(about: name) == String(decoding: expected, as: UTF8.self))
  }

  /// The messages about a vector of `must-fail/`, a line each: when it is opened, else when it is
  /// verified, else when it is unpacked.
  private func complaints(about name: String) async throws -> String {
    let scratch = try ScratchFolder()
    try scratch.write(VectorFolder.mustFail.read("\(name).aez"), "a.aez")
    let archive: Archive
    do {
      archive = try Archive(path: scratch.path("a.aez"))
    } catch {
      #expect(ErrorKind(of: error) == .badData, "\(name)")
      return "open: \(error)\n"
    }
    var problems = try await archive.verify().problems
    var stage = "verify"
    if problems.isEmpty {
      stage = "unpack"
      problems = try await archive.unpack(into: scratch.path("out")).problems
    }
    // Links that lead out of the target are no damage: the archive is valid, and they are not made.
    let kind: ErrorKind = name.hasPrefix("link-") && stage == "unpack" ? .misuse : .badData
    #expect(!problems.isEmpty && problems.allSatisfy { $0.kind == kind }, "\(name)")
    return problems.map { "\(stage): \($0.message)\n" }.joined()
  }

  @Test func `a picture that is written by rows has no name before its digest is checked`()
    async throws
  {
    let scratch = try ScratchFolder()
    try scratch.write(VectorFolder.mustFail.read("wrong-sample-digest.aez"), "a.aez")
    let archive = try Archive(path: scratch.path("a.aez"))
    let report = try await ImageLimits.$heldPixels.withValue(0) {
      try await archive.unpack(into: scratch.path("out"))
    }
    #expect(
      report.problems.map(\.message)
        == ["a.png: decoded content is not what was packed (digest differs)"])
    let names = try FileWalk.walk([scratch.path("out/.")]).entries.map { escaped($0.archivePath) }
    #expect(names.contains("b.jpg") && !names.contains { $0.contains("a.png") })
  }

  @Test(arguments: PinnedVectors.cases.map(\.name))
  func `the encoder writes the pinned archive, with any instruction set`(
    name: String
  ) async throws {
    let change = try #require(PinnedVectors.cases.first { $0.name == name }).change
    let pinned = try VectorFolder.pinned.read("\(name).aez")
    let library = try VectorFolder.pinned.read(PinnedVectors.libraryFile)
    for (index, isa) in Kernels.names.enumerated() {
      guard let kernels = try? Kernels(named: isa) else { continue }
      let packed = try await Kernels.$forced.withValue(kernels) {
        try await ValidVectors.packed(PinnedVectors.tree()) {
          change(&$0)
          $0.jobs = 1 + index
        }
      }
      // Another release of zstd may compress differently.
      #expect(try ArchiveContents(packed) == ArchiveContents(pinned), "\(isa)")
      if Array("\(ZstdFrame.libraryVersion)\n".utf8) == library {
        #expect(packed == pinned, "\(isa)")
      }
    }
  }

  @Test func `no vector is missing`() {
    #expect(VectorFolder.valid.names == ValidVectors.all.map(\.name).sorted())
    #expect(VectorFolder.mustFail.names == MustFailVectors.all.map(\.name).sorted())
    #expect(VectorFolder.pinned.names == PinnedVectors.cases.map(\.name).sorted())
  }
}
