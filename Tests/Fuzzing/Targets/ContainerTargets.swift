import Bytes
import Container

extension FuzzTarget {
  /// The content of an index, which lies where its sections end.
  static let index = FuzzTarget(
    name: "index",
    seeds: { vectors in
      try vectors.sections(.index).map { try CheckedFrame.decompress($0[...], atMost: 1 << 24) }
    }
  ) { input in
    guard let offset = indexOffset(input),
      let index = try? ArchiveIndex(
        parsing: input, at: offset, limit: DecodeLimits(bytes: 1 << 20))
    else { return }
    expect(
      index.blocks.reduce(0) { $0 + $1.entries.count } == index.entries.count,
      "each entry lies in a block")
    guard let bytes = try? index.bytes() else { return }
    let again = try? ArchiveIndex(parsing: bytes, at: offset)
    expect((try? again?.bytes()) == bytes, "an index that is read can be written and read again")
  }

  /// Where the sections that an index lists end.
  private static func indexOffset(_ content: [UInt8]) -> Int? {
    var reader = ByteReader(content)
    guard (try? [ModelReference](parsing: &reader)) != nil,
      let count = try? reader.count(atMost: content.count), (try? reader.take(4 * count)) != nil
    else { return nil }
    var offset = ArchivePreamble.byteCount
    for _ in 0..<count {
      guard let length = try? reader.count(atMost: ArchiveLimit.sectionPayload) else { return nil }
      offset += SectionHeader.byteCount + length
    }
    return offset
  }

  /// The content of a catalogue.
  static let catalogue = FuzzTarget(
    name: "catalogue",
    seeds: { vectors in
      try vectors.blocks().map { block in
        Catalogue(
          entries: block.entries, sharedDigests: block.sharedDigest.map { [$0] } ?? []
        ).bytes
      }
    }
  ) { input in
    guard let table = try? Catalogue(parsing: input[...], limits: .block) else { return }
    _ = try? EntrySequence.validate(table.entries, as: .block, models: 2)
    _ = try? EntrySequence.validate(table.entries, as: .remains, models: nil)
    let bytes = table.bytes
    let again = try? Catalogue(parsing: bytes[...], limits: .block)
    expect(again?.bytes == bytes, "a catalogue that is read can be written and read again")
  }

  static let frame = FuzzTarget(
    name: "frame",
    seeds: { vectors in
      let bodies = try vectors.blocks().map(\.body).filter {
        $0.count <= GoldenVectors.maximumBytes
      }
      return try vectors.sections(.index) + bodies.map(looseFrame)
        + bodies.map { try ZstdFrame.compress($0[...], level: 3) }
    }
  ) { input in
    guard let content = try? CheckedFrame.decompress(input[...], atMost: 1 << 20) else { return }
    expect(content.count <= 1 << 20, "a frame holds no more than is allowed")
  }

  /// A model as it travels.
  static let packedModel = FuzzTarget(
    name: "packed-model",
    seeds: { try $0.sections(.model).map { Array($0.dropFirst(Digest.byteCount)) } }
  ) { input in
    let limit = DecodeLimits(bytes: 1 << 22)
    guard let file = try? PackedModel.unpack(input[...], sectionAt: 0, limit: limit) else { return }
    expect(file.count <= limit.modelBytes, "a model of \(file.count) bytes is within the limit")
  }
}
