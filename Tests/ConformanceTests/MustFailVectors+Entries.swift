import Bytes
import Container
import Images
import Testing

/// The index of an archive as the writer makes it.
enum ZstdIndex {
  static func frame(of raw: RawArchive) throws -> [UInt8] {
    let bytes = try raw.bytes()
    let section = try SectionSource(source: bytes).indexSection()
    return Array(bytes[section.payloadOffset..<section.end])
  }

  /// A frame that declares `count` bytes of content and has none.
  static func empty(declaring count: UInt32) -> [UInt8] {
    var writer = ByteWriter()
    // Magic number; single segment, 4 bytes of content size; an empty last block.
    writer.append([0x28, 0xB5, 0x2F, 0xFD, 0xA0])
    writer.fixed(count)
    writer.append([1, 0, 0])
    return writer.bytes
  }

  /// An index of some bytes and a varint.
  static func hostile(_ start: [UInt8], _ count: UInt64) throws -> [UInt8] {
    var writer = ByteWriter()
    writer.append(start)
    writer.varint(count)
    return try ZstdFrame.compress(writer.bytes[...], level: 19)
  }
}

extension MustFailVectors {
  /// The base with the exact file under another path.
  private static func path(_ name: String, _ path: String) -> Vector {
    row("path-\(name)", "words.txt") { $0.entry.path = Array(path.utf8) }
  }

  /// The base with another link target.
  private static func link(_ name: String, _ target: String) -> Vector {
    row("link-\(name)", "tiny/link") {
      $0.body = Array(target.utf8)
      $0.entry.size = target.utf8.count
    }
  }

  static let paths: [Vector] = [
    path("dot-dot", "../words.txt"), path("dot-dot-inside", "tiny/../../words.txt"),
    path("dot", "./words.txt"), path("absolute", "/tmp/words.txt"), path("empty", ""),
    path("empty-part", "tiny//words.txt"), path("ends-in-slash", "words/"),
    path("zero-byte", "words\0.txt"), path("duplicate", "a.png"),
    path("below-file", "a.png/words.txt"), path("below-link", "tiny/link/words.txt"),
    path("too-long", String(repeating: "x", count: 32_769)),
    link("absolute", "/etc/passwd"), link("climbs", "../../x"), link("climbs-late", "x/../../.."),
    link("empty", ""),
  ]

  static let tables: [Vector] = [
    row("mode-too-large", "words.txt") { $0.entry.mode = 0o10000 },
    row("nanoseconds-too-large", "words.txt") {
      $0.entry.modified.nanoseconds = 1_000_000_000
    },
    row("size-too-large", "words.txt") { $0.entry.size = 1 << 61 },
    row("size-of-another-file", "words.txt") { $0.entry.size = 13 },
    row("piece-without-others", "words.txt") {
      $0.entry.pieceOffset = 5
      $0.entry.size += 5
    },
    row("folder-with-content", "tiny") { $0.body = [1] },
    row("unknown-kind", "words.txt") {
      $0.entry.kind = EntryKind(rawValue: 9)
      $0.entry.digest = .none
    },
    row("digest-of-other-kind", "tiny/link") { $0.entry.digest = .file(.photo1) },
    row("wrong-file-digest", "words.txt") { $0.entry.digest = .file(.photo1) },
    changed("unknown-required-column") { $0.indexSuffix = [100, 1, 7] },
    changed("columns-not-in-order") { $0.indexSuffix = [9, 0] },
    changed("column-of-a-byte-too-many") { $0.indexSuffix = [24, 0] },
    changed("hostile-models") { $0.indexFrame = try ZstdIndex.hostile([], 1 << 60) },
    changed("hostile-sections") { $0.indexFrame = try ZstdIndex.hostile([0], 1 << 60) },
    changed("hostile-rows") {
      let start = [0, 1] + Array("HEAD".utf8) + [35]
      $0.parts = []
      $0.models = []
      $0.indexFrame = try ZstdIndex.hostile(start.dropLast() + [1], 1 << 24)
    },
    changed("hostile-column") {
      $0.parts = []
      $0.models = []
      $0.indexFrame = try ZstdIndex.hostile([0, 1] + Array("HEAD".utf8) + [1, 1, 0], 1 << 62)
    },
    changed("hostile-index-frame") { $0.indexFrame = ZstdIndex.empty(declaring: 1 << 30) },
    changed("hostile-body-frame") { raw in
      raw.changeBlocks { $0.bodyFrame = ZstdIndex.empty(declaring: 1 << 30) }
    },
    changed("hostile-skippable-frame") {
      $0.indexFrame = [0x50, 0x2A, 0x4D, 0x18, 0xFF, 0xFF, 0xFF, 0xFF]
    },
    row("hostile-body-length", "words.txt") {
      $0.entry.size = 1 << 30
      $0.declaredLength = 1 << 30
    },
  ]

