import Bytes
import Container
import TestSupport
import Testing

@Suite struct DamageTests {
  /// Whether reading everything in `archive` throws or gives `contents`.
  private func isSafe(_ archive: [UInt8], _ contents: Contents) -> Bool {
    guard let found = try? Contents(try ArchiveReader(archive)) else { return true }
    return found == contents
  }

  @Test func `a changed byte is noticed or does not matter`() throws {
    let archive = try Samples.small()
    let contents = try Contents(ArchiveReader(archive))
    for index in archive.indices {
      for bits in [0x01, 0x20, 0x80, 0xFF] as [UInt8] {
        var changed = archive
        changed[index] ^= bits
        #expect(isSafe(changed, contents), "byte \(index)")
        // Whatever it makes of it, recovery does not trap.
        _ = try? ArchiveRecovery.scan(changed)
      }
    }
  }

  @Test func `a cut archive is refused and recovery gives its intact blocks`() throws {
    let archive = try Samples.small()
    let whole = try ArchiveReader(archive)
    for length in 0..<archive.count {
      let cut = Array(archive[..<length])
      #expect(throws: ArchiveError.self) { try ArchiveReader(cut) }
      guard length >= ArchivePreamble.byteCount else {
        #expect(throws: ArchiveError.self) { try ArchiveRecovery.scan(cut) }
        continue
      }
      let recovered = try ArchiveRecovery.scan(cut)
      let intact = whole.blocks.filter {
        $0.offset + SectionHeader.byteCount + $0.length <= length
      }
      #expect(recovered.reader.blocks == intact)
      #expect(
        recovered.reader.entries[...] == whole.entries[..<(intact.last?.entries.upperBound ?? 0)])
      #expect(recovered.damage.last?.reason == .endsEarly(at: length))
      for number in intact.indices {
        #expect(try recovered.reader.readBlock(number) == whole.readBlock(number))
      }
    }
  }

  @Test func `without the index everything is recovered`() throws {
    var archive = try Samples.small()
    let whole = try ArchiveReader(archive)
    let index = try SectionSource(source: archive).indexSection()
    for offset in index.offset..<index.end { archive[offset] = 0xAA }
    #expect(throws: ArchiveError.damagedHeader(offset: index.offset)) {
      try ArchiveReader(archive)
    }
    let recovered = try ArchiveRecovery.scan(archive)
    #expect(try Contents(recovered.reader) == Contents(whole))
    #expect(recovered.reader.entries == whole.entries)
    #expect(
      recovered.damage == [
        DamagedRange(
          offset: index.offset, length: index.end - index.offset, type: .index,
          reason: .damagedHeader(offset: index.offset))
      ])
  }

  @Test(arguments: [0, 1, 2], [false, true])
  func `without one block all others are recovered`(number: Int, headerToo: Bool) throws {
    var archive = try Samples.small()
    let whole = try ArchiveReader(archive)
    let place = whole.blocks[number]
    let start = place.offset + (headerToo ? 0 : SectionHeader.byteCount)
    for offset in start..<place.offset + SectionHeader.byteCount + place.length {
      archive[offset] = 0
    }
    let recovered = try ArchiveRecovery.scan(archive)
    #expect(recovered.lost == Array(whole.entries[place.entries]))
    #expect(recovered.damage.map(\.offset) == [place.offset])
    #expect(recovered.damage.map(\.length) == [place.length + SectionHeader.byteCount])
    let others = whole.blocks.indices.filter { $0 != number }
    #expect(
      try recovered.reader.blocks.indices.map { try recovered.reader.readBlock($0) }
        == others.map { try whole.readBlock($0) })
    #expect(throws: ArchiveError.self) { try ArchiveReader(archive).readBlock(number) }
  }

  @Test func `models survive the loss of the header or of the index`() throws {
    var archive = try Samples.small()
    let whole = try ArchiveReader(archive)
    for offset in 0..<60 { archive[offset] = 0 }
    let recovered = try ArchiveRecovery.scan(archive)
    #expect(recovered.reader.models == whole.models)
    #expect(recovered.reader.entries == whole.entries)
    #expect(recovered.damage.map(\.offset) == [0, 16])
    #expect(
      try recovered.reader.embeddedModel(Samples.learned.reference.digest)
        == Array("weights".utf8))
  }

  @Test func `lost and inserted bytes are told from cut ones`() throws {
    let archive = try Samples.small()
    let shorter = Array(archive[..<100] + archive[101...])
    #expect(
      throws: ArchiveError.wrongFileLength(
        declared: UInt64(archive.count), found: archive.count - 1)
    ) { try ArchiveReader(shorter) }
  }

  @Test(arguments: [1, 23, 24, 5000])
  func `bytes appended behind an archive are called that`(count: Int) throws {
    let archive = try Samples.small()
    let error = ArchiveError.appendedBytes(offset: archive.count, count: count)
    var random = SplitMix64(seed: UInt64(count))
    for appended in [[UInt8](repeating: 0, count: count), random.bytes(count)] {
      #expect(throws: error) { try ArchiveReader(archive + appended) }
      let recovered = try ArchiveRecovery.scan(archive + appended)
      #expect(
        recovered.damage == [DamagedRange(offset: archive.count, length: count, reason: error)])
      #expect(recovered.lost.isEmpty && !recovered.mayHaveLostMore)
      #expect(try ArchiveRepair.plan(for: archive + appended).write(into: [UInt8]()) == archive)
    }
    #expect(error.description.hasPrefix(count == 1 ? "1 byte appended" : "\(count) bytes appended"))
  }

  @Test func `an archive appended to another is called that`() throws {
    let archive = try Samples.small()
    let error = ArchiveError.appendedBytes(offset: archive.count, count: archive.count)
    #expect(throws: error) { try ArchiveReader(archive + archive) }
  }

  @Test func `bytes appended behind an archive that is damaged, too, leave the first error`() throws
  {
    var archive = try Samples.small()
    archive[try ArchiveReader(archive).blocks[0].offset] ^= 1
    #expect(throws: ArchiveError.endsEarly(at: archive.count + 1)) {
      try ArchiveReader(archive + [0])
    }
  }

  @Test(arguments: [-30, -1, 1, 50])
  func `sections behind lost or inserted bytes are recovered`(growth: Int) throws {
    let archive = try Samples.small()
    let whole = try ArchiveReader(archive)
    for offset in 0..<whole.blocks[1].offset {
      let rest = archive[(offset + max(-growth, 0))...]
      let changed = archive[..<offset] + [UInt8](repeating: 1, count: max(growth, 0)) + rest
      let recovered = try ArchiveRecovery.scan(Array(changed))
      let last = recovered.reader.blocks.count - 1
      #expect(try recovered.reader.readBlock(last) == whole.readBlock(2))
      #expect(recovered.reader.blocks.count + Set(recovered.lost.map(\.path)).count >= 3)
      #expect(!recovered.damage.isEmpty)
    }
  }

  @Test func `recovery does not take an archive inside an archive for its own`() throws {
    let inner = try Samples.small()
    var block = Block()
    block.append(Samples.entry("inner.aez", size: inner.count), body: inner)
    var archive = try Samples.archive([try block.compressed(bodyLevel: 1)])
    let place = try ArchiveReader(archive).blocks[0]
    archive[place.offset] ^= 0xFF
    let recovered = try ArchiveRecovery.scan(archive)
    #expect(recovered.reader.entries.isEmpty)
    #expect(recovered.lost.map(\.path) == [Array("inner.aez".utf8)])
  }

  @Test func `a damaged block does not hide behind the window's edge`() throws {
    var random = SplitMix64(seed: 9)
    let blocks = try (0..<4).map { number in
      var block = Block()
      let body = random.bytes(SourceWindow.size / 2 - 300 + number * 97)
      block.append(Samples.entry("\(number)", size: body.count), body: body)
      return try block.compressed(bodyLevel: 1)
    }
    let archive = try Samples.archive(blocks)
    let whole = try ArchiveReader(archive)
    for number in 0..<3 {
      var damaged = archive
      damaged[whole.blocks[number].offset + 20] ^= 1
      let recovered = try ArchiveRecovery.scan(damaged)
      #expect(recovered.reader.blocks.count == 3)
      #expect(recovered.lost == [whole.entries[number]])
    }
  }
}
