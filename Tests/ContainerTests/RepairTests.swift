import Bytes
import Container
import Testing

@Suite struct RepairTests {
  /// What comes back of an archive, by path.
  private struct Object: Equatable {
    var entry: Entry
    var body: [UInt8]
    var extras: [UInt8]
  }

  private func objects(of archive: [UInt8]) throws -> [[UInt8]: Object] {
    let reader = try ArchiveReader(archive)
    try reader.checkSections()
    var objects: [[UInt8]: Object] = [:]
    var original: [UInt8] = []
    for number in reader.blocks.indices {
      let block = try reader.readBlock(number)
      for (index, entry) in block.entries.enumerated() {
        if entry.kind != .copy { original = entry.path }
        let body = Array(block.body(at: index))
        if !entry.beginsFile {
          objects[entry.path]?.body += body
        } else {
          objects[entry.path] = Object(
            entry: entry, body: entry.kind == .copy ? original : body,
            extras: Array(block.extras(at: index)))
        }
      }
    }
    return objects
  }

  /// Paths of which anything lies in the blocks that are chosen; of copies, with their originals.
  private func paths(
    _ archive: [UInt8], in isChosen: (BlockLocation) -> Bool
  ) throws -> Set<[UInt8]> {
    let reader = try ArchiveReader(archive)
    let direct = Set(
      reader.blocks.filter(isChosen).flatMap { reader.entries[$0.entries].map(\.path) })
    var all = direct
    for place in reader.blocks {
      var isLost = false
      for entry in reader.entries[place.entries] {
        if entry.kind != .copy { isLost = direct.contains(entry.path) }
        if isLost { all.insert(entry.path) }
      }
    }
    return all
  }

  private func repaired(_ damaged: [UInt8]) throws -> (archive: [UInt8], repair: ArchiveRepair) {
    let repair = try ArchiveRepair.plan(for: damaged)
    return (try repair.write(into: [UInt8]()), repair)
  }

  private func destroyed(_ archive: [UInt8], _ range: Range<Int>) -> [UInt8] {
    var damaged = archive
    for offset in range { damaged[offset] = UInt8(truncatingIfNeeded: offset &* 7 ^ 0x5A) }
    return damaged
  }

  @Test(arguments: 0..<12 as Range<UInt64>)
  func `of an archive with a destroyed block all objects of the others are saved`(
    seed: UInt64
  ) throws {
    let archive = try RandomArchive(seed: seed, files: 30).archive()
    let whole = try objects(of: archive)
    for place in try ArchiveReader(archive).blocks {
      let payload = place.offset + SectionHeader.byteCount
      for start in [place.offset, payload, payload + place.length - 1] {
        let (found, repair) = try repaired(
          destroyed(archive, start..<payload + place.length))
        let lost = try paths(archive) { $0 == place }
        #expect(try objects(of: found) == whole.filter { !lost.contains($0.key) })
        #expect(Set(repair.lost.map(\.path)) == lost)
        #expect(!repair.mayHaveLostMore && !repair.isIntact)
      }
    }
  }

  @Test(arguments: [(0, 1), (1, 7), (2, 11), (3, 13)] as [(UInt64, Int)])
  func `of a cut archive all objects before the cut are saved`(
    seed: UInt64, step: Int
  ) throws {
    let archive =
      try seed == 0 ? Samples.small() : RandomArchive(seed: seed, files: 25).archive()
    let whole = try objects(of: archive)
    let index = try SectionSource(source: archive).indexSection()
    for length in stride(from: ArchivePreamble.byteCount, to: archive.count, by: step) {
      let (found, repair) = try repaired(Array(archive[..<length]))
      let lost = try paths(archive) { $0.offset + SectionHeader.byteCount + $0.length > length }
      #expect(try objects(of: found) == whole.filter { !lost.contains($0.key) }, "\(length)")
      // Once the index's header is there, all blocks are known to have come before.
      let isIndexReached = length >= index.payloadOffset
      #expect(repair.mayHaveLostMore != isIndexReached, "\(length)")
      #expect(!isIndexReached || repair.lost.isEmpty, "\(length)")
    }
  }

