import Bytes
import Container
import TestSupport
import Testing

/// Archives with parity, damaged.
@Suite struct RedundancyTests {
  private static func redundancy(_ percent: Double) throws -> Redundancy {
    try #require(Redundancy(percent: percent))
  }

  /// An archive of `bytes` random bytes in blocks of about `block`.
  private static func archive(
    _ percent: Double, bytes: Int, block: Int = 1 << 16, span: Int? = nil, seed: UInt64 = 1
  ) throws -> [UInt8] {
    var random = SplitMix64(seed: seed)
    var redundancy = try redundancy(percent)
    if let span { redundancy.spanBytes = span }
    var writer = try ArchiveWriter(
      into: [UInt8](), models: [Samples.builtIn], redundancy: redundancy)
    for (number, start) in stride(from: 0, to: bytes, by: block).enumerated() {
      let body = random.bytes(min(block, bytes - start))
      var block = Block()
      block.append(
        Samples.entry("\(number)", size: body.count, digest: .file(Digest(of: body))), body: body)
      try writer.append(try block.compressed(bodyLevel: 1))
    }
    return try writer.finish()
  }

  private static func small(_ percent: Double) throws -> [UInt8] {
    var writer = try ArchiveWriter(
      into: [UInt8](), models: [Samples.builtIn, Samples.learned], redundancy: redundancy(percent))
    for block in try Samples.smallBlocks() { try writer.append(block) }
    return try writer.finish()
  }

  /// What becomes of a damaged archive.
  private func healed(_ damaged: [UInt8]) throws -> [UInt8]? {
    guard let healing = try ArchiveHealing.heal(damaged) else { return nil }
    return try healing.read(at: 0, count: healing.count)
  }

  private func damaged(_ archive: [UInt8], _ range: Range<Int>, _ way: Int) -> [UInt8] {
    var bytes = archive
    for offset in range {
      switch way {
      case 0: bytes[offset] = 0
      case 1: bytes[offset] ^= 0xFF
      default: bytes[offset] = UInt8(truncatingIfNeeded: offset &* 37 ^ 0xA5)
      }
    }
    return bytes
  }

  @Test(arguments: [0.1, 5, 10, 33, 50])
  func `a run of damage that was asked for is healed wherever it lies`(percent: Double) throws {
    let archive = try Self.small(percent)
    let most = Int(Double(archive.count) * percent / 100)
    #expect(most > 0)
    for length in Set([1, most / 3, most - 1, most]) where length > 0 {
      for start in stride(from: 0, through: archive.count - length, by: length > 1 ? 1 : 7) {
        let bytes = damaged(archive, start..<start + length, (start + length) % 3)
        #expect(try healed(bytes) == archive, "\(length) bytes at \(start)")
      }
    }
  }

  @Test(arguments: [(5, 200_000), (12.5, 70_000), (50, 30_000), (1, 1_500_000)] as [(Double, Int)])
  func `so it is in larger archives, cut ones too`(percent: Double, bytes: Int) throws {
    var random = SplitMix64(seed: UInt64(bytes))
    let archive = try Self.archive(percent, bytes: bytes, block: 20_000)
    let most = Int(Double(archive.count) * percent / 100)
    let last = archive.count - most
    let starts =
      [0, 1, last, last - 1] + (0..<16).map { _ in Int.random(in: 0...last, using: &random) }
    for (way, start) in starts.enumerated() {
      let bytes = damaged(archive, start..<start + most, way % 3)
      #expect(try healed(bytes) == archive, "\(start)")
    }
    #expect(try healed(Array(archive[..<last])) == archive)
    #expect(try healed(archive + random.bytes(100)) == archive)
  }