  static let pictures: [Vector] = [
    row("wrong-sample-digest", "a.png") { $0.entry.digest = .samples(SampleDigest(.photo1)) },
    changed("wrong-shared-digest") { raw in
      raw.changeBlocks { block in
        if block.sharedDigest != nil { block.sharedDigest = SampleDigest(.photo1) }
      }
    },
    changed("tiny-picture-broken-beside-others") { raw in
      let pictures = raw.blocks[0].rows
      raw.parts.removeFirst()
      raw.changeBlocks { block in
        guard block.sharedDigest != nil else { return }
        block.rows[1].body = []
        block.rows += pictures
      }
    },
    changed("shared-digest-missing") { $0.changeBlocks { $0.sharedDigest = nil } },
    changed("psnr-without-pictures") { raw in
      raw.changeBlocks { block in
        if block.rows.contains(where: { $0.entry.kind == .directory }) {
          block.suffix = [13, 1, 7]
        }
      }
    },
    changed("psnr-without-pictures-in-the-index") { raw in
      raw.parts.removeAll { part in
        guard case .block(let block) = part else { return false }
        return block.rows.contains { $0.entry.kind == .picture }
      }
      raw.indexSuffix = [13, 1, 7]
    },
    row("width-zero", "a.png") { $0.entry.picture?.width = 0 },
    row("side-too-large", "a.png") { $0.entry.picture?.height = 1 << 25 },
    row("pixels-too-many", "a.png") {
      $0.entry.picture?.width = 1 << 20
      $0.entry.picture?.height = (1 << 12) + 1
    },
    row("pixels-above-the-programs-limit", "a.png") {
      $0.entry.picture?.width = 1 << 14
      $0.entry.picture?.height = (1 << 13) + 1
    },
    row("strip-of-too-many-latents", "b.jpg") {
      $0.entry.picture?.width = 1 << 23
      $0.entry.picture?.height = 1
    },
    row("width-of-another-picture", "b.jpg") { $0.entry.picture?.width = 65 },
    row("channels-five", "a.png") { $0.entry.picture?.channels = 5 },
    row("channels-of-another-picture", "a.png") { $0.entry.picture?.channels = 3 },
    row("jpeg-with-alpha", "b.jpg") { $0.entry.picture?.channels = 4 },
    row("level-above-the-highest", "a.png") { $0.entry.picture?.level = 1793 },
    row("unknown-coder", "a.png") { $0.entry.picture?.coder = EntropyCoderID(rawValue: 2) },
    row("coder-beyond-the-known", "a.png") {
      $0.entry.picture?.coder = EntropyCoderID(rawValue: 99)
    },
    row("unknown-format", "a.png") { $0.entry.picture?.format = PictureFormat(rawValue: 3) },
    row("body-empty-prior", "a.png") { $0.body = [] },
    row("body-empty-zstd", "b.jpg") { $0.body = [] },
    row("body-too-short-prior", "a.png") { $0.body.removeLast(4) },
    row("body-too-short-zstd", "b.jpg") { $0.body.removeLast() },
    row("body-with-trailing-byte-prior", "a.png") { $0.body.append(0) },
    row("body-with-trailing-word-prior", "a.png") { $0.body += [0, 0, 0, 0] },
    row("body-with-trailing-byte-zstd", "b.jpg") { $0.body.append(0) },
    row("body-of-the-other-coder", "b.jpg") { $0.entry.picture?.coder = .prior },
    row("stream-lengths-beyond-the-body", "b.jpg") {
      $0.entry.picture?.width = 1040
      $0.entry.picture?.height = 1026
      $0.body = [4, 1, 2, 3]
    },
    row("body-of-zeros", "a.png") { $0.body = $0.body.map { _ in 0 } },
    row("alpha-filter-two", "a.png") { $0.extras[2] = 2 },
    row("alpha-too-short", "a.png") { $0.extras.removeLast() },
    row("alpha-too-long", "a.png") { $0.extras.append(9) },
    row("metadata-of-another-format", "b.jpg") { $0.extras = [1, 0] },
    row("metadata-missing", "b.jpg") { $0.extras = [] },
    row("metadata-behind-its-end", "b.jpg") { $0.extras.append(0) },
    row("metadata-of-a-critical-chunk", "a.png") {
      $0.extras = [1, 1] + Array("CgBI".utf8) + [0] + $0.extras.dropFirst(2)
    },
    row("metadata-of-transparency", "a.png") {
      $0.extras = [1, 1] + Array("tRNS".utf8) + [0] + $0.extras.dropFirst(2)
    },
    row("mark-twice", "a.png") {
      let mark = Array("IDAT".utf8) + [0]
      $0.extras = [1, 2] + mark + mark + $0.extras.dropFirst(2)
    },
    row("mark-with-data", "b.jpg") { $0.extras = [2, 1, 0xDA, 1, 0] },
    row("mark-of-another-format", "b.jpg") { $0.extras = [2, 1, 0xC2, 0] },
    row("mark-interlaced-by-another-method", "a.png") {
      $0.extras = [1, 1] + Array("IHDR".utf8) + [1, 2] + $0.extras.dropFirst(2)
    },
    row("coding-too-short", "b.jpg") { $0.extras = [2, 1, 0xDB, 3, 0, 0, 0x11] },
    row("coding-of-unknown-process", "b.jpg") { $0.extras = [2, 1, 0xDB, 4, 3, 0, 0x11, 75] },
    row("coding-too-coarse", "b.jpg") { $0.extras = [2, 1, 0xDB, 4, 0, 65, 0x11, 75] },
    row("coding-sampled-by-zero", "b.jpg") { $0.extras = [2, 1, 0xDB, 4, 0, 0, 0x20, 75] },
    row("coding-sampled-too-few", "b.jpg") { $0.extras = [2, 1, 0xDB, 4, 0, 0, 0x43, 75] },
    row("coding-of-quality-101", "b.jpg") { $0.extras = [2, 1, 0xDB, 4, 0, 0, 0x11, 101] },
    row("coding-of-four-tables", "b.jpg") {
      $0.extras = [2, 1, 0xDB, 7, 0, 0, 0x11, 75, 75, 75, 75]
    },
    row("coding-with-a-step-of-zero", "b.jpg") {
      $0.extras = [2, 1, 0xDB, 68, 0, 0, 0x11, 0] + Array(repeating: 0, count: 64)
    },
    row("coding-with-a-table-cut-short", "b.jpg") {
      $0.extras = [2, 1, 0xDB, 67, 0, 0, 0x11, 0] + Array(repeating: 9, count: 63)
    },
    row("metadata-of-hostile-length", "a.png") {
      $0.extras = [1, 1] + Array("tEXt".utf8) + [0xFF, 0xFF, 0xFF, 0xFF, 0x0F]
    },
  ]

  static let models: [Vector] = [
    changed("model-unknown") {
      let digest = Digest(of: Array("no model".utf8))
      $0.models = [ModelReference(digest: digest, name: "lost-7", isEmbedded: false)]
    },
    row("model-not-in-list", "a.png") { $0.entry.picture?.model = 1 },
    changed("model-flag-without-model") {
      let digest = Digest(of: Array("no model".utf8))
      $0.models = [ModelReference(digest: digest, name: "lost-8", isEmbedded: true)]
    },
    changed("model-of-another-digest") {
      let digest = Digest(of: Array("no model".utf8))
      $0.models = [ModelReference(digest: digest, name: "swapped", isEmbedded: true)]
      let frame = try ZstdFrame.compress(TinyModel.file[...], level: 19)
      $0.parts.insert(.section(.model, digest.bytes + frame), at: 0)
    },
    changed("model-that-is-none") {
      let file = Array("these are no safetensors".utf8)
      let digest = Digest(of: file)
      $0.models = [ModelReference(digest: digest, name: "broken", isEmbedded: true)]
      let frame = try ZstdFrame.compress(file[...], level: 19)
      $0.parts.insert(.section(.model, digest.bytes + frame), at: 0)
    },
  ]
}
