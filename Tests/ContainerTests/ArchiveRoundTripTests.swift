import Bytes
import Container
import Testing

@Suite struct ArchiveRoundTripTests {
  @Test(arguments: 0..<40 as Range<UInt64>)
  func `what was written comes back`(seed: UInt64) throws {
    let random = RandomArchive(seed: seed, files: Int(seed) * 3)
    let reader = try ArchiveReader(try random.archive())
    let contents = try Contents(reader)
    #expect(contents.blocks == random.blocks)
    #expect(contents.models == [Samples.builtIn.reference, Samples.learned.reference])
    #expect(contents.files == [Array("weights".utf8)])
    #expect(reader.entries == random.blocks.flatMap { $0.entries.map(\.listed) })
    for number in random.blocks.indices {
      let summary = try reader.readSummary(ofBlock: number)
      let block = random.blocks[number]
      #expect(summary.entries == block.entries)
      let extras = block.entries.indices.flatMap { Array(block.extras(at: $0)) }
      #expect(try reader.readExtras(ofBlock: number, summary) == extras)
      let location = reader.blocks[number]
      #expect(location.entries.allSatisfy { reader.block(ofEntry: $0) == number })
    }
    try reader.checkSections()
  }

  @Test func `each entry of a block has its own body and extras`() throws {
    let reader = try ArchiveReader(try Samples.small())
    let block = try reader.readBlock(2)
    #expect(Array(block.body(at: 0)) == [1, 2, 3])
    #expect(Array(block.extras(at: 0)) == [9, 9])
    #expect(Array(block.body(at: 1)) == [4, 5])
    #expect(block.extras(at: 1).isEmpty)
  }

  @Test func `an archive of nothing can be written and read`() throws {
    let reader = try ArchiveReader(try Samples.archive([], models: []))
    #expect(reader.entries.isEmpty && reader.blocks.isEmpty && reader.models.isEmpty)
    #expect(reader.version == .first)
  }

  @Test func `the same input gives the same bytes, sealed in whatever thread`() async throws {
    let blocks = RandomArchive(seed: 5, files: 60).blocks
    let sealed = try await withThrowingTaskGroup(of: (Int, CompressedBlock).self) { group in
      for (number, block) in blocks.enumerated() {
        group.addTask { (number, try block.compressed(bodyLevel: 3)) }
      }
      return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    let inOrder = blocks.indices.compactMap { sealed[$0] }
    #expect(try Samples.archive(inOrder) == RandomArchive(seed: 5, files: 60).archive())
  }

  @Test func `a model that does not travel along is not found`() throws {
    let reader = try ArchiveReader(try Samples.small())
    let digest = Samples.builtIn.reference.digest
    #expect(throws: ArchiveError.modelNotFound(digest)) { try reader.embeddedModel(digest) }
  }

  @Test func `entries of different blocks that contradict each other cannot be written`() throws {
    var block = Block()
    block.append(Samples.entry("x"))
    let sealed = try block.compressed(bodyLevel: 1)
    #expect(throws: ArchiveError.unwritable(.entry(path: Array("x".utf8), .duplicate))) {
      try Samples.archive([sealed, sealed])
    }
  }

  @Test func `an empty block, and one without the shared digest it needs, cannot be sealed`() {
    var block = Block()
    #expect(throws: ArchiveError.limit(.piecesInBlock, declared: 0, limit: 65536)) {
      try block.compressed(bodyLevel: 1)
    }
    block.append(Samples.picture("x", digest: .shared))
    #expect(throws: ArchiveError.unwritable(.sharedDigests(declared: 0, needed: 1))) {
      try block.compressed(bodyLevel: 1)
    }
  }
}
