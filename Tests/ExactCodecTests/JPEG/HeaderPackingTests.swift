import ExactCodec
import Testing

/// Headers without the Huffman tables that a reader can make again.
@Suite struct HeaderPackingTests {
  private static let samples: [SampleJPEG] = {
    var samples = [SampleJPEG.sequential, .progressive]
    samples.append(SampleJPEG(factors: [(1, 1)], scans: [SampleJPEG.Scan(components: [0])]))
    samples.append(
      SampleJPEG(
        factors: [(2, 1), (1, 2), (1, 1), (2, 2)],
        scans: [SampleJPEG.Scan(components: [0, 3]), SampleJPEG.Scan(components: [1])]))
    for var sample in samples {
      sample.restartInterval = 3
      samples.append(sample)
    }
    return samples
  }()

  @Test(arguments: [([0x00, 0x10], false), ([0x40, 0x50], false), ([0x40, 0x10], true)])
  func `typical tables are a byte each`(tables: [Int], isApart: Bool) throws {
    let bytes = tables.map { UInt8($0) }
    let sample = SampleJPEG.sequential
    let packed = sample.headers(
      tables: isApart ? bytes.flatMap { SampleJPEG.escape([$0]) } : SampleJPEG.escape(bytes))
    let split = try sample.parts(packed: packed, seed: 1)
    #expect(split.rest.headers[0].count > packed[0].count + 150)
    #expect(HeaderPacking.pack(split, mayCompute: true) == packed)
    #expect(HeaderPacking.pack(split.rest.headers) == packed)
    #expect(try HeaderPacking.keeps(split))
  }

