import ExactCodec
import TestSupport
import Testing

/// Files that are not what libjpeg would write.
@Suite struct JPEGRepairTests {
  @Test(arguments: 0..<20) func `what libjpeg would write needs one byte`(seed: UInt64) throws {
    let fractional = SampleJPEG(factors: [(3, 2), (2, 1), (1, 2)])
    let two = SampleJPEG(factors: [(4, 4), (1, 3)], scans: [SampleJPEG.Scan(components: [1, 0])])
    let grey = SampleJPEG(factors: [(2, 3)], scans: [SampleJPEG.Scan(components: [0])])
    for var sample in [SampleJPEG.sequential, .progressive, fractional, two, grey] {
      for interval in [0, 1, 7] {
        sample.restartInterval = interval
        let trip = try #require(try roundTrip(try sample.file(seed: seed, density: seed * 20)))
        #expect(trip.isSame)
        #expect(trip.split.rest.record.bytes == [0])
        #expect(trip.split.rest.tail == [0xFF, 0xD9])
      }
    }
  }

  /// Writes a file with a record, and expects to read the same record and coefficients.
  private func expectKept(
    _ sample: SampleJPEG, _ record: RepairRecord, seed: UInt64, density: UInt64
  ) throws {
    let file = try sample.file(seed: seed, density: density, record: record)
    let trip = try #require(try roundTrip(file))
    #expect(trip.isSame)
    #expect(trip.split.rest.record == record)
    #expect(try trip.split.planes == sample.planes(seed: seed, density: density))
  }

  @Test(arguments: 1..<8) func `runs of blocks may be broken off`(length: Int) throws {
    // Nothing but zeros, which libjpeg would code as a single run for each scan.
    let sample = SampleJPEG(
      factors: [(1, 1)], isProgressive: true,
      scans: [
        SampleJPEG.Scan(components: [0], band: 0...0),
        SampleJPEG.Scan(components: [0], band: 1...63),
      ])
    let count = 8 * 6
    var repair = ScanRepair()
    for start in stride(from: 0, to: count - length, by: length) {
      repair.eobRuns.append(length, at: start)
    }
    // The last run is what is left; it is of the usual length, unless it goes on behind the end.
    var record = RepairRecord()
    record.scans = [ScanRepair(), repair]
    if length == 1 { record.scans[1] = Self.singleRuns }
    try expectKept(sample, record, seed: 0, density: 0)
    record.scans[1].eobRuns.append(100, at: (count - 1) / length * length)
    try expectKept(sample, record, seed: 0, density: 0)
  }

  private static var singleRuns: ScanRepair {
    var repair = ScanRepair()
    repair.hasSingleEOBRuns = true
    return repair
  }

  @Test(arguments: 0..<20)
  func `an encoder that ends every block by itself needs two bytes a scan`(seed: UInt64) throws {
    let sample = SampleJPEG.progressive
    var record = RepairRecord()
    record.scans = Array(repeating: Self.singleRuns, count: sample.scans.count)
    let file = try sample.file(seed: seed, density: seed, record: record)
    let trip = try #require(try roundTrip(file))
    #expect(trip.isSame)
    #expect(trip.split.rest.record.bytes.count <= 1 + sample.scans.count)
    // A longer run is listed, and perhaps what else it changes.
    record.scans[1].eobRuns.append(2, at: 3)
    if let file = try? sample.file(seed: seed, density: seed, record: record),
      let trip = try roundTrip(file)
    {
      #expect(trip.isSame)
      #expect(trip.split.rest.record.bytes.count <= 20 + sample.scans.count)
    }
  }

