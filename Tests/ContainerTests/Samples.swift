import Bytes
import Container
import TestSupport

extension SplitMix64 {
  mutating func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
  }

  /// Rounded, of a triangular distribution around `mean`, up to `spread` to either side.
  mutating func around(_ mean: Int, _ spread: Int) -> Int {
    mean + Int.random(in: 0...spread, using: &self) - Int.random(in: 0...spread, using: &self)
  }
}

extension ArchiveModel {
  /// No model at all.
  static let learned: ArchiveModel = {
    do {
      return try ArchiveModel(name: "gelernt", content: Array("weights".utf8))
    } catch {
      preconditionFailure("\(error)")
    }
  }()
}

/// Archives for tests.
enum Samples {
  static let builtIn = ArchiveModel(name: "small-1", digest: Digest(of: [1]))
  static let learned = ArchiveModel.learned

  static func entry(
    _ path: String, kind: EntryKind = .exact, size: Int = 0, digest: EntryDigest = .none
  ) -> Entry {
    Entry(path: Array(path.utf8), kind: kind, mode: 0o644, size: size, digest: digest)
  }

  static let info = PictureInfo(
    width: 28, height: 28, channels: 1, format: .png, coder: .prior, model: 0, level: 512)

  static func picture(_ path: String, size: Int = 300, digest: EntryDigest = .none) -> Entry {
    var entry = entry(path, kind: .picture, size: size, digest: digest)
    entry.picture = info
    return entry
  }

  /// Three blocks: a folder with a link and a file's first half; its second half; two pictures.
  static func smallBlocks() throws -> [CompressedBlock] {
    let content = Array("exactly stored".utf8)
    var first = Block()
    first.append(entry("d", kind: .directory))
    first.append(entry("d/link", kind: .symlink, size: 1), body: [UInt8(ascii: "x")])
    first.append(entry("d/x", size: content.count), body: Array(content[..<7]))
    var second = Block()
    var rest = entry("d/x", size: content.count, digest: .file(Digest(of: content)))
    rest.pieceOffset = 7
    second.append(rest, body: Array(content[7...]))
    var third = Block()
    third.append(picture("p/1.png", digest: .shared), body: [1, 2, 3], extras: [9, 9])
    third.append(
      picture("p/2.png", digest: .samples(SampleDigest(Digest(of: [7])))), body: [4, 5])
    third.sharedDigest = SampleDigest(Digest(of: [8]))
    return try [first, second, third].map { try $0.compressed(bodyLevel: 3) }
  }

  static func archive(
    _ blocks: [CompressedBlock], models: [ArchiveModel] = [builtIn, learned]
  ) throws -> [UInt8] {
    var writer = try ArchiveWriter(into: [UInt8](), models: models)
    for block in blocks { try writer.append(block) }
    return try writer.finish()
  }

  static func small() throws -> [UInt8] { try archive(smallBlocks()) }

  /// All sections of an intact archive, the last two among them.
  static func sections(of archive: [UInt8]) throws -> [Section] {
    var sections: [Section] = []
    var offset = ArchivePreamble.byteCount
    while offset < archive.count {
      let header = try SectionSource(source: archive).header(at: offset)
      sections.append(Section(type: header.type, offset: offset, length: header.length))
      offset = sections[sections.count - 1].end
    }
    return sections
  }
}

/// Everything an archive holds, to be compared.
struct Contents: Equatable {
  var version: FormatVersion
  var models: [ModelReference]
  var files: [[UInt8]]
  var blocks: [Block]

  init(_ reader: ArchiveReader) throws {
    version = reader.version
    models = reader.models
    files = try models.filter(\.isEmbedded).map { try reader.embeddedModel($0.digest) }
    blocks = try reader.blocks.indices.map { try reader.readBlock($0) }
  }
}
