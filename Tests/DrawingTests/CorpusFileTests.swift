import Drawing
import Foundation
import Images
import Testing

/// The files in Corpus/ are those that the program draws.
@Suite struct CorpusFileTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Corpus", isDirectory: true)

  /// The files, drawn once for all tests.
  private static let drawn = Task.detached { try CorpusFile.all() }

  @Test func `drawing twice gives the same`() async throws {
    let again = try CorpusFile.all()
    let files = try await Self.drawn.value
    #expect(files.map(\.path) == again.map(\.path))
    #expect(files.map(\.content) == again.map(\.content))
  }

  @Test func `the folder holds what is drawn and a word about it`() async throws {
    let names = FileManager.default.enumerator(atPath: Self.folder.path)?.compactMap {
      $0 as? String
    }
    let files = try #require(names).filter {
      !($0.hasPrefix(".") || $0.contains("/.") || $0.hasPrefix("results"))
    }
    let drawn = try await Self.drawn.value.map(\.path)
    let folders = Set(drawn.compactMap { $0.split(separator: "/").first.map(String.init) })
    #expect(Set(files) == Set(drawn).union(folders).union(["README.md"]))
  }

  @Test func `all files together are small`() async throws {
    let sizes = try await Self.drawn.value.map { try Self.committed($0.path).count }
    #expect(sizes.reduce(0, +) <= 2_000_000)
  }

  @Test func `committed PNG files hold exactly what is drawn`() async throws {
    for (path, picture) in try await Self.pictures() where picture.format == .png {
      #expect(try ImageFile.read(Self.committed(path)) == picture, "\(path)")
    }
  }

  @Test func `committed JPEG files hold nearly what is drawn and exactly what is said`()
    async throws
  {
    for (path, picture) in try await Self.pictures() where picture.format == .jpeg {
      let found = try ImageFile.read(Self.committed(path))
      #expect(found.metadata.coded(nil) == picture.metadata, "\(path)")
      #expect(found.image.channels == picture.image.channels, "\(path)")
      #expect(psnr(found.image, picture.image) > 35, "\(path)")
    }
  }

  @Test func `notes and 16-bit files are those drawn, and no pictures for the codec`() async throws
  {
    for file in try await Self.drawn.value {
      guard case .bytes(let bytes) = file.content else { continue }
      #expect(try Self.committed(file.path) == bytes, "\(file.path)")
      #expect(throws: ImageError.self) { try ImageFile.read(bytes) }
    }
    #expect(throws: ImageError.unsupported("16-bit samples")) {
      try ImageFile.read(Self.committed("desk/scan.png"))
    }
  }

  @Test func `EXIF, colour profile, texts and alpha are among them`() async throws {
    let pictures = Dictionary(uniqueKeysWithValues: try await Self.pictures())
    let lake = try #require(pictures["holiday/lake.jpg"])
    #expect(lake.metadata.pieces[0].data.starts(with: "Exif\0\0MM\0*".utf8))
    #expect(lake.image.width > lake.image.height)
    let dunes = try #require(pictures["holiday/dunes.jpg"])
    #expect(dunes.metadata.pieces[1].data.starts(with: "ICC_PROFILE\0\u{1}\u{1}".utf8))
    let sea = try #require(pictures["holiday/sea.png"])
    #expect(sea.metadata.pieces.map { String(decoding: $0.tag, as: UTF8.self) }.contains("tEXt"))
    #expect(
      pictures["desk/ball.png"]?.image.alphaPlane?.contains { (1...254).contains($0) } == true)
    #expect(pictures["forest/wall.jpg"]?.image.channels == .grey)
  }

  private static func pictures() async throws -> [(String, Picture)] {
    try await drawn.value.compactMap { file in
      guard case .picture(let picture) = file.content else { return nil }
      return (file.path, picture)
    }
  }

  private static func committed(_ path: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: folder.appendingPathComponent(path)))
  }
}
