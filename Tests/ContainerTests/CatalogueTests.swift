import Bytes
import Container
import TestSupport
import Testing

@Suite struct CatalogueTests {
  @Test(arguments: 0..<50 as Range<UInt64>)
  func `rows come back from columns`(seed: UInt64) throws {
    for block in RandomArchive(seed: seed, files: 40).blocks {
      let catalogue = Catalogue(
        entries: block.entries, sharedDigests: block.sharedDigest.map { [$0] } ?? [])
      #expect(try Catalogue(parsing: catalogue.bytes[...], limits: .block) == catalogue)
    }
  }

  @Test(arguments: 0..<200 as Range<UInt64>)
  func `random changes never trap`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var bytes = Catalogue(
      entries: RandomArchive(seed: seed % 7, files: 30).blocks.flatMap(\.entries),
      sharedDigests: []
    ).bytes
    for _ in 0..<200 {
      let index = Int.random(in: bytes.indices, using: &random)
      let old = bytes[index]
      bytes[index] = UInt8(truncatingIfNeeded: random.next())
      if let found = try? Catalogue(parsing: bytes[...], limits: .block) {
        _ = try? EntrySequence.validate(found.entries, as: .block, models: 2)
      }
      if Bool.random(using: &random) { bytes[index] = old }
    }
  }

  @Test func `integers lie by planes, as many as the largest needs`() throws {
    #expect(PackedIntegers.pack([0, 0]) == [])
    #expect(PackedIntegers.pack([1, 0x0203]) == [1, 3, 0, 2])
    let extremes = [0, UInt64.max, 1 << 63]
    let planes = PackedIntegers.pack(extremes)
    let packed = try #require(PackedIntegers(planes[...], count: 3))
    #expect((0..<3).map { packed[$0] } == extremes)
    #expect(PackedIntegers(planes.dropLast(), count: 3) == nil)
    #expect(PackedIntegers([0, 0, 0, 0, 0, 0, 0, 0, 0], count: 1) == nil)
    #expect(PackedIntegers([1], count: 0) == nil)
  }

  @Test func `paths store only what the path before does not have`() {
    let paths = ["00009.png", "00010.png"].map { Array($0.utf8) }
    #expect(
      PathColumn.encode(paths) == [1, 1, 1, 0, 3, 0, 4, 9, 2] + Array("00009.png10".utf8))
  }

  @Test func `a path column that takes more than there is is refused`() throws {
    var decoder = try PathColumn.Decoder([1, 0, 0, 1], count: 1, allowance: 100)
    #expect(throws: CatalogueError.sharesTooMuch(row: 0, shared: 1, available: 0)) {
      try decoder.next(row: 0)
    }
    var short = try PathColumn.Decoder([0, 0, 1, 5, 65], count: 1, allowance: 100)
    #expect(throws: CatalogueError.self) { try short.next(row: 0) }
    var long = try PathColumn.Decoder([0, 0, 1, 5, 65, 65, 65, 65, 65], count: 1, allowance: 4)
    #expect(throws: CatalogueError.self) { try long.next(row: 0) }
    #expect(throws: CatalogueError.self) {
      try PathColumn.Decoder([3, 0, 0, 1, 1, 1], count: 1, allowance: 100)
    }
  }

  @Test func `columns must ascend and be whole`() {
    #expect(
      throws: CatalogueError.columnOrder(.kind, after: .kind)
    ) { try Catalogue(parsing: [1, 0, 5, 0, 0, 1, 1, 65, 2, 1, 2, 2, 1, 2], limits: .block) }
    #expect(throws: CatalogueError.columnLength(.kind, found: 1, rows: 2)) {
      try Catalogue(parsing: [2, 0, 7, 0, 0, 1, 1, 1, 65, 66, 2, 1, 2], limits: .block)
    }
    #expect(throws: CatalogueError.tooLarge(.kind, row: 0, value: 258, limit: 255)) {
      try Catalogue(parsing: [1, 0, 5, 0, 0, 1, 1, 65, 2, 2, 2, 1], limits: .block)
    }
  }
}