  @Test func `a magnitude whose last bits may be taken away fits its number`() throws {
    let table: [UInt8] = [1, 1] + Array(repeating: 0, count: 14) + [0x03, 0x00]
    func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
      [0xFF, marker, 0, UInt8(payload.count + 2)] + payload
    }
    // −4 × 2¹³ in the first scan; the second one is damaged within that block.
    var file: [UInt8] = [0xFF, 0xD8]
    file += segment(0xDB, [0] + Array(repeating: 1, count: 64))
    file += segment(0xC2, [8, 0, 8, 0, 8, 1, 1, 0x11, 0])
    file += segment(0xC4, [0x10] + table)
    file += segment(0xDA, [1, 1, 0, 1, 63, 0x0D]) + [0x3B]
    for data: [UInt8] in [[], [0xBF]] {
      let whole = file + segment(0xDA, [1, 1, 0, 1, 63, 0xDC]) + data + [0xFF, 0xD9]
      if let trip = try roundTrip(whole) { #expect(trip.isSame) }
    }
  }

  /// A grey picture whose AC coefficients are refined once.
  private static func refined(width: Int, height: Int) -> SampleJPEG {
    SampleJPEG(
      width: width, height: height, factors: [(1, 1)], isProgressive: true,
      scans: [
        SampleJPEG.Scan(components: [0], band: 0...0),
        SampleJPEG.Scan(components: [0], band: 1...63, low: 1),
        SampleJPEG.Scan(components: [0], band: 1...63, high: 1),
      ])
  }

  @Test(arguments: [0, 1, 16, 17, 18, 40, 1000])
  func `runs with many corrections may be of any length`(length: Int) throws {
    let sample = Self.refined(width: 160, height: 160)
    var planes = try sample.planes(seed: 1, density: 0)
    // The last scan is nothing but corrections: 63 for each block, so that libjpeg ends a run
    // behind 15 blocks.
    for index in planes.values.indices where index % 64 > 0 {
      planes[index: index] = index % 3 == 0 ? -3 : 2
    }
    var repair = ScanRepair()
    if length > 0 { repair.eobRuns.append(length, at: 15) }
    var record = RepairRecord()
    if length > 0 { record.scans = [ScanRepair(), ScanRepair(), repair] }
    let parts = SplitJPEG(
      planes: planes, rest: JPEGReader.Rest(headers: sample.headers, record: record, tail: []))
    let trip = try #require(try roundTrip(try parts.write()))
    #expect(trip.isSame)
    #expect(trip.split.planes.values == planes.values)
    #expect(trip.split.rest.record == record)
  }

  @Test(arguments: [0, 1, 0x7FFE, 0x7FFF]) func `the longest runs`(length: Int) throws {
    let sample = Self.refined(width: 1600, height: 1600)
    var repair = ScanRepair()
    if length > 0 { repair.eobRuns.append(length, at: length == 0x7FFF ? 0x7FFF : 0) }
    var record = RepairRecord()
    // The second run of 40,000 blocks would end where the scan does.
    if length > 0 { record.scans = [ScanRepair(), repair] }
    try expectKept(sample, record, seed: 0, density: 0)
  }

  @Test(arguments: 0..<40) func `progressive files of another encoder`(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var sample = SampleJPEG.progressive
    sample.restartInterval = seed % 3 == 0 ? 5 : 0
    // Whatever a writer makes of random lengths and superfluous zeros is a file to be kept.
    var record = RepairRecord()
    for _ in sample.scans {
      var repair = ScanRepair()
      for block in 0..<200 {
        if random.next() % 4 == 0 {
          repair.eobRuns.append(1 + Int(random.next() % (1 << (random.next() % 5))), at: block)
        }
      }
      record.scans.append(repair)
    }
    // A run may be longer than the blocks that end alike behind it, which no decoder understands.
    guard let file = try? sample.file(seed: seed, density: 2 * seed, record: record),
      let trip = try roundTrip(file)
    else { return }
    #expect(trip.isSame)
  }

