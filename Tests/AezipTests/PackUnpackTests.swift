import Aezip
import Foundation
import Images
import Testing

@Suite struct PackUnpackTests {
  /// Packs `folder`'s "in" and unpacks into its "out".
  static func roundTrip(
    _ folder: TestFolder, _ change: (inout PackOptions) -> Void = { _ in }
  ) async throws -> (PackReport, UnpackReport) {
    var options = PackOptions()
    options.overwrite = true
    change(&options)
    let packed = try await Packer.pack(
      [folder.path("in")], into: folder.path("a.aez"), options: options)
    let archive = try Archive(path: folder.path("a.aez"))
    let verified = try await archive.verify()
    #expect(verified.problems.map(\.message) == [])
    var unpacking = UnpackOptions()
    unpacking.overwrite = true
    return (packed, try await archive.unpack(into: folder.path("out"), options: unpacking))
  }

  @Test(arguments: [
    (1, 1), (1, 64), (3, 2), (63, 65), (64, 64), (65, 63), (200, 130),
  ])
  func `pictures of any size and channels come back alike, alpha exactly`(
    width: Int, height: Int
  ) async throws {
    let folder = try TestFolder()
    for channels in Image.Channels.allCases {
      try folder.write(Drawn.image(width, height, channels), "in/\(channels).png")
    }
    for (coder, lossless) in [(EntropyCoder.prior, false), (.zstd, false), (.prior, true)] {
      let (packed, unpacked) = try await Self.roundTrip(folder) {
        $0.coder = coder
        $0.lossless = lossless
      }
      #expect(
        packed.lossyFiles + packed.exactPictures + packed.exactFiles == 4
          && unpacked.problems.isEmpty)
      for channels in Image.Channels.allCases {
        let original = try folder.image("in/\(channels).png")
        let decoded = try folder.image("out/in/\(channels).png")
        #expect(decoded.channels == channels && decoded.width == width)
        #expect(decoded.alphaPlane == original.alphaPlane)
        #expect(psnr(original, decoded) > 26)
        if lossless { #expect(decoded == original) }
      }
    }
  }

  @Test func `a photograph is packed with loss, all else exactly`() async throws {
    let folder = try TestFolder()
    try folder.write(Drawn.image(192, 128), "in/photo.png")
    try folder.write(Array("not a picture".utf8), "in/text.jpg")
    try folder.write([], "in/empty.png")
    try folder.write(Array("words ".utf8).cycled(5000), "in/deep/er/words.txt")
    let whole = try folder.read("in/photo.png")
    try folder.write(Array(whole.prefix(whole.count / 2)), "in/cut.png")
    let (packed, unpacked) = try await Self.roundTrip(folder)
    #expect(packed.lossyFiles == 1 && packed.exactFiles == 4)
    #expect(packed.problems.count == 2 && packed.problems.allSatisfy { $0.kind == nil })
    #expect(unpacked.pictures == 1 && unpacked.exactFiles == 4)
    for name in ["text.jpg", "empty.png", "deep/er/words.txt", "cut.png"] {
      #expect(try folder.read("in/\(name)") == folder.read("out/in/\(name)"))
    }
  }

  @Test func `what is larger with loss is stored exactly`() async throws {
    let folder = try TestFolder()
    let stripes = Image(
      width: 96, height: 96, channels: .grey,
      samples: (0..<96 * 96).map { $0 % 96 % 7 < 3 ? 20 : 230 })
    try folder.write(stripes, "in/stripes.png")
    let (packed, _) = try await Self.roundTrip(folder)
    #expect(packed.exactFiles + packed.exactPictures == 1 && packed.lossyFiles == 0)
  }

