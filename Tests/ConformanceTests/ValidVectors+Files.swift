import Bytes
import Container
import Entropy
import Files
import Images
import Testing

extension ValidVectors {
  static func exactFiles() async throws -> [UInt8] {
    var tree = FileTree()
    tree.add("in/empty.txt", .file([]), mode: 0o600)
    tree.add("in/words.txt", .file(Array("words, words, words\n".utf8)), seconds: -86_400)
    tree.add(
      "in/run.sh", .file(Array("#!/bin/sh\n".utf8)), mode: 0o755, seconds: 4_102_444_800,
      nanoseconds: 999_999_999)
    tree.add("in/folder", .folder, mode: 0o700, seconds: 1_111_111_111, nanoseconds: 1)
    tree.add("in/folder/empty", .folder, mode: 0o755)
    tree.add("in/folder/link", .link(target: Array("../words.txt".utf8)))
    tree.add("in/folder/deeper/file", .file((0...255).map { UInt8($0) }), mode: 0o400)
    tree.add("in/folder/deeper", .folder, mode: 0o755)
    tree.add("in/not.png", .file(Array("no picture at all".utf8)))
    return try await packed(tree)
  }

  /// Names with bytes that are no UTF-8, a newline, an escape, a backslash, a bidirectional
  /// override.
  static func oddNames() async throws -> [UInt8] {
    var tree = FileTree()
    let names: [[UInt8]] = [
      [0xFF, 0xFE, 0x80], Array("line\nfeed".utf8), Array("\u{1B}[31m".utf8),
      Array("back\\slash".utf8), Array("\u{202E}gpj.exe".utf8), Array("größe 数".utf8), [0x20],
      Array("...".utf8), Array("-rf".utf8), [UInt8](repeating: 0x78, count: 200),
    ]
    for name in names {
      tree.nodes.append(
        FileTree.Node(path: Array("in/".utf8) + name, content: .file(Array("odd\n".utf8))))
    }
    tree.nodes.append(
      FileTree.Node(
        path: Array("in/link".utf8), content: .link(target: [0xFF, 0xFE, 0x80])))
    return try await packed(tree)
  }

  /// A file of more than 8 MiB, in two pieces.
  static func pieces() async throws -> [UInt8] {
    var tree = FileTree()
    let pattern = (0..<4096).map { UInt8(truncatingIfNeeded: $0 * $0 >> 5) }
    let bytes = Array((0..<2049).map { _ in pattern }.joined()) + Array("end".utf8)
    tree.add("in/large.bin", .file(bytes))
    tree.add("in/small.bin", .file(Array(pattern.prefix(100))))
    return try await packed(tree)
  }

  static func lossless() async throws -> [UInt8] {
    var tree = FileTree()
    let image = try VectorPictures.crop("holiday/sea.png", x: 50, y: 50, 48, 32)
    tree.add("in/sea.png", .file(try VectorPictures.png(image)))
    return try await packed(tree) { $0.lossless = true }
  }

  /// With redundancy of 12.5 %.
  static func redundancy() async throws -> [UInt8] {
    var tree = FileTree()
    let image = try VectorPictures.crop("holiday/sea.png", x: 40, y: 60, 96, 80)
    tree.add("in/sea.png", .file(try VectorPictures.png(image)))
    let numbers = (0..<9000).map { UInt8(truncatingIfNeeded: ($0 * $0 * 7919) >> 9) }
    for (index, start) in stride(from: 0, to: 9000, by: 3000).enumerated() {
      tree.add("in/\(index).bin", .file(Array(numbers[start..<start + 3000])))
    }
    tree.add("in/words.txt", .file(Array("words, words, words\n".utf8)), mode: 0o600)
    return try await packed(tree) { $0.redundancy = 12.5 }
  }

  static func noEntries() throws -> [UInt8] {
    var writer = try ArchiveWriter(into: [UInt8]())
    return try writer.finish()
  }

  /// Copies of pictures, a tiny one and a JPEG among them, and of files. Copies come before their
  /// originals in the order of names, and have their own times and permissions.
  static func copies() async throws -> [UInt8] {
    var tree = FileTree()
    let bark = try VectorPictures.png(VectorPictures.crop("forest/bark.png", 80, 70))
    let tiny = try VectorPictures.png(VectorPictures.crop("holiday/sea.png", 30, 20, .grey))
    let jpeg = try ImageFile.write(
      Picture(image: VectorPictures.crop("holiday/sea.png", 90, 60), format: .jpeg))
    let words = Array(repeatElement("words, words, words\n".utf8, count: 9).joined())
    for (index, name) in ["a", "b", "c/d"].enumerated() {
      let time = 1_600_000_000 + 10 * Int64(index)
      tree.add("in/\(name).png", .file(bark), seconds: time, nanoseconds: 5)
      tree.add("in/\(name)-tiny.png", .file(tiny), mode: 0o600, seconds: time, nanoseconds: 6)
      tree.add("in/\(name).txt", .file(words), mode: index == 1 ? 0o444 : 0o640, seconds: time)
      tree.add("in/\(name)-short.txt", .file(Array("short\n".utf8)))
    }
    tree.add("in/not-a-picture.png", .file(words))
    tree.add("in/picture", .file(jpeg))
    tree.add("in/picture-too", .file(jpeg), seconds: -5)
    return try await packed(tree)
  }