  @Test(arguments: 0..<6 as Range<UInt64>)
  func `without its index an archive is saved whole`(seed: UInt64) throws {
    let archive = try RandomArchive(seed: seed, files: 30).archive()
    let index = try SectionSource(source: archive).indexSection()
    for range in [
      index.offset..<index.end, index.payloadOffset..<index.end,
      index.offset + 3..<index.offset + 4,
      index.payloadOffset..<archive.count, index.end..<archive.count,
    ] {
      let (found, repair) = try repaired(destroyed(archive, range))
      #expect(found == archive, "\(range)")
      #expect(repair.lost.isEmpty && !repair.mayHaveLostMore && !repair.damage.isEmpty)
    }
    // Nothing tells any more that the blocks are all there are.
    let (found, repair) = try repaired(destroyed(archive, index.offset..<archive.count))
    #expect(found == archive)
    #expect(repair.lost.isEmpty && repair.mayHaveLostMore)
  }

  @Test func `without the first bytes or the list of models an archive is saved whole`() throws {
    let archive = try Samples.small()
    for range in [0..<16, 3..<4, 16..<60, 45..<46, 0..<60] {
      let (found, repair) = try repaired(destroyed(archive, range))
      #expect(try objects(of: found) == objects(of: archive))
      #expect(try ArchiveReader(found).models == ArchiveReader(archive).models)
      #expect(repair.lost.isEmpty && !repair.mayHaveLostMore && repair.lostModels.isEmpty)
    }
  }

  @Test func `an archive that is intact is copied byte for byte`() throws {
    for archive in [try Samples.small(), try RandomArchive(seed: 3, files: 40).archive()] {
      let (found, repair) = try repaired(archive)
      #expect(found == archive && repair.isIntact && repair.damage.isEmpty)
    }
  }

  @Test func `whatever byte is changed, what comes of it is valid and nothing else`() throws {
    let archive = try Samples.small()
    let whole = try objects(of: archive)
    for index in archive.indices {
      var damaged = archive
      damaged[index] ^= 0x41
      // Of another version, as far as that can be told.
      guard let (found, repair) = try? repaired(damaged) else { continue }
      let saved = try objects(of: found)
      #expect(saved.allSatisfy { whole[$0.key] == $0.value }, "byte \(index)")
      let lost = Set(repair.lost.map(\.path))
      #expect(saved.count + lost.count == whole.count && lost.isDisjoint(with: saved.keys))
    }
  }

  @Test func `a model that is lost is named as one that readers must have`() throws {
    let archive = try Samples.small()
    let model = try #require(Samples.sections(of: archive).first { $0.type == .model })
    let (found, repair) = try repaired(destroyed(archive, model.payloadOffset..<model.end))
    #expect(repair.lostModels == [Samples.learned.reference])
    #expect(repair.lost.isEmpty && repair.damage.map(\.type) == [.model])
    let reader = try ArchiveReader(found)
    #expect(reader.models.map(\.isEmbedded) == [false, false])
    #expect(reader.entries == (try ArchiveReader(archive).entries))
  }

  @Test func `pictures whose list of models is lost are not made up`() throws {
    let archive = try Samples.small()
    let whole = try objects(of: archive)
    let index = try SectionSource(source: archive).indexSection()
    let cut = destroyed(Array(archive[..<index.offset]), 16..<60)
    let (found, repair) = try repaired(cut)
    #expect(try objects(of: found) == whole.filter { $0.value.entry.kind != .picture })
    #expect(Set(repair.lost.map(\.path)) == [Array("p/1.png".utf8), Array("p/2.png".utf8)])
  }

