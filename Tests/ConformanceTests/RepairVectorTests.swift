import Aezip
import Bytes
import Container
import Synchronization
import Testing

/// Repairs the golden archives after damage to each section and cuts at many offsets.
@Suite struct RepairVectorTests {
  /// Digests of the decoded entries by path, without entries that cannot be decoded.
  private func digests(_ scratch: ScratchFolder, _ name: String) async throws -> [[UInt8]: Digest] {
    let found = Mutex<[[UInt8]: Digest]>([:])
    _ = try await Archive(path: scratch.path(name)).visit { path, content in
      let digest =
        switch content {
        case .picture(let picture): Digest(of: picture.image.samples)
        case .exact(let digest), .table(let digest): digest
        }
      found.withLock { $0[path] = digest }
    }
    return found.withLock { $0 }
  }

  private static func sections(of archive: [UInt8]) throws -> [Section] {
    var sections: [Section] = []
    var offset = ArchivePreamble.byteCount
    while offset < archive.count {
      let header = try SectionSource(source: archive).header(at: offset)
      sections.append(Section(type: header.type, offset: offset, length: header.length))
      offset = sections[sections.count - 1].end
    }
    return sections
  }

  /// Paths of the entries of the block at `offset`, and of all their copies.
  private func paths(_ reader: ArchiveReader, inBlockAt offset: Int) -> Set<[UInt8]> {
    let direct = Set(
      reader.blocks.filter { $0.offset == offset }
        .flatMap { reader.entries[$0.entries].map(\.path) })
    var (all, isLost) = (direct, false)
    for entry in reader.entries {
      if entry.kind != .copy { isLost = direct.contains(entry.path) }
      if isLost { all.insert(entry.path) }
    }
    return all
  }

  // An archive with redundancy loses nothing: `HealingVectorTests` covers it.
  @Test(arguments: [
    "path-absolute", "path-dot", "path-dot-dot", "path-dot-dot-inside", "path-empty",
    "path-empty-part", "path-ends-in-slash", "path-zero-byte",
  ])
  func `entries with hostile paths are saved under names that lead nowhere`(
    name: String
  ) async throws {
    let scratch = try ScratchFolder()
    try scratch.write(VectorFolder.mustFail.read("\(name).aez"), "damaged.aez")
    _ = #expect(throws: (any Error).self) { try Archive(path: scratch.path("damaged.aez")) }
    let report = try Archive.repair(scratch.path("damaged.aez"), into: scratch.path("whole.aez"))
    #expect(report.renamed.count == 1 && report.lost.isEmpty && !report.wasIntact)
    let saved = try #require(report.renamed.first?.name.string)
    #expect(saved.hasPrefix("hostile-") && !saved.contains("/"))
    let archive = try Archive(path: scratch.path("whole.aez"))
    #expect(try await archive.verify().problems.isEmpty)
    let names = try archive.entries().map { String(decoding: $0.path, as: UTF8.self) }
    #expect(names.count == report.saved && names.contains(saved) && names.contains("a.png"))
    let unpacked = try await archive.unpack(into: scratch.path("out"))
    #expect(unpacked.problems.isEmpty)
  }

  @Test(arguments: VectorFolder.valid.names.filter { $0 != "redundancy" })
  func `an archive with any one section destroyed is repaired, passes verify and decodes the same`(
    name: String
  ) async throws {
    let archive = try VectorFolder.valid.read("\(name).aez")
    let reader = try ArchiveReader(archive)
    let scratch = try ScratchFolder()
    try scratch.write(archive, "whole.aez")
    let whole = try await digests(scratch, "whole.aez")
    for section in try Self.sections(of: archive) {
      var damaged = archive
      for offset in section.offset..<section.end { damaged[offset] = 0xAA }
      try scratch.write(damaged, "damaged.aez")
      let lost = paths(reader, inBlockAt: section.offset)
      if !lost.isEmpty, lost.count == Set(reader.entries.map(\.path)).count {
        #expect(throws: AezipError.nothingSaved) {
          try Archive.repair(
            scratch.path("damaged.aez"), into: scratch.path("repaired.aez"), overwrite: true)
        }
        continue
      }
      let report = try Archive.repair(
        scratch.path("damaged.aez"), into: scratch.path("repaired.aez"), overwrite: true)
      #expect(Set(report.lost) == lost)
      #expect(!report.mayHaveLostMore && report.damage.count == 1)
      let problems = try await Archive(path: scratch.path("repaired.aez")).verify().problems
      #expect(problems.count == report.needingModel.count)
      guard section.type == .block || section.type == .model else {
        #expect(report.isComplete)
        #expect(report.lostSignature == (section.type == .signature))
        if section.type == .signature { continue }
        // An index of a later version may hold more than this one knows, and only the index has
        // some sizes.
        if !["from-later-minor", "packed-model"].contains(name) {
          #expect(try scratch.read("repaired.aez") == archive)
        }
        continue
      }
      let gone = lost.union(report.needingModel)
      #expect(
        try await digests(scratch, "repaired.aez") == whole.filter { !gone.contains($0.key) })
    }
  }

  @Test(arguments: VectorFolder.valid.names)
  func `all blocks before a cut are recovered byte for byte`(name: String) throws {
    let archive = try VectorFolder.valid.read("\(name).aez")
    let reader = try ArchiveReader(archive)
    for length in stride(from: 16, to: archive.count, by: max(archive.count / 60, 1)) {
      let repair = try ArchiveRepair.plan(for: Array(archive[..<length]))
      let found = try ArchiveReader(repair.write(into: [UInt8]()))
      let intact = reader.blocks.filter {
        $0.offset + SectionHeader.byteCount + $0.length <= length
      }
      var listed = intact.flatMap { reader.entries[$0.entries] }
      // All pieces of a file are recovered, or none.
      let ended = Set(listed.filter(\.endsFile).map(\.path))
      listed.removeAll { !ended.contains($0.path) }
      #expect(found.entries.map(\.path) == listed.map(\.path))
      let payloads = Set(intact.map { payload($0, archive) })
      #expect(found.blocks.allSatisfy { payloads.contains(payload($0, found)) }, "\(length)")
    }
  }

  private func payload(_ place: BlockLocation, _ archive: [UInt8]) -> [UInt8] {
    let start = place.offset + SectionHeader.byteCount
    return Array(archive[start..<start + place.length])
  }

  private func payload(_ place: BlockLocation, _ reader: ArchiveReader) -> [UInt8] {
    let section = Section(type: .block, offset: place.offset, length: place.length)
    return (try? reader.source.payload(of: section)) ?? []
  }

  @Test(arguments: VectorFolder.valid.names)
  func `a changed byte anywhere costs at most the block it lies in`(name: String) throws {
    let archive = try VectorFolder.valid.read("\(name).aez")
    let reader = try ArchiveReader(archive)
    for offset in stride(from: 16, to: archive.count, by: max(archive.count / 60, 1)) {
      var damaged = archive
      damaged[offset] ^= 0x24
      let repair = try ArchiveRepair.plan(for: damaged)
      let section = try #require(Self.sections(of: archive).last { $0.offset <= offset })
      #expect(Set(repair.lost.map(\.path)) == paths(reader, inBlockAt: section.offset))
      #expect(!repair.mayHaveLostMore)
      _ = try ArchiveReader(repair.write(into: [UInt8]()))
    }
  }
}
