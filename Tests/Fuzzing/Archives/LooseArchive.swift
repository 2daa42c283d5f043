import Bytes
import Container

/// An archive taken apart down to the content of its frames, to be put together again with sound
/// lengths and checksums, whatever it says.
struct LooseArchive {
  enum Part {
    case section(SectionType, [UInt8])
    case block(LooseBlock)
    case model(LooseModel)
  }

  var version: FormatVersion
  /// Payload of `HEAD`.
  var head: [UInt8]
  var parts: [Part] = []
  /// Content of the index as it was, for where no other can be made.
  private var index: [UInt8] = []
  /// Changes what the parts make the index.
  var indexChange: Mutation?

  /// Bytes of a frame's content at most.
  static let maximumContent = 1 << 20

  /// Nil unless all headers are sound. What lies in sections may be anything.
  init?(_ archive: [UInt8]) {
    let source = SectionSource(source: archive)
    guard let preamble = try? source.preamble() else { return nil }
    version = preamble.version
    head = []
    var offset = ArchivePreamble.byteCount
    var isFirst = true
    while offset < archive.count {
      guard let header = try? source.header(at: offset) else { return nil }
      let start = offset + SectionHeader.byteCount
      let payload = Array(archive[start..<start + header.length])
      offset = start + header.length
      switch header.type {
      case .head where isFirst: head = payload
      case .block: parts.append(LooseBlock(payload).map { .block($0) } ?? .section(.block, payload))
      case .model: parts.append(.model(LooseModel(payload)))
      case .index:
        index = (try? CheckedFrame.decompress(payload[...], atMost: Self.maximumContent)) ?? []
      case .tail: break
      default: parts.append(.section(header.type, payload))
      }
      isFirst = false
    }
  }

  var bytes: [UInt8] {
    var bytes = ArchivePreamble(version: version).bytes
    var sections: [(type: SectionType, payload: [UInt8])] = [(.head, head)]
    for part in parts {
      switch part {
      case .section(let type, let payload): sections.append((type, payload))
      case .block(let block): sections.append((.block, block.payload))
      case .model(let model): sections.append((.model, model.payload))
      }
    }
    for section in sections { Self.append(section.type, section.payload, to: &bytes) }
    let offset = bytes.count
    let content = indexContent(of: sections)
    Self.append(.index, looseFrame(indexChange?.changed(content) ?? content), to: &bytes)
    let length = UInt64(bytes.count + ArchiveTail.byteCount)
    let tail = ArchiveTail(index: UInt64(offset), length: length)
    Self.append(.tail, tail.payload, to: &bytes)
    return bytes
  }

  /// What the parts make the index. Where a catalogue cannot be read the archive's own goes on.
  private func indexContent(of sections: [(type: SectionType, payload: [UInt8])]) -> [UInt8] {
    let catalogues = parts.compactMap { part -> Catalogue? in
      if case .block(let block) = part { block.parsed } else { nil }
    }
    let blocks = sections.count { $0.type == .block }
    guard catalogues.count == blocks else { return index }
    var writer = ByteWriter()
    writer.append(head)
    writer.varint(sections.count)
    for section in sections { writer.fixed(section.type.code) }
    for section in sections { writer.varint(section.payload.count) }
    for catalogue in catalogues { writer.varint(catalogue.entries.count) }
    let whole = Catalogue(
      entries: catalogues.flatMap { $0.entries.map(\.stored) },
      sharedDigests: catalogues.flatMap(\.sharedDigests))
    return writer.bytes + whole.bytes
  }

  private static func append(_ type: SectionType, _ payload: [UInt8], to bytes: inout [UInt8]) {
    let header = SectionHeader(
      type: type, length: payload.count, checksum: crc32(payload[...]))
    bytes += header.bytes(at: bytes.count) + payload
  }
}

/// A frame of `content` that takes no time to make: raw zstd blocks of 128 KiB, no checksum.
func looseFrame(_ content: [UInt8]) -> [UInt8] {
  // Single segment, four bytes of content size (RFC 8878, 3.1.1.1).
  var writer = ByteWriter()
  writer.append([0x28, 0xB5, 0x2F, 0xFD, 0xA0])
  writer.fixed(UInt32(content.count))
  var start = 0
  repeat {
    let end = min(start + 1 << 17, content.count)
    let header = (end - start) << 3 | (end == content.count ? 1 : 0)
    writer.append((0..<3).map { UInt8(truncatingIfNeeded: header >> (8 * $0)) })
    writer.append(content[start..<end])
    start = end
  } while start < content.count
  return writer.bytes
}