  @Test func `the number of jobs does not change a byte`() async throws {
    let folder = try TestFolder()
    for index in 0..<9 {
      try folder.write(
        Drawn.image(30 + 20 * index, 90 - 5 * index, seed: index + 1), "in/\(index).png")
    }
    try folder.write(Array("ab".utf8).cycled(9_000_000), "in/large.bin")
    var archives: [[UInt8]] = []
    for jobs in [1, 2, 5] {
      _ = try await Self.roundTrip(folder) { $0.jobs = jobs }
      archives.append(try folder.read("a.aez"))
    }
    #expect(archives[0] == archives[1] && archives[0] == archives[2])
    #expect(try folder.read("in/large.bin") == folder.read("out/in/large.bin"))
  }

  @Test func `times, permissions, links and empty folders come back`() async throws {
    let folder = try TestFolder()
    let files = FileManager.default
    try folder.write(Drawn.image(96, 96), "in/photo.jpg")
    try files.createDirectory(
      at: folder.url.appending(path: "in/empty"), withIntermediateDirectories: true)
    try files.createSymbolicLink(
      atPath: folder.url.appending(path: "in/link").path, withDestinationPath: "photo.jpg")
    let time = Date(timeIntervalSince1970: 1_234_567_890.25)
    try files.setAttributes(
      [.modificationDate: time, .posixPermissions: 0o640],
      ofItemAtPath: folder.url.appending(path: "in/photo.jpg").path)
    let (packed, _) = try await Self.roundTrip(folder)
    #expect(packed.links == 1 && packed.folders == 2)
    let out = folder.url.appending(path: "out/in")
    let attributes = try files.attributesOfItem(atPath: out.appending(path: "photo.jpg").path)
    #expect(attributes[.modificationDate] as? Date == time)
    #expect(attributes[.posixPermissions] as? Int == 0o640)
    #expect(folder.exists("out/in/empty"))
    #expect(
      try files.destinationOfSymbolicLink(atPath: out.appending(path: "link").path)
        == "photo.jpg")
  }

  @Test func `patterns choose, and what exists is kept unless asked otherwise`() async throws {
    let folder = try TestFolder()
    for name in ["in/a.txt", "in/b.txt", "in/sub/c.txt"] {
      try folder.write(Array(name.utf8), name)
    }
    _ = try await Packer.pack([folder.path("in")], into: folder.path("a.aez"))
    let archive = try Archive(path: folder.path("a.aez"))
    var options = UnpackOptions()
    options.patterns = ["sub"]
    _ = try await archive.unpack(into: folder.path("out"), options: options)
    #expect(folder.exists("out/in/sub/c.txt") && !folder.exists("out/in/a.txt"))
    let again = try await archive.unpack(into: folder.path("out"))
    #expect(again.exactFiles == 2 && again.problems.map(\.kind) == [.misuse])
    options.patterns = ["nothing*"]
    await #expect(throws: AezipError.nothingMatches(["nothing*"])) {
      try await archive.unpack(into: folder.path("out"), options: options)
    }
  }

  @Test func `a model may travel inside the archive`() async throws {
    let folder = try TestFolder()
    try folder.write(Drawn.image(128, 128), "in/photo.png")
    let source = URL(filePath: #filePath)
      .appending(path: "../../../Sources/CModels/photo-1.safetensors").standardized
    // Another digest, the same weights: a safetensors header may end in spaces.
    var model = Array(try Data(contentsOf: source))
    let length = model[..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    model.insert(contentsOf: Array(repeating: 0x20, count: 8), at: 8 + length)
    for index in 0..<8 { model[index] = UInt8(truncatingIfNeeded: (length + 8) >> (8 * index)) }
    let (packed, unpacked) = try await Self.roundTrip(folder) { $0.model = model }
    #expect(packed.lossyFiles == 1 && unpacked.pictures == 1)
    #expect(try Archive(path: folder.path("a.aez")).modelNames.first?.isEmbedded == true)
  }
}

extension [UInt8] {
  /// The bytes over and over, `count` of them.
  func cycled(_ count: Int) -> [UInt8] { (0..<count).map { self[$0 % self.count] } }
}
