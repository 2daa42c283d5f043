import Bytes
import Container
import Foundation
import Networks

/// The golden vectors, which seeds are made of.
struct GoldenVectors {
  private static let folder = URL(filePath: #filePath)
    .appending(path: "../../../Formats/vectors/archives").standardized

  /// Inputs above this make all slow.
  static let maximumBytes = 12 << 10
  /// Pictures above this take seconds.
  private static let maximumPixels = 1 << 15

  /// Small archives, valid and not. To read the built-in model takes longer than all else: a tiny
  /// one stands for it.
  func archives() throws -> [[UInt8]] {
    let tiny = try embeddedModels().min { $0.count < $1.count } ?? []
    let valid = try (files("valid") + files("encoder-pinned")).filter { archive in
      let pictures = try ArchiveReader(archive).entries.compactMap(\.picture)
      return pictures.allSatisfy { $0.width * $0.height <= Self.maximumPixels }
    }
    return try (valid + files("must-fail").filter { $0.count < 4 << 10 })
      .map { LooseArchive.carrying(tiny, insteadOfOthersIn: $0) }
      .filter { archive in
        let models = (try? ArchiveReader(archive))?.models ?? []
        return archive.count <= Self.maximumBytes && models.allSatisfy(\.isEmbedded)
      }
  }

  /// Files of models of photographs that travel inside archives.
  private func embeddedModels() throws -> [[UInt8]] {
    try sections(.model).compactMap {
      let packed = $0.dropFirst(Digest.byteCount)
      let file = try PackedModel.unpack(packed, sectionAt: 0, limit: .standard)
      return (try? PhotoModel(file: file)) == nil ? nil : file
    }
  }

  /// All blocks of the valid archives.
  func blocks() throws -> [Block] {
    try files("valid").flatMap { archive in
      let reader = try ArchiveReader(archive)
      return try reader.blocks.indices.map { try reader.readBlock($0) }
    }
  }

  /// Payloads of sections of the valid archives.
  func sections(_ type: SectionType) throws -> [[UInt8]] {
    try files("valid").flatMap { archive in
      let source = SectionSource(source: archive)
      let sections = try ArchiveReader(archive).index.sections.filter { $0.type == type }
      return try (type == .index ? [source.indexSection()] : sections).map {
        try source.payload(of: $0)
      }
    }
  }

  /// Files that golden archives were packed from, and that lie exactly in them.
  func originals() throws -> [[UInt8]] {
    let inputs = Self.folder.appending(path: "encoder-pinned/input")
    let names = try FileManager.default.contentsOfDirectory(atPath: inputs.path).sorted()
    let files = try names.map { Array(try Data(contentsOf: inputs.appending(path: $0))) }
    return try files
      + blocks().flatMap { block in
        block.entries.indices.filter { block.entries[$0].kind == .exact }
          .map { Array(block.body(at: $0)) }
      }
  }

  private func files(_ folder: String) throws -> [[UInt8]] {
    let url = Self.folder.appending(path: folder)
    return try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
      .filter { $0.hasSuffix(".aez") }
      .map { Array(try Data(contentsOf: url.appending(path: $0))) }
  }
}