  @Test func `each span of a large archive is healed by itself`() throws {
    let archive = try Self.archive(10, bytes: 300_000, block: 7000, span: 60_000)
    let parity = try Samples.sections(of: archive).filter { $0.type == .parity }
    #expect(parity.count == 4 * 5)
    let begins = [0] + stride(from: 3, to: 16, by: 4).map { parity[$0].end }
    for shift in stride(from: -4500, through: 50_000, by: 900) {
      var bytes = archive
      for begin in begins where begin + shift >= 0 && begin + shift + 4500 <= archive.count {
        bytes = damaged(bytes, begin + shift..<begin + shift + 4500, 1)
      }
      #expect(try healed(bytes) == archive, "\(shift)")
    }
    #expect(try healed(Array(archive[..<(archive.count - 4500)])) == archive)
    let cut = Array(archive[..<(parity[11].end + 5000)])
    let remains = try ArchiveRepair.plan(
      for: try #require(try ArchiveHealing.heal(damaged(cut, 100..<5000, 0))))
    #expect(try remains.reader.blocks.count == ArchiveRepair.plan(for: cut).reader.blocks.count)
  }

  @Test func `a span that ends just before the index leaves nothing without parity`() throws {
    let archive = try Self.archive(10, bytes: 28_000, block: 7000, span: 5000)
    let parity = try Samples.sections(of: archive).filter { $0.type == .parity }
    #expect(parity.count == 4 * 5)
    let length = (archive.count - parity[15].end) / 10
    for start in parity[15].end..<archive.count - length {
      #expect(try healed(damaged(archive, start..<start + length, 1)) == archive, "\(start)")
    }
  }

  @Test func `an archive without entries has redundancy too`() throws {
    var writer = try ArchiveWriter(into: [UInt8](), redundancy: Self.redundancy(10))
    let archive = try writer.finish()
    for start in archive.indices {
      let end = min(start + archive.count / 10, archive.count)
      #expect(try healed(damaged(archive, start..<end, 1)) == archive, "\(start)")
    }
  }

  @Test func `an archive that is intact needs no healing, and any reader opens it`() throws {
    let archive = try Self.archive(5, bytes: 100_000)
    let healing = try #require(try ArchiveHealing.heal(archive))
    #expect(!healing.isNeeded && healing.isComplete && healing.redundancy.percent == 5)
    let reader = try ArchiveReader(archive)
    try reader.checkSections()
    #expect(reader.version == .redundancy)
    #expect(reader.index.sections.suffix(4).allSatisfy { $0.type == .parity })
    let repair = try ArchiveRepair.plan(for: archive)
    #expect(repair.isIntact)
    #expect(try repair.write(into: [UInt8]()) == archive)
    #expect(try healed(Samples.small()) == nil)
  }

  @Test func `one parity section that begins as it was written is enough`() throws {
    let archive = try Self.archive(50, bytes: 60_000, block: 9000)
    let sections = try Samples.sections(of: archive).filter { $0.type == .parity }
    try #require(sections.count == 4)
    for left in sections.indices {
      var bytes = archive
      for (number, section) in sections.enumerated() where number != left {
        for offset in section.offset..<section.payloadOffset + 40 { bytes[offset] ^= 0x11 }
      }
      bytes = damaged(bytes, 3000..<4000, 0)
      #expect(try healed(bytes) == archive, "\(left)")
    }
  }

  @Test func `checksums that are damaged in each copy are put together`() throws {
    let archive = try Self.archive(20, bytes: 1_000_000)
    let sections = try Samples.sections(of: archive).filter { $0.type == .parity }
    var bytes = archive
    for (number, section) in sections.enumerated() {
      let list = section.payloadOffset + ParityGeometry.byteCount
      // A chunk has 1024 bytes; each copy has another one.
      for chunk in 0..<3 where chunk != number % 3 { bytes[list + 100 + 1024 * chunk] ^= 1 }
    }
    bytes = damaged(bytes, 100_000..<101_000, 2)
    #expect(try healed(bytes) == archive)
  }

  @Test(arguments: [-5000, -1, 1, 700, 5000])
  func `bytes lost or inserted are healed`(growth: Int) throws {
    let archive = try Self.archive(5, bytes: 400_000)
    var random = SplitMix64(seed: 4)
    for _ in 0..<12 {
      let offset = Int.random(in: 0..<archive.count - 8000, using: &random)
      let rest = archive[(offset + max(-growth, 0))...]
      let bytes = archive[..<offset] + random.bytes(max(growth, 0)) + rest
      #expect(try healed(Array(bytes)) == archive, "\(offset)")
    }
  }

  @Test func `sectors damaged at random are healed up to nearly as many`() throws {
    let archive = try Self.archive(20, bytes: 2_000_000)
    var random = SplitMix64(seed: 5)
    for _ in 0..<8 {
      var bytes = archive
      for sector in 0..<archive.count / 512 where Int.random(in: 0..<1000, using: &random) < 15 {
        bytes = damaged(bytes, sector * 512..<(sector + 1) * 512, 1)
      }
      #expect(try healed(bytes) == archive)
    }
  }

  @Test(arguments: 0..<10 as Range<UInt64>)
  func `where damage is too much what is intact comes back as without redundancy`(
    seed: UInt64
  ) throws {
    let archive = try Self.archive(5, bytes: 120_000, block: 8000, seed: seed)
    let whole = try Contents(ArchiveReader(archive))
    var random = SplitMix64(seed: seed)
    let length = Int.random(in: archive.count / 15..<archive.count / 2, using: &random)
    let start = Int.random(in: 0..<archive.count - length, using: &random)
    let bytes = damaged(archive, start..<start + length, Int(seed % 3))
    let plain = try ArchiveRepair.plan(for: bytes)
    let healing = try #require(try ArchiveHealing.heal(bytes))
    #expect(healing.isNeeded && !healing.isComplete)
    let repair = try ArchiveRepair.plan(for: healing)
    #expect(repair.reader.blocks.count >= plain.reader.blocks.count)
    let found = try repair.write(into: [UInt8](), redundancy: healing.redundancy)
    let saved = try Contents(ArchiveReader(found))
    #expect(saved.blocks.allSatisfy { whole.blocks.contains($0) })
    #expect(saved.blocks.count + repair.lost.count >= whole.blocks.count)
    // What comes of it has parity of its own.
    #expect(try healed(damaged(found, 100..<100 + found.count / 25, 1)) == found)
  }

  @Test func `parity of another place, as an older program may leave it, is not believed`() throws {
    let archive = try Self.archive(10, bytes: 60_000, block: 9000)
    let lost = try ArchiveReader(archive).blocks[1]
    let repair = try ArchiveRepair.plan(for: damaged(archive, lost.offset..<lost.offset + 30, 0))
    // As before there was parity: sections that are not known are copied.
    var raw = try repair.write(into: [UInt8]())
    let index = try SectionSource(source: raw).indexSection()
    raw.removeLast(raw.count - index.offset)
    for section in try Samples.sections(of: archive) where section.type == .parity {
      let payload = Array(archive[section.payloadOffset..<section.end])
      raw +=
        SectionHeader(type: .parity, length: payload.count, checksum: crc32(payload[...]))
        .bytes(at: raw.count) + payload
    }
    #expect(try healed(raw) == nil)
  }

  @Test func `hostile parity sections do no harm`() throws {
    let archive = try Self.small(20)
    let sections = try Samples.sections(of: archive).filter { $0.type == .parity }
    var random = SplitMix64(seed: 6)
    for round in 0..<1000 {
      var bytes = archive
      for section in sections where round % 2 == 0 || section == sections[round / 2 % 4] {
        // Numbers changed, and all checksums right.
        let place = section.payloadOffset + Int.random(in: 0..<40, using: &random)
        bytes[place] = round % 3 == 0 ? 0xFF : UInt8.random(in: 0...255, using: &random)
        let start = section.payloadOffset
        replace(&bytes, start + 40, crc32(bytes[start..<start + 40]))
        replace(&bytes, section.offset + 16, crc32(bytes[start..<section.end]))
        let header = SectionHeader(
          type: .parity, length: section.length, checksum: crc32(bytes[start..<section.end]))
        bytes.replaceSubrange(section.offset..<start, with: header.bytes(at: section.offset))
      }
      _ = try? healed(bytes)
      bytes[Int.random(in: bytes.indices, using: &random)] ^= 0x10
      _ = try? healed(bytes)
    }
  }

  private func replace(_ bytes: inout [UInt8], _ offset: Int, _ value: UInt32) {
    for index in 0..<4 { bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * index)) }
  }

  @Test(arguments: 1...40)
  func `what is asked for fits however large the archive`(step: Int) throws {
    var random = SplitMix64(seed: UInt64(step))
    for _ in 0..<50 {
      let first = Int.random(in: 1...1 << Int.random(in: 1...31, using: &random), using: &random)
      let second = Int.random(in: 0...1 << Int.random(in: 1...24, using: &random), using: &random)
      let percent = Double.random(in: 0.001...50, using: &random)
      let redundancy = try Self.redundancy(percent)
      let plan = ParityGeometry(begin: 7 * step, first: first, second: second, for: redundancy)
      #expect(ParityGeometry.parse(plan.bytes(number: 3))?.geometry == plan)
      #expect(plan.data + plan.parity <= 255)
      let asked = Double(plan.end - plan.begin) * Double(redundancy.millionths) / 1e6
      #expect(Double((plan.parity * plan.stripes - 2) * plan.cell + 2) >= asked)
    }
  }

  @Test func `a sink that cannot be read gives the same bytes`() throws {
    let archive = try Self.small(7)
    var writer = try ArchiveWriter(
      into: BlindSink(), models: [Samples.builtIn, Samples.learned],
      redundancy: Self.redundancy(7))
    for block in try Samples.smallBlocks() { try writer.append(block) }
    #expect(try writer.finish().bytes == archive)
  }

  private struct BlindSink: ByteSink {
    var bytes: [UInt8] = []
    mutating func append(_ more: [UInt8]) { bytes += more }
  }
}
