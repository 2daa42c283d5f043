import Bytes
import Container

/// The parts of an archive, which are assembled with valid lengths and checksums. Nothing else is
/// validated.
struct RawArchive {
  enum Part {
    case section(SectionType, [UInt8])
    case block(RawBlock)
  }

  var version = FormatVersion.first
  /// The model list.
  var models: [ModelReference]
  var parts: [Part] = []
  /// Columns behind those of the index.
  var indexSuffix: [UInt8] = []
  /// Replaces the frame of the index.
  var indexFrame: [UInt8]?

  init(_ archive: [UInt8]) throws {
    let reader = try ArchiveReader(archive)
    models = reader.models
    var number = 0
    for section in reader.index.sections.dropFirst() {
      if section.type == .block {
        parts.append(.block(RawBlock(try reader.readBlock(number))))
        number += 1
      } else {
        let start = section.payloadOffset
        parts.append(.section(section.type, Array(archive[start..<start + section.length])))
      }
    }
  }

  init(models: [ModelReference] = []) { self.models = models }

  var blocks: [RawBlock] {
    parts.compactMap { if case .block(let block) = $0 { block } else { nil } }
  }

  /// Changes every block.
  mutating func changeBlocks(_ change: (inout RawBlock) throws -> Void) rethrows {
    for index in parts.indices {
      guard case .block(var block) = parts[index] else { continue }
      try change(&block)
      parts[index] = .block(block)
    }
  }

  /// Changes the entry of that path.
  mutating func change(
    _ path: String, _ change: (inout RawBlock.Row) throws -> Void
  ) rethrows {
    try changeBlocks { block in
      for index in block.rows.indices where block.rows[index].entry.path == Array(path.utf8) {
        try change(&block.rows[index])
      }
    }
  }

  func bytes() throws -> [UInt8] {
    var head = ByteWriter()
    models.write(to: &head)
    var sections: [(SectionType, [UInt8])] = [(.head, head.bytes)]
    for part in parts {
      switch part {
      case .section(let type, let payload): sections.append((type, payload))
      case .block(let block): sections.append((.block, try block.payload()))
      }
    }
    let index = try indexFrame ?? ZstdFrame.compress(indexBytes(sections)[...], level: 19)
    var bytes = ArchivePreamble(version: version).bytes
    for (type, payload) in sections { bytes += Self.section(type, payload, at: bytes.count) }
    let offset = bytes.count
    bytes += Self.section(.index, index, at: offset)
    let tail = ArchiveTail(
      index: UInt64(offset), length: UInt64(bytes.count + ArchiveTail.byteCount))
    return bytes + Self.section(.tail, tail.payload, at: bytes.count)
  }

  private func indexBytes(_ sections: [(SectionType, [UInt8])]) -> [UInt8] {
    var writer = ByteWriter()
    models.write(to: &writer)
    writer.varint(sections.count)
    for (type, _) in sections { writer.fixed(type.code) }
    for (_, payload) in sections { writer.varint(payload.count) }
    for block in blocks { writer.varint(block.rows.count) }
    let catalogue = Catalogue(
      entries: blocks.flatMap { $0.listed ?? $0.rows.map(\.entry) }.map(\.stored),
      sharedDigests: blocks.compactMap(\.sharedDigest))
    return writer.bytes + catalogue.bytes + indexSuffix
  }

  private static func section(
    _ type: SectionType, _ payload: [UInt8], at offset: Int
  ) -> [UInt8] {
    SectionHeader(type: type, length: payload.count, checksum: crc32(payload[...]))
      .bytes(at: offset) + payload
  }
}

/// The parts of a block.
struct RawBlock {
  struct Row {
    var entry: Entry
    var body: [UInt8] = []
    var extras: [UInt8] = []
    /// Replaces the body's length in the catalogue.
    var declaredLength: Int?
  }

  var rows: [Row]
  var sharedDigest: SampleDigest?
  /// Replaces the rows in the index.
  var listed: [Entry]?
  /// Columns behind those of the catalogue.
  var suffix: [UInt8] = []
  /// Replaces the frame of the bodies.
  var bodyFrame: [UInt8]?

  init(_ rows: [Row], sharedDigest: SampleDigest? = nil) {
    self.rows = rows
    self.sharedDigest = sharedDigest
  }

  init(_ block: Block) {
    rows = block.entries.indices.map {
      Row(
        entry: block.entries[$0], body: Array(block.body(at: $0)),
        extras: Array(block.extras(at: $0)))
    }
    sharedDigest = block.sharedDigest
  }

  func payload() throws -> [UInt8] {
    var block = Block()
    for row in rows { block.append(row.entry, body: row.body, extras: row.extras) }
    var entries = block.entries
    for (index, row) in rows.enumerated() {
      entries[index].bodyLength = row.declaredLength ?? row.body.count
    }
    let catalogue = Catalogue(
      entries: entries, sharedDigests: sharedDigest.map { [$0] } ?? [])
    let table = try ZstdFrame.compress((catalogue.bytes + suffix)[...], level: 19)
    let extras = try block.extras.isEmpty ? [] : ZstdFrame.compress(block.extras[...], level: 19)
    let body = try block.body.isEmpty ? [] : ZstdFrame.compress(block.body[...], level: 19)
    var writer = ByteWriter()
    writer.varint(table.count)
    writer.varint(extras.count)
    writer.append(table + extras + (bodyFrame ?? body))
    return writer.bytes
  }
}