  @Test func `what goes with the part of a broken file stays`() throws {
    let content = Array("exactly stored".utf8)
    var first = Block()
    first.append(Samples.entry("x", size: content.count), body: Array(content[..<7]))
    var second = Block()
    var rest = Samples.entry("x", size: content.count, digest: .file(Digest(of: content)))
    rest.pieceOffset = 7
    second.append(rest, body: Array(content[7...]))
    second.append(Samples.entry("copy", kind: .copy, size: content.count))
    second.append(Samples.entry("other", size: 2), body: [1, 2])
    second.append(Samples.picture("p.png", digest: .shared), body: [3], extras: [4])
    second.sharedDigest = SampleDigest(Digest(of: [8]))
    let archive = try Samples.archive([first, second].map { try $0.compressed(bodyLevel: 3) })
    let place = try ArchiveReader(archive).blocks[0]
    let (found, repair) = try repaired(destroyed(archive, place.offset..<place.offset + 30))
    let whole = try objects(of: archive)
    let kept: Set = [Array("other".utf8), Array("p.png".utf8)]
    #expect(try objects(of: found) == whole.filter { kept.contains($0.key) })
    #expect(Set(repair.lost.map(\.path)) == [Array("x".utf8), Array("copy".utf8)])
    #expect(try ArchiveReader(found).blocks.map(\.sharedDigest) == [second.sharedDigest])
  }

  @Test func `sizes that blocks leave to the index come from there`() throws {
    var block = Block()
    block.append(Samples.picture("p.png", size: 12345), body: [1])
    var other = Block()
    other.append(Samples.entry("x", size: 1), body: [2])
    let archive = try Samples.archive([
      block.compressed(bodyLevel: 3, omittingSizes: true), other.compressed(bodyLevel: 3),
    ])
    let lost = try ArchiveReader(archive).blocks[1]
    let (found, _) = try repaired(destroyed(archive, lost.offset..<lost.offset + 26))
    #expect(try ArchiveReader(found).entries.map(\.size) == [12345])
    #expect(try ArchiveReader(found).readBlock(0).entries.map(\.size) == [12345])
  }

  @Test func `sections of others are copied where they were`() throws {
    let blocks = try Samples.smallBlocks()
    let type = try #require(SectionType("nOTE"))
    var writer = try ArchiveWriter(into: [UInt8](), models: [Samples.builtIn, Samples.learned])
    for block in blocks {
      try writer.append(block)
      try writer.append(type, payload: [UInt8](repeating: 7, count: blocks[0].payload.count))
    }
    let archive = try writer.finish()
    let place = try ArchiveReader(archive).blocks[2]
    let (found, _) = try repaired(destroyed(archive, place.offset..<place.offset + 30))
    let types = try Samples.sections(of: found).map { $0.type.description }
    #expect(types == ["HEAD", "MODL", "BLCK", "nOTE", "BLCK", "nOTE", "nOTE", "INDX", "TAIL"])
  }

  @Test func `what a newer program wrote is not thrown away`() throws {
    var writer = try ArchiveWriter(into: [UInt8]())
    try writer.append(try #require(SectionType("Need")), payload: [1])
    let archive = try writer.finish()
    #expect(throws: ArchiveError.self) { try ArchiveRepair.plan(for: archive) }
  }

  @Test func `a block that cannot be read is lost, though its checksum is right`() throws {
    let blocks = try Samples.smallBlocks()
    var payload = blocks[2].payload
    payload[payload.count - 5] ^= 1
    let broken = CompressedBlock(
      payload: payload, checksum: crc32(payload[...]), entries: blocks[2].entries,
      sharedDigest: blocks[2].sharedDigest)
    let archive = try Samples.archive([blocks[0], blocks[1], broken])
    let (found, repair) = try repaired(archive)
    #expect(try ArchiveReader(found).blocks.count == 2)
    #expect(repair.lost.map(\.path) == [Array("p/1.png".utf8), Array("p/2.png".utf8)])
    #expect(repair.damage.map(\.type) == [.block])
  }
}
