import Bytes
import Container
import Protection
import Testing

@Suite struct SignatureTests {
  private static let pem = """
    -----BEGIN PRIVATE KEY-----
    MC4CAQAwBQYDK2VwBCIEIFIq4svdOScMLfd4Ch8T29AmBCt3GwyEreELr5LbblUM
    -----END PRIVATE KEY-----
    """

  private static func key() throws -> SigningKey { try SigningKey(Array(pem.utf8)) }

  private static func block(_ name: String, _ content: String) throws -> CompressedBlock {
    let bytes = Array(content.utf8)
    var block = Block()
    block.append(
      Samples.entry(name, size: bytes.count, digest: .file(Digest(of: bytes))), body: bytes)
    return try block.compressed(bodyLevel: 3)
  }

  private static func archive(
    _ signing: ArchiveSigning, more: Bool = false, version: FormatVersion = .signed
  ) throws -> [UInt8] {
    var writer = try ArchiveWriter(
      into: [UInt8](), models: [Samples.learned], version: version, signing: signing)
    try writer.append(block("a.txt", "first"))
    if more { try writer.append(#require(SectionType("note")), payload: [1, 2, 3]) }
    try writer.append(block("b.txt", "second"))
    return try writer.finish()
  }

  private func holds(_ archive: [UInt8]) throws -> Bool {
    let reader = try ArchiveReader(archive)
    return try #require(try reader.signature()).holds(for: reader.coveredDigest())
  }

  @Test func `a signature stands before the index and holds`() throws {
    for more in [false, true] {
      let archive = try Self.archive(.by(Self.key()), more: more)
      let reader = try ArchiveReader(archive)
      try reader.checkSections()
      #expect(reader.index.sections.last?.type == .signature)
      #expect(try reader.signature()?.key == Self.key().verifying)
      #expect(try holds(archive))
    }
    #expect(try ArchiveReader(Self.archive(.none)).signature() == nil)
  }

  @Test func `all bytes are signed but those of the signature`() throws {
    let archive = try Self.archive(.by(Self.key()), more: true)
    let section = try #require(try ArchiveReader(archive).index.sections.last)
    var plain = Array(archive[..<section.offset]) + archive[section.end...]
    #expect(try ArchiveReader(archive).coveredDigest() == Digest(of: plain))
    plain[40] ^= 1
    #expect(try ArchiveReader(archive).coveredDigest() != Digest(of: plain))
  }

  @Test func `whatever is made anew with valid checksums, the signature does not hold`() throws {
    let signature = try #require(try ArchiveReader(Self.archive(.by(Self.key()))).signature())
    let section = try #require(try ArchiveReader(Self.archive(.by(Self.key()))).index.sections.last)
    // An archive of the same names and lengths, with the section moved over.
    var writer = try ArchiveWriter(
      into: [UInt8](), models: [Samples.learned], version: .signed, signing: .by(Self.key()))
    try writer.append(Self.block("a.txt", "First"))
    try writer.append(Self.block("b.txt", "second"))
    var forged = try writer.finish()
    #expect(try holds(forged))
    let bytes =
      SectionHeader(
        type: .signature, length: signature.payload.count,
        checksum: crc32(signature.payload[...])
      ).bytes(at: section.offset) + signature.payload
    forged.replaceSubrange(section.offset..<section.end, with: bytes)
    try ArchiveReader(forged).checkSections()
    #expect(try !holds(forged))
  }

  @Test func `any bit of what is signed is signed`() throws {
    let archive = try Self.archive(.by(Self.key()))
    let reader = try ArchiveReader(archive)
    let signature = try #require(try reader.signature())
    let section = try #require(reader.index.sections.last)
    for index in archive.indices where !(section.offset..<section.end).contains(index) {
      var changed = archive
      changed[index] ^= 1
      // As if whoever changed it had got all checksums right.
      let damaged = ArchiveReader(
        SectionSource(source: changed), version: reader.version, index: reader.index)
      #expect(try !signature.holds(for: damaged.coveredDigest()), "byte \(index)")
    }
  }

  // An archive that lost its beginning does not say which version it has; its signature does.
  @Test(arguments: [FormatVersion.signed, .current])
  func `repairing keeps a signature if all that it covers comes out the same`(
    version: FormatVersion
  ) throws {
    let archive = try Self.archive(.by(Self.key()), more: true, version: version)
    let index = try SectionSource(source: archive).indexSection()
    for range in [0..<16, 16..<60, index.offset..<index.end, index.end..<archive.count] {
      var damaged = archive
      for place in range { damaged[place] = 0xAA }
      var isSigned = false
      let whole = try ArchiveRepair.plan(for: damaged).write(
        into: [UInt8](), signed: { isSigned = $0 })
      #expect(whole == archive && isSigned, "\(range)")
    }
  }

  @Test func `repairing drops a signature of what is lost`() throws {
    let archive = try Self.archive(.by(Self.key()))
    for place in try ArchiveReader(archive).blocks {
      var damaged = archive
      damaged[place.offset + 40] ^= 1
      var isSigned = true
      let whole = try ArchiveRepair.plan(for: damaged).write(
        into: [UInt8](), signed: { isSigned = $0 })
      #expect(!isSigned)
      let reader = try ArchiveReader(whole)
      #expect(try reader.signature() == nil && reader.entries.count == 1)
    }
  }

  @Test func `a signature of a kind to come is told from none and from damage`() throws {
    var archive = try Self.archive(.by(Self.key()))
    let section = try #require(try ArchiveReader(archive).index.sections.last)
    let payload = [2] + archive[(section.payloadOffset + 1)..<section.end]
    let header = SectionHeader(
      type: .signature, length: payload.count, checksum: crc32(payload[...]))
    archive.replaceSubrange(
      section.offset..<section.end, with: header.bytes(at: section.offset) + payload)
    #expect(throws: ArchiveError.unknownSignature(offset: section.offset)) {
      try ArchiveReader(archive).signature()
    }
    archive[section.payloadOffset] = 1
    #expect(throws: ArchiveError.self) { try ArchiveReader(archive).signature() }
  }

  @Test func `no section of a signature is written that is none`() throws {
    var writer = try ArchiveWriter(into: [UInt8](), signing: .by(Self.key()))
    #expect(throws: ArchiveError.unexpectedSection(.signature, offset: writer.length)) {
      try writer.append(.signature, payload: [1])
    }
  }
}