  /// A copy of a file in two pieces.
  static func copiesOfPieces() async throws -> [UInt8] {
    var tree = FileTree()
    let pattern = (0..<4096).map { UInt8(truncatingIfNeeded: $0 * $0 >> 5) }
    let bytes = Array((0..<2050).map { _ in pattern }.joined())
    for name in ["a", "b", "c"] { tree.add("in/\(name).bin", .file(bytes), mode: 0o600) }
    return try await packed(tree)
  }

  /// Signed by the key of ``VectorKeys/anna``.
  static func signed() async throws -> [UInt8] {
    var tree = FileTree()
    tree.add("in/a.txt", .file(Array("signed words\n".utf8)))
    tree.add("in/b.txt", .file(Array("more of them\n".utf8)), mode: 0o600)
    return try await packed(tree) { $0.signingKey = VectorKeys.anna }
  }

  /// Version 1.9, with an unknown section, a private section and an unknown column.
  static func fromLaterMinor() throws -> [UInt8] {
    var raw = RawArchive()
    raw.version = FormatVersion(major: 1, minor: 9)
    var block = RawBlock([.exact("a.txt", "first\n"), .exact("b.txt", "second\n")])
    block.suffix = [101, 1, 7]
    raw.indexSuffix = [101, 2, 7, 8]
    raw.parts = [
      .section(try #require(SectionType("note")), [1, 2, 3]), .block(block),
      .section(try #require(SectionType("nOTE")), []),
    ]
    return try raw.bytes()
  }
}

extension ValidVectors {
  static func embeddedModel() async throws -> [UInt8] {
    var tree = FileTree()
    let image = try VectorPictures.crop("forest/bark.png", 96, 64)
    tree.add("in/bark.png", .file(try VectorPictures.png(image)))
    return try await packed(tree) { $0.model = TinyModel.file }
  }

  /// Pictures through a post-filter: colour, grey and pictures of few rows or columns, at trained
  /// levels and between them.
  static func filtered() async throws -> [UInt8] {
    let file = TinyModel.filtered
    let photo = try VectorPhoto(file: file)
    let bark = try VectorPictures.crop("forest/bark.png", 97, 66)
    let grey = try VectorPictures.crop("forest/bark.png", x: 3, y: 5, 70, 33, .grey)
    var rows: [RawBlock.Row] = []
    for level: UInt16 in [0, 77, 300, 512] {
      rows.append(try .picture("colour-\(level).png", bark, level: level, photo: photo))
      rows.append(try .picture("grey-\(level).png", grey, level: level, photo: photo))
    }
    for (width, height) in [(1, 1), (2, 70), (70, 2), (3, 3), (4, 5)] {
      let image = try VectorPictures.crop("holiday/sea.png", x: 7, y: 9, width, height)
      rows.append(try .picture("\(width)x\(height).png", image, level: 300, photo: photo))
    }
    var raw = RawArchive(
      models: [ModelReference(digest: Digest(of: file), name: "filtered", isEmbedded: true)])
    let frame = try ZstdFrame.compress(file[...], level: 19)
    raw.parts = [.section(.model, Digest(of: file).bytes + frame), .block(RawBlock(rows))]
    return try raw.bytes()
  }

  static func twoModels() async throws -> [UInt8] {
    let image = try VectorPictures.crop("forest/bark.png", 65, 30)
    var raw = try RawArchive(await embeddedModel())
    raw.models = [.photo1] + raw.models
    let tiny = try VectorPhoto(file: TinyModel.file)
    raw.parts = [
      raw.parts[0],
      .block(
        RawBlock([
          try .picture("built-in.png", image, photo: VectorPhoto.builtIn.get()),
          try .picture("embedded.png", image, level: 300, model: 1, photo: tiny),
          try .picture(
            "embedded-zstd.png", image, level: 512, coder: .zstd, model: 1, photo: tiny),
        ])),
    ]
    return try raw.bytes()
  }

  /// Pictures above a megapixel.
  static func twoStreams() throws -> [UInt8] {
    let image = VectorPictures.smooth(1040, 1026)
    let photo = try VectorPhoto.builtIn.get()
    var raw = RawArchive(models: [.photo1])
    raw.parts = [
      .block(
        RawBlock(
          try EntropyCoder.allCases.map {
            try .picture("\($0.rawValue).png", image, level: 0, coder: $0, photo: photo)
          }))
    ]
    return try raw.bytes()
  }

  /// Pictures above two megapixels, with either coder, by a cheap model.
  static func threeStreams() async throws -> [UInt8] {
    var raw = try RawArchive(await embeddedModel())
    let tiny = try VectorPhoto(file: TinyModel.file)
    let image = VectorPictures.flat(1100, 2000)
    raw.parts = [
      raw.parts[0],
      .block(
        RawBlock(
          try EntropyCoder.allCases.map {
            try .picture("\($0.rawValue).png", image, level: 0, coder: $0, photo: tiny)
          })),
    ]
    return try raw.bytes()
  }
}

extension ModelReference {
  static let photo1 = ModelReference(digest: .photo1, name: "photo-1", isEmbedded: false)
}
