import Bytes
import Container
import Images
import Networks
import Testing

/// Makes the archives of `must-fail/`, which are never changed: see `Formats/vectors/README.md`.
enum MustFailVectors {
  typealias Vector = (name: String, make: @Sendable () async throws -> [UInt8])

  static let all: [Vector] = [
    files, sections, paths, tables, pictures, models, groups, packed, copies, numbers, adapted,
    filtered, signatures, blocksAndPixels, jpegs, fitted, rasters,
  ].flatMap(\.self)

  /// A folder, two pictures, two tiny ones that share a digest, a file and a link.
  static func base() throws -> RawArchive {
    let photo = try VectorPhoto.builtIn.get()
    let image = try VectorPictures.crop("holiday/sea.png", 24, 16)
    let clear = try VectorPictures.crop("forest/bark.png", 24, 16, .rgba)
    let tiny = try VectorPictures.crop("forest/bark.png", 8, 8, .grey)
    let jpeg = try VectorPictures.metadata(.jpeg, of: "holiday/clouds.jpg")
    let pictures: [RawBlock.Row] = [
      try .picture("a.png", clear, photo: photo),
      try .picture("b.jpg", image, metadata: jpeg, coder: .zstd, photo: photo),
    ]
    let shared: [RawBlock.Row] = [
      try .picture("tiny/1.png", tiny, photo: photo, digest: false),
      try .picture("tiny/2.png", tiny, coder: .zstd, photo: photo, digest: false),
    ]
    let decoded = try shared.flatMap { row in
      try photo.decode(
        row.body, width: 8, height: 8, level: 768, coder: row.entry.picture?.coder ?? .prior,
        isColour: false)
    }
    var link = RawBlock.Row(
      entry: Entry(path: Array("tiny/link".utf8), kind: .symlink, mode: 0o777, size: 5))
    link.body = Array("1.png".utf8)
    let folder = RawBlock.Row(entry: Entry(path: Array("tiny".utf8), kind: .directory, mode: 0o755))
    var raw = RawArchive(models: [.photo1])
    raw.parts = [
      .block(RawBlock(pictures)),
      .block(RawBlock(shared, sharedDigest: SampleDigest(Digest(of: decoded)))),
      .block(RawBlock([folder, link, .exact("words.txt", "plain words\n")])),
    ]
    return raw
  }

  /// The base with a change and valid checksums.
  static func changed(
    _ name: String, _ change: @escaping @Sendable (inout RawArchive) throws -> Void
  ) -> Vector {
    (
      name,
      {
        var raw = try base()
        try change(&raw)
        return try raw.bytes()
      }
    )
  }

  /// The base with a change of one row.
  static func row(
    _ name: String, _ path: String,
    _ change: @escaping @Sendable (inout RawBlock.Row) throws -> Void
  ) -> Vector {
    changed(name) { try $0.change(path, change) }
  }

  /// The base with a change of its bytes.
  private static func file(
    _ name: String, _ change: @escaping @Sendable ([UInt8]) throws -> [UInt8]
  ) -> Vector {
    (name, { try change(base().bytes()) })
  }

  private static let files: [Vector] = [
    file("wrong-magic") { [0x50, 0x4B, 0x03, 0x04] + $0.dropFirst(4) },
    file("mangled-crlf") { $0.flatMap { $0 == 0x0A ? [0x0D, 0x0A] : [$0] } },
    file("mangled-lf") { bytes in
      bytes.indices.filter { !bytes[$0...].starts(with: [0x0D, 0x0A]) }.map { bytes[$0] }
    },
    file("mangled-seven-bits") { $0.map { $0 & 0x7F } },
    changed("newer-major") { $0.version = FormatVersion(major: 2, minor: 0) },
    file("empty") { _ in [] },
    file("truncated-preamble") { Array($0.prefix(11)) },
    file("truncated-half") { Array($0.prefix($0.count / 2)) },
    file("truncated-one-byte") { Array($0.dropLast()) },
    file("longer-by-a-byte") { $0 + [0] },
    file("bytes-inserted") { $0.prefix(300) + [1, 2, 3] + $0.dropFirst(300) },
    file("flipped-preamble") { flipped($0, at: 10) },
  ]

  static func flipped(_ bytes: [UInt8], at index: Int) -> [UInt8] {
    var bytes = bytes
    bytes[index] ^= 0x10
    return bytes
  }

  /// An archive with all types of sections and a change of one byte.
  private static func flip(_ name: String, _ type: String, at place: Int) -> Vector {
    (
      "flipped-\(name)",
      {
        let hasModel = type == "MODL"
        var raw = try hasModel ? RawArchive(await ValidVectors.embeddedModel()) : base()
        raw.parts.append(.section(try #require(SectionType("note")), Array("optional".utf8)))
        raw.parts.append(.block(RawBlock([.exact("last.txt", "plain words\n")])))
        let bytes = try raw.bytes()
        let section = try #require(try sections(of: bytes).first { "\($0.type)" == type })
        let start = place < 0 ? section.offset : section.payloadOffset
        return flipped(bytes, at: start + abs(place))
      }
    )
  }

  private static func sections(of archive: [UInt8]) throws -> [Section] {
    var sections: [Section] = []
    var offset = ArchivePreamble.byteCount
    while offset < archive.count {
      let header = try SectionSource(source: archive).header(at: offset)
      sections.append(Section(type: header.type, offset: offset, length: header.length))
      offset = sections[sections.count - 1].end
    }
    return sections
  }

  private static let sections: [Vector] = [
    flip("head", "HEAD", at: 3), flip("model", "MODL", at: 100), flip("block", "BLCK", at: 40),
    flip("optional", "note", at: 2), flip("index", "INDX", at: 20), flip("tail", "TAIL", at: 9),
    flip("sync-mark", "BLCK", at: -1), flip("section-type", "note", at: -4),
    flip("section-length", "BLCK", at: -9), flip("section-checksum", "MODL", at: -17),
    changed("unknown-required-section") {
      $0.parts.insert(.section(try #require(SectionType("Need")), [1]), at: 1)
    },
    changed("second-head") { $0.parts.insert(.section(.head, [0]), at: 1) },
    changed("head-differs-from-index") { raw in
      let index = try ZstdIndex.frame(of: raw)
      raw.models = [ModelReference(digest: .photo1, name: "photo-2", isEmbedded: false)]
      raw.indexFrame = index
    },
    changed("index-differs-from-block-of-short-names") { raw in
      raw.change("words.txt") { $0.entry.path = [UInt8(ascii: "e")] }
      raw.changeBlocks { block in
        guard block.sharedDigest == nil, block.rows.count > 2 else { return }
        block.listed = block.rows.map(\.entry)
        block.listed?[0].mode = 0o111
      }
    },
    // Sixteen million rows whose paths take no bytes, and no block with these rows.
    changed("index-of-rows-in-no-block") { raw in
      raw.parts = []
      raw.models = []
      let content: [UInt8] =
        [0, 1] + Array("HEAD".utf8) + [1] + [0x80, 0x80, 0x80, 0x08, 0, 3, 0, 0, 0]
      raw.indexFrame = try CheckedFrame.compress(content)
    },
    changed("index-differs-from-block") { raw in
      raw.changeBlocks { block in
        guard block.rows.contains(where: { $0.entry.kind == .exact }) else { return }
        block.listed = block.rows.map(\.entry)
        block.listed?[2].mode = 0o777
      }
    },
  ]
}
