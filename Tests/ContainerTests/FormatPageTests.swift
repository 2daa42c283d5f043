import Bytes
import Container
import Foundation
import Testing

/// What `Formats/archive-1.md` shows is what this program reads and writes.
@Suite struct FormatPageTests {
  private static let content = Array("Hello, archive!\n".utf8)

  private static func block() -> Block {
    var block = Block()
    var entry = Samples.entry(
      "hello.txt", size: content.count, digest: .file(Digest(of: content)))
    entry.modified.seconds = 1_000_000_000
    block.append(entry, body: content)
    return block
  }

  /// The bytes that the page shows, by the order in which it does.
  private static func shown() throws -> [[UInt8]] {
    let root = URL(filePath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appending(path: "Formats/archive-1.md"), encoding: .utf8)
    return page.components(separatedBy: "```hex\n").dropFirst().map { part in
      part.components(separatedBy: "```")[0].split(whereSeparator: \.isWhitespace)
        .compactMap { UInt8($0, radix: 16) }
    }
  }

  @Test func `the archive shown is read as the page says`() throws {
    let archive = try #require(try Self.shown().first)
    #expect(archive.count == 336)
    let reader = try ArchiveReader(archive)
    #expect(reader.models.isEmpty)
    #expect(reader.blocks.map(\.offset) == [41])
    #expect(try reader.readBlock(0) == Self.block())
    #expect(try ArchiveRecovery.scan(archive).damage.isEmpty)
  }

  @Test func `the archive shown is what is written`() throws {
    let archive = try Samples.archive([try Self.block().compressed(bodyLevel: 3)], models: [])
    #expect(try Self.shown().first == archive)
  }

  @Test func `the catalogue shown is what is written`() throws {
    let catalogue = Catalogue(entries: Self.block().entries, sharedDigests: [])
    #expect(try Self.shown().last == catalogue.bytes)
  }
}
