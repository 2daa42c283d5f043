import Bytes
import Container
import Testing

@Suite struct CompatibilityTests {
  private func archive(withSection name: String) throws -> [UInt8] {
    var writer = try ArchiveWriter(into: [UInt8](), models: [Samples.builtIn, Samples.learned])
    let blocks = try Samples.smallBlocks()
    try writer.append(blocks[0])
    try writer.append(try #require(SectionType(name)), payload: [1, 2, 3])
    for block in blocks.dropFirst() { try writer.append(block) }
    return try writer.finish()
  }

  private func replacingPreamble(major: UInt16, minor: UInt16) throws -> [UInt8] {
    ArchivePreamble(version: FormatVersion(major: major, minor: minor)).bytes
      + (try Samples.small().dropFirst(ArchivePreamble.byteCount))
  }

  @Test func `an unknown optional section is skipped, when reading and when recovering`() throws {
    let archive = try archive(withSection: "nOTE")
    #expect(
      try Contents(ArchiveReader(archive)) == Contents(ArchiveReader(Samples.small())))
    let recovered = try ArchiveRecovery.scan(archive)
    #expect(recovered.damage.isEmpty && recovered.lost.isEmpty)
    #expect(recovered.reader.entries == (try ArchiveReader(archive).entries))
  }

  @Test func `an unknown required section is refused`() throws {
    let archive = try archive(withSection: "Need")
    let sections = try Samples.sections(of: archive)
    let offset = try #require(sections.first { $0.type.description == "Need" }).offset
    let error = ArchiveError.unknownRequiredSection(
      try #require(SectionType("Need")), offset: offset)
    #expect(throws: error) { try ArchiveReader(archive) }
    #expect(try ArchiveRecovery.scan(archive).damage.map(\.reason).contains(error))
  }

  @Test func `any minor version of this major is read`() throws {
    let reader = try ArchiveReader(try replacingPreamble(major: 1, minor: 65535))
    #expect(reader.version == FormatVersion(major: 1, minor: 65535))
    _ = try Contents(reader)
  }

  @Test(arguments: [0, 2, 65535] as [UInt16])
  func `another major version is refused by name`(major: UInt16) throws {
    let archive = try replacingPreamble(major: major, minor: 3)
    let error = ArchiveError.unsupportedVersion(FormatVersion(major: major, minor: 3))
    #expect(throws: error) { try ArchiveReader(archive) }
    #expect(throws: error) { try ArchiveRecovery.scan(archive) }
    #expect(error.description == "needs aezip format \(major).3, this program reads 1.x")
  }

  @Test func `unknown columns are skipped if odd and refused if even`() throws {
    let entries = [Samples.entry("a"), Samples.entry("b")]
    let bytes = Catalogue(entries: entries, sharedDigests: []).bytes
    let catalogue = try Catalogue(parsing: (bytes + [101, 1, 7])[...], limits: .block)
    #expect(catalogue.entries == entries)
    #expect(throws: CatalogueError.unknownRequiredColumn(ColumnID(rawValue: 100))) {
      try Catalogue(parsing: (bytes + [100, 1, 7])[...], limits: .block)
    }
  }
}

@Suite struct ArchivePreambleTests {
  private static let png: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 0]
  private static let mangled: [[UInt8]] = [
    [0x89, 0x41, 0x45, 0x5A, 0x0A, 0x1A, 0x0A, 0, 0, 0],
    [0x89, 0x41, 0x45, 0x5A, 0x0D, 0x0D, 0x0A, 0x1A, 0x0D, 0x0A],
    [0x09, 0x41, 0x45, 0x5A, 0x0D, 0x0A, 0x1A, 0x0A],
    [0xC2, 0x89, 0x41, 0x45, 0x5A, 0x0D, 0x0A, 0x1A, 0x0A],
    [0xEF, 0xBF, 0xBD, 0x41, 0x45, 0x5A, 0x0D, 0x0A, 0x1A, 0x0A],
  ]

  @Test func `a file of another kind is named by how it starts`() {
    let error = ArchiveError.notAnArchive(start: [0x50, 0x4B, 0x03, 0x04])
    #expect(throws: error) { try ArchiveReader([0x50, 0x4B, 0x03, 0x04, 0x14]) }
    #expect(error.description == "not an aezip archive (starts with 50 4B 03 04)")
    #expect(throws: ArchiveError.notAnArchive(start: [0x89, 0x50, 0x4E, 0x47])) {
      try ArchiveReader(Self.png)
    }
    #expect(throws: ArchiveError.notAnArchive(start: [])) { try ArchiveReader([UInt8]()) }
    #expect(throws: ArchiveError.notAnArchive(start: [0x50])) {
      try ArchiveRecovery.scan([0x50] as [UInt8])
    }
  }

  @Test(arguments: mangled)
  func `a text-mode copy is recognised`(start: [UInt8]) {
    #expect(throws: ArchiveError.mangledByTextCopy) { try ArchiveReader(start) }
  }
}