  @Test(arguments: samples) func `optimal tables are a byte each`(sample: SampleJPEG) throws {
    let packed = sample.headers(tables: SampleJPEG.escape([0x20, 0x30]))
    let split = try sample.parts(packed: packed, seed: 2)
    #expect(HeaderPacking.pack(split, mayCompute: true) == packed)
    #expect(HeaderPacking.pack(split, mayCompute: false) == split.rest.headers)
    #expect(try HeaderPacking.needsCoefficients(packed))
    #expect(try HeaderPacking.keeps(split))
    #expect(throws: JPEGError.self) {
      try HeaderPacking.unpack(packed, record: split.rest.record, planes: nil)
    }
  }

  /// Later definitions take the place of earlier ones, as in libjpeg's progressive files.
  @Test func `a table is optimal for the scans between its definition and the next`() throws {
    let sample = SampleJPEG.progressive
    var packed = sample.headers(tables: SampleJPEG.escape([0x20]))
    // The second and the third scan share a table, as do all from the seventh on; refined DC
    // coefficients need none.
    for index in [1, 3, 5, 6] { packed[index] = SampleJPEG.escape([0x30]) + packed[index] }
    let split = try sample.parts(packed: packed, seed: 3)
    #expect(Set(split.rest.headers.map(\.count)).count > 3)
    #expect(HeaderPacking.pack(split, mayCompute: true) == packed)
    #expect(try HeaderPacking.keeps(split))
  }

  @Test func `tables that are neither stay`() throws {
    for sample in [SampleJPEG.sequential, .progressive] {
      let split = try SplitJPEG(reading: sample.file(seed: 4), coefficientLimit: 1 << 20)
      #expect(HeaderPacking.pack(split, mayCompute: true) == sample.headers)
      #expect(try HeaderPacking.keeps(split))
    }
  }

  @Test func `an unused table stays unless it is typical`() throws {
    let sample = SampleJPEG.sequential
    let other: [UInt8] = [0xFF, 0xC4, 0, 20, 0x13, 1] + Array(repeating: 0, count: 15) + [7]
    let packed = sample.headers(
      tables: SampleJPEG.escape([0x03, 0x20]) + other + SampleJPEG.escape([0x30]))
    let split = try sample.parts(packed: packed, seed: 5)
    #expect(HeaderPacking.pack(split, mayCompute: true) == packed)
    #expect(try HeaderPacking.keeps(split))
  }

  @Test(arguments: [0x00, 0x20]) func `a segment with another table stays whole`(
    first: Int
  ) throws {
    let sample = SampleJPEG.sequential
    // The typical or optimal table, first in a segment of its own.
    let apart = try sample.parts(
      packed: sample.headers(
        tables: SampleJPEG.escape([UInt8(first)]) + [0xFF, 0xC4, 1, 0x13, 0x10]
          + SampleJPEG.table),
      seed: 6)
    #expect(
      HeaderPacking.pack(apart, mayCompute: true)[0].firstRange(
        of: SampleJPEG.escape([UInt8(first)])) != nil)
    #expect(try HeaderPacking.keeps(apart))
    // Both tables in one segment.
    let tables = apart.rest.headers[0]
    let start = tables.firstRange(of: [0xFF, 0xC4])!.lowerBound
    let length = Int(tables[start + 3])
    let payload = tables[start + 4..<start + 2 + length] + [0x10] + SampleJPEG.table
    let segment =
      [0xFF, 0xC4, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)] + payload
    let parts = SplitJPEG(
      planes: apart.planes,
      rest: JPEGReader.Rest(
        headers: sample.headers(tables: segment), record: apart.rest.record, tail: []))
    let mixed = try SplitJPEG(reading: parts.write(), coefficientLimit: 1 << 20)
    #expect(HeaderPacking.pack(mixed, mayCompute: true) == mixed.rest.headers)
    #expect(try HeaderPacking.keeps(mixed))
  }

  @Test func `a table may be defined twice in a segment`() throws {
    let sample = SampleJPEG.sequential
    let packed = sample.headers(tables: SampleJPEG.escape([0x00, 0x40, 0x20, 0x10, 0x30]))
    let split = try sample.parts(packed: packed, seed: 7)
    #expect(HeaderPacking.pack(split, mayCompute: true) == packed)
    #expect(try HeaderPacking.keeps(split))
  }

  @Test(arguments: [1, 5, 11]) func `only the units that there are count`(stop: Int) throws {
    var record = RepairRecord()
    record.stop = stop
    for sample in Self.samples {
      let packed = sample.headers(tables: SampleJPEG.escape([0x20, 0x30]))
      let planes = try sample.planes(seed: 8, density: 60)
      let headers = try HeaderPacking.unpack(packed, record: record, planes: planes)
      let parts = SplitJPEG(
        planes: planes, rest: JPEGReader.Rest(headers: headers, record: record, tail: []))
      #expect(HeaderPacking.pack(parts, mayCompute: true) == packed)
      #expect(try HeaderPacking.keeps(parts))
      let whole = try HeaderPacking.unpack(packed, record: RepairRecord(), planes: planes)
      // The last of several scans hardly changes a table.
      #expect(whole != headers || sample.isProgressive)
    }
  }

  @Test(arguments: samples) func `files that end anywhere`(sample: SampleJPEG) throws {
    for tables: [UInt8] in [[0x20, 0x30], [0x00, 0x10]] where !sample.isProgressive || tables[0] > 0
    {
      let packed = sample.headers(tables: SampleJPEG.escape(tables))
      let file = try sample.parts(packed: packed, seed: 9).write()
      for end in stride(from: 0, through: file.count, by: 97) {
        guard let split = try? SplitJPEG(reading: Array(file[..<end]), coefficientLimit: 1 << 20)
        else { continue }
        #expect(try HeaderPacking.keeps(split), "\(end)")
      }
    }
  }

  @Test func `superfluous symbols count`() throws {
    let sample = SampleJPEG(
      factors: [(1, 1)], isProgressive: true,
      scans: [
        SampleJPEG.Scan(components: [0], band: 0...0),
        SampleJPEG.Scan(components: [0], band: 1...63),
      ])
    var repair = ScanRepair()
    // Runs of two and three blocks, then blocks that end with one to three codes for 16 zeros.
    for block in 0..<10 { repair.eobRuns.append(2 + block % 2, at: 5 * block / 2) }
    for block in 10..<14 { repair.zeroRuns.append(1 + block % 3, at: 3 * block) }
    var record = RepairRecord()
    record.scans = [ScanRepair(), repair]
    let packed = sample.headers(tables: SampleJPEG.escape([0x20, 0x30]))
    let split = try sample.parts(packed: packed, seed: 10, density: 0, record: record)
    #expect(split.rest.record == record)
    #expect(HeaderPacking.pack(split, mayCompute: true) == packed)
    #expect(try HeaderPacking.keeps(split))
  }

  @Test func `what looks like tables elsewhere stays`() throws {
    let sample = SampleJPEG.sequential
    let comment: [UInt8] = [0xFF, 0xFE, 0, 9, 0xFF, 0xC4, 0, 0, 1, 0x20, 0x30]
    let stray: [UInt8] = [0xFF, 0xFF, 1, 0xFF, 0, 0xC4, 0, 0, 0xFF, 0xD0]
    let packed = sample.headers(
      tables: Array(comment.prefix(11)) + stray + SampleJPEG.escape([0x00]) + stray
        + SampleJPEG.escape([0x30]))
    let split = try sample.parts(packed: packed, seed: 11)
    #expect(HeaderPacking.pack(split, mayCompute: true) == packed)
    #expect(try HeaderPacking.keeps(split))
  }
}
