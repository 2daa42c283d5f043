import Bytes
import Container
import Entropy
import TestSupport
import Testing

@Suite struct HostileArchiveTests {
  /// An archive of one section with a correct header, then an index and an end that fit.
  private func archive(_ type: SectionType, payload: [UInt8], index: [UInt8]) throws -> [UInt8] {
    var bytes = ArchivePreamble().bytes
    func add(_ type: SectionType, _ payload: [UInt8]) {
      let header = SectionHeader(
        type: type, length: payload.count, checksum: crc32(payload[...]))
      bytes += header.bytes(at: bytes.count) + payload
    }
    add(type, payload)
    let offset = UInt64(bytes.count)
    add(.index, index)
    let length = UInt64(bytes.count + ArchiveTail.byteCount)
    add(.tail, ArchiveTail(index: offset, length: length).payload)
    return bytes
  }

  /// Bytes of a number as a varint.
  private func varint(_ value: UInt64) -> [UInt8] {
    var writer = ByteWriter()
    writer.varint(value)
    return writer.bytes
  }

  @Test func `huge declared counts and lengths are refused before they cost memory`() throws {
    let head = Array("HEAD".utf8)
    let huge = varint(1 << 60)
    let contents: [[UInt8]] = [
      huge,  // models
      [1] + [UInt8](repeating: 0, count: 32) + huge,  // bytes of a name
      [0] + huge,  // sections
      [0, 1] + head + huge,  // bytes of a section
      [0, 1] + head + [1] + huge,  // rows
      [0, 1] + head + [1] + varint(1 << 24),  // rows without paths
      [0, 1] + head + [1, 1, 0] + huge,  // bytes of a column
    ]
    for content in contents {
      let index = try ZstdFrame.compress(content[...], level: 1)
      let archive = try archive(.head, payload: [0], index: index)
      #expect(throws: ArchiveError.self) { try ArchiveReader(archive) }
      #expect(try ArchiveRecovery.scan(archive).reader.entries.isEmpty)
    }
  }