  @Test(arguments: [SampleJPEG.sequential, .progressive])
  func `superfluous zeros are kept`(sample: SampleJPEG) throws {
    let planes = try sample.planes(seed: 5, density: 4)
    var record = RepairRecord()
    // All blocks of the first scan with AC coefficients that hold enough zeros at their ends.
    let index = sample.isProgressive ? 3 : 0
    var repair = ScanRepair()
    let file: [UInt8]
    if sample.isProgressive {
      for row in 0..<3 {
        for column in 0..<4 {
          let start = planes.start(component: 2, row: row, column: column)
          let isSparse = (16..<64).allSatisfy {
            planes.values[start + Int(ZigzagOrder().natural[$0])] == 0
          }
          if isSparse { repair.zeroRuns.append(1 + (row + column) % 3, at: 4 * row + column) }
        }
      }
    } else {
      repair.zeroRuns.append(3, at: 0)
    }
    record.scans = Array(repeating: ScanRepair(), count: index) + [repair]
    do {
      file = try SplitJPEG(
        planes: planes,
        rest: JPEGReader.Rest(headers: sample.headers, record: record, tail: [])
      ).write()
    } catch {
      #expect(!sample.isProgressive, "the first block has less than 48 zeros")
      return
    }
    let trip = try #require(try roundTrip(file))
    #expect(trip.isSame)
    #expect(trip.split.rest.record == record)
  }

  @Test(arguments: [0, 127, 0x55]) func `padding of any bits`(padding: Int) throws {
    for var sample in [SampleJPEG.sequential, .progressive] {
      sample.restartInterval = 3
      var record = RepairRecord()
      for _ in sample.scans {
        var repair = ScanRepair()
        repair.padding = padding == 0 ? 0 : ScanRepair.ones
        for restart in 0..<30 where padding == 0x55 && restart % 2 == 0 {
          repair.paddings.append(restart, at: restart)
        }
        record.scans.append(repair)
      }
      let file = try sample.file(seed: 9, record: record)
      let trip = try #require(try roundTrip(file))
      #expect(trip.isSame)
      #expect(trip.split.rest.tail == [0xFF, 0xD9])
    }
  }

  @Test func `restart markers of any kind`() throws {
    for var sample in [SampleJPEG.sequential, .progressive] {
      sample.restartInterval = 2
      var repair = ScanRepair()
      let usual = [
        [], [0xFF, 0xD5], [0xFF, 0xFF, 0xFF, 0xD2], [1, 2, 3, 0xFF, 0xD3], [0xFF, 0, 0xFF, 0xD4],
      ]
      for (index, bytes) in usual.enumerated() {
        repair.restarts.append(index, at: index)
        repair.restartBytes.append(bytes.map { UInt8($0) })
      }
      var record = RepairRecord()
      record.scans = [repair]
      let file = try sample.file(seed: 11, record: record)
      let trip = try #require(try roundTrip(file))
      #expect(trip.isSame)
      #expect(trip.split.rest.record.scans.first?.restartBytes == repair.restartBytes)
      #expect(trip.split.rest.record.stop == nil)
    }
  }

  @Test func `restarts that are declared but absent`() throws {
    for var sample in [SampleJPEG.sequential, .progressive] {
      let file = try sample.file(seed: 12)
      sample.restartInterval = 4
      let other = try sample.file(seed: 12)
      // The interval lies behind the first header's frame, at the same place in both files.
      let header = sample.headers[0]
      let trip = try #require(
        try roundTrip(header + file.dropFirst(header.count)))
      #expect(trip.isSame)
      #expect(trip.split.rest.record.bytes.count <= 1 + sample.scans.count)
      #expect(trip.split.rest.record.stop == nil)
      #expect(other != file)
    }
  }

  @Test func `bytes around markers`() throws {
    let sample = SampleJPEG.progressive
    let file = try sample.file(seed: 13)
    let split = try SplitJPEG(reading: file, coefficientLimit: 1 << 20)
    for stray in [[0xFF, 0xFF], [1, 2, 0xFF, 0, 3], [0xFF, 0xD3], [0xFF, 0xE5, 0, 4, 1, 2]] {
      let bytes = stray.map { UInt8($0) }
      let parts = SplitJPEG(
        planes: split.planes,
        rest: JPEGReader.Rest(
          headers: split.rest.headers.enumerated().map { $0 == 0 ? $1 : bytes + $1 },
          record: split.rest.record, tail: bytes + split.rest.tail + bytes))
      let trip = try #require(try roundTrip(try parts.write()))
      #expect(trip.isSame)
      #expect(trip.split == parts)
    }
  }
}