  @Test func `a frame that declares more than its bytes can hold is refused`() throws {
    // Magic number; single segment, 8 bytes of content size, no checksum; 1 GiB.
    let frame: [UInt8] =
      [0x28, 0xB5, 0x2F, 0xFD, 0xE0] + [0, 0, 0, 0x40, 0, 0, 0, 0] + [1, 0, 0]
    let archive = try archive(.head, payload: [0], index: frame)
    #expect(
      throws: ArchiveError.frame(
        .index, offset: 41, .tooLarge(declared: 1 << 30, limit: UInt64(frame.count << 15)))
    ) { try ArchiveReader(archive) }
  }

  @Test func `paths that grow from nothing are refused`() throws {
    // Each path is the one before and a byte more.
    let entries = (1...30_000).map {
      Entry(path: [UInt8](repeating: 65, count: $0), kind: .directory)
    }
    let bytes = Catalogue(entries: entries, sharedDigests: []).bytes
    #expect(bytes.count < 200_000)
    #expect(throws: CatalogueError.self) { try Catalogue(parsing: bytes[...], limits: .block) }
    var block = Block()
    for entry in entries { block.append(entry) }
    #expect(throws: ArchiveError.self) { try block.compressed(bodyLevel: 1) }
  }

  @Test func `more entries than a reader holds are refused before anything is made of them`() {
    var writer = ByteWriter()
    writer.varint(0)
    writer.varint(41)
    writer.append(Array("HEAD".utf8))
    for _ in 0..<40 { writer.append(Array("BLCK".utf8)) }
    writer.varint(1)
    for _ in 0..<40 { writer.varint(0) }
    for _ in 0..<40 { writer.varint(1 << 16) }
    writer.varint(40 << 16)
    let offset = 16 + 25 + 40 * 24
    let limit = DecodeLimits.standard
    #expect(throws: ArchiveError.aboveLimit(.index, offset: offset, limit: limit.bytes)) {
      try ArchiveIndex(parsing: writer.bytes, at: offset)
    }
    #expect(throws: ArchiveError.self) {
      try ArchiveIndex(parsing: writer.bytes, at: offset, limit: DecodeLimits(bytes: 1 << 40))
    }
  }

  @Test func `long paths of few bytes are bounded together, and with a way out`() throws {
    var block = Block()
    for number in 0..<64 {
      block.append(
        Entry(path: [UInt8](repeating: 65, count: 32_000) + [UInt8(48 + number)], kind: .directory))
    }
    let archive = try Samples.archive([block.compressed(bodyLevel: 1)])
    #expect(archive.count < 3000)
    let limit = DecodeLimits(bytes: 1 << 22)
    let index = try SectionSource(source: archive).indexSection()
    #expect(
      throws: ArchiveError.aboveLimit(.index, offset: index.offset, limit: limit.bytes)
    ) { try ArchiveReader(archive, limit: limit) }
    #expect(try ArchiveReader(archive).entries.count == 64)
  }

  @Test func `a packed model is held to the limit as a whole, matrices and all else`() throws {
    // 100,000 noughts as a matrix, and 40,000 bytes beside it.
    var coder = WeightEncoder()
    let weights = [UInt8](repeating: 128, count: 100_000)
    coder.append(weights[...], columns: 100, zeroPoint: 128)
    let frame = try ZstdFrame.compress([UInt8](repeating: 1, count: 40_000)[...], level: 1)
    var packed = ByteWriter()
    packed.append([1, 1])
    packed.varint(0)
    packed.varint(100_000)
    packed.append([99, 0])
    packed.varint(frame.count)
    packed.append(frame + coder.finish())
    let limit = DecodeLimits(bytes: 4 * 139_999)
    #expect(throws: ArchiveError.aboveLimit(.model, offset: 41, limit: limit.bytes)) {
      try PackedModel.unpack(packed.bytes[...], sectionAt: 41, limit: limit)
    }
    let file = try PackedModel.unpack(
      packed.bytes[...], sectionAt: 41, limit: DecodeLimits(bytes: 4 * 140_000))
    #expect(file == weights + [UInt8](repeating: 1, count: 40_000))
  }

  @Test func `skippable frames do not pass for empty ones`() {
    let frame: [UInt8] = [0x50, 0x2A, 0x4D, 0x18, 0, 0, 0, 0]
    #expect(throws: ZstdError.malformedFrame) {
      try CheckedFrame.decompress(frame[...], atMost: 10)
    }
  }

  // A search that starts over at each mark would take hours.
  @Test(.timeLimit(.minutes(30)))
  func `a file full of sync marks is searched in one pass`() throws {
    var bytes = ArchivePreamble().bytes
    for _ in 0..<1_000_000 { bytes += SectionHeader.sync }
    let recovered = try ArchiveRecovery.scan(bytes)
    #expect(recovered.damage.count == 1)
    // Empty sections with a byte of rubbish between them.
    bytes = ArchivePreamble().bytes
    let type = try #require(SectionType("junk"))
    for _ in 0..<40_000 {
      bytes += SectionHeader(type: type, length: 0, checksum: 0).bytes(at: bytes.count) + [0xAE]
    }
    #expect(try ArchiveRecovery.scan(bytes).damage.count == 40_000)
  }

  @Test(arguments: [40, 41, 100, 1 << 40, Int.max - 100, Int.max])
  func `an end that declares any length at all does not mislead recovery`(length: Int) throws {
    var bytes = ArchivePreamble().bytes
    let tail = ArchiveTail(index: 0, length: UInt64(length)).payload
    let index = try ZstdFrame.compress([0, 0, 0], level: 1)
    let shift = 16 + 24 + index.count + 40 - length
    func add(_ type: SectionType, _ payload: [UInt8]) {
      let header = SectionHeader(
        type: type, length: payload.count, checksum: crc32(payload[...]))
      bytes += header.bytes(at: bytes.count &- shift) + payload
    }
    add(.index, index)
    add(.tail, tail)
    #expect(throws: ArchiveError.self) { try ArchiveReader(bytes) }
    #expect(try ArchiveRecovery.scan(bytes).reader.entries.isEmpty)
  }

  @Test func `a block that differs from the index is refused`() throws {
    let blocks = try Samples.smallBlocks()
    var writer = try ArchiveWriter(into: [UInt8](), models: [Samples.builtIn])
    let other = CompressedBlock(
      payload: blocks[2].payload, checksum: blocks[2].checksum,
      entries: [Samples.picture("p/other.png")], sharedDigest: nil)
    try writer.append(other)
    let reader = try ArchiveReader(try writer.finish())
    let error = ArchiveError.indexMismatch(.block, offset: reader.blocks[0].offset)
    #expect(throws: error) { try reader.readBlock(0) }
    #expect(throws: error) { try reader.readSummary(ofBlock: 0) }
  }

  @Test func `random bytes in place of a section never trap`() throws {
    let archive = try Samples.small()
    let sections = try Samples.sections(of: archive)
    var random = SplitMix64(seed: 3)
    for section in sections where section.type == .block || section.type == .head {
      for _ in 0..<300 {
        var changed = archive
        let index = Int.random(in: section.payloadOffset..<section.end, using: &random)
        changed[index] = UInt8(truncatingIfNeeded: random.next())
        // With a checksum that fits, so that what lies behind it is reached.
        let sum = crc32(changed[section.payloadOffset..<section.end])
        let header = SectionHeader(type: section.type, length: section.length, checksum: sum)
        changed.replaceSubrange(
          section.offset..<section.payloadOffset, with: header.bytes(at: section.offset))
        _ = try? Contents(ArchiveReader(changed))
        _ = try? ArchiveRecovery.scan(changed)
      }
    }
  }
}
