import ExactCodec
import TestSupport
import Testing

/// Damaged files, and damaged parts of files.
@Suite struct JPEGDamageTests {
  private static let samples: [SampleJPEG] = {
    var samples = [SampleJPEG.sequential, .progressive]
    for var sample in samples {
      sample.restartInterval = 3
      samples.append(sample)
    }
    samples.append(
      SampleJPEG(
        factors: [(2, 1), (1, 2), (1, 1), (2, 2)], restartInterval: 1,
        scans: [SampleJPEG.Scan(components: [0, 3]), SampleJPEG.Scan(components: [1])]))
    samples.append(SampleJPEG(factors: [(3, 2), (2, 1), (1, 2)], restartInterval: 2))
    return samples
  }()

  @Test(arguments: samples) func `files that end anywhere`(sample: SampleJPEG) throws {
    let file = try sample.file(seed: 1)
    let headers = sample.headers[0].count
    for end in stride(from: 0, through: file.count, by: 3) {
      let trip = try roundTrip(Array(file[..<end]))
      #expect(trip?.isSame ?? (end < headers + 100), "\(end) of \(file.count)")
    }
  }

  @Test(arguments: samples) func `what was decoded before damage is kept`(
    sample: SampleJPEG
  ) throws {
    let file = try sample.file(seed: 2)
    let whole = try SplitJPEG(reading: file, coefficientLimit: 1 << 20)
    let half = (sample.headers[0].count + file.count) / 2
    let trip = try #require(try roundTrip(Array(file[..<half])))
    // Hardly more than one unit is left to the tail, or what is between scans.
    #expect(trip.split.rest.tail.count < 200)
    #expect(trip.split.planes.values != whole.planes.values)
  }

  @Test(arguments: samples) func `files with a bit flipped`(sample: SampleJPEG) throws {
    let file = try sample.file(seed: 3)
    for index in file.indices {
      var damaged = file
      damaged[index] ^= 1 << UInt8(index * 5 % 8)
      let trip = try roundTrip(damaged)
      #expect(trip?.isSame ?? true, "\(index)")
    }
  }

  @Test(arguments: samples) func `files with random bytes`(sample: SampleJPEG) throws {
    let file = try sample.file(seed: 4)
    var random = SplitMix64(seed: 4)
    for _ in 0..<500 {
      var damaged = file
      for _ in 0...random.next() % 3 {
        let index = Int.random(in: damaged.indices, using: &random)
        switch random.next() % 4 {
        case 0: damaged[index] = UInt8(truncatingIfNeeded: random.next())
        case 1: damaged[index] = 0xFF
        case 2: damaged.insert(UInt8(truncatingIfNeeded: random.next()), at: index)
        default: damaged.remove(at: index)
        }
      }
      let trip = try roundTrip(damaged)
      #expect(trip?.isSame ?? true)
    }
  }

  @Test(arguments: samples) func `damaged parts are refused, or give some bytes`(
    sample: SampleJPEG
  ) throws {
    var random = SplitMix64(seed: 5)
    let file = try sample.file(seed: 5)
    let split = try SplitJPEG(reading: file, coefficientLimit: 1 << 20)
    func damage(_ bytes: inout [UInt8]) {
      guard !bytes.isEmpty else { return }
      bytes[Int.random(in: bytes.indices, using: &random)] ^= 1 << UInt8(random.next() % 8)
    }
    var written = 0
    for round in 0..<500 {
      var damaged = split
      var headers = split.rest.headers
      var record = split.rest.record
      switch round % 4 {
      case 0: damage(&headers[Int.random(in: headers.indices, using: &random)])
      case 1:
        for _ in 0..<3 {
          let index = Int.random(in: damaged.planes.values.indices, using: &random)
          damaged.planes[index: index] = Int16(truncatingIfNeeded: random.next())
        }
      case 2:
        for index in damaged.planes.values.indices {
          damaged.planes[index: index] = [.min, .max, -1][Int(random.next() % 3)]
        }
        fallthrough
      default: record = Self.randomRecord(&random)
      }
      damaged.rest = JPEGReader.Rest(headers: headers, record: record, tail: split.rest.tail)
      do throws(JPEGError) {
        written += try damaged.write().isEmpty ? 0 : 1
      } catch .malformed {
        continue
      } catch .unsupported {
        continue
      }
    }
    #expect(written > 10)
  }

  private static func randomRecord(_ random: inout SplitMix64) -> RepairRecord {
    var record = RepairRecord()
    if random.next() % 2 == 0 { record.stop = Int(random.next() % 200) }
    for _ in 0..<random.next() % 4 {
      var repair = ScanRepair()
      repair.padding = random.next() % 2 == 0 ? 0 : 127
      repair.ignoresRestarts = random.next() % 4 == 0
      for place in 0..<100 {
        if random.next() % 50 == 0 { repair.zeroRuns.append(1 + Int(random.next() % 3), at: place) }
        if random.next() % 4 == 0 { repair.eobRuns.append(1 + Int(random.next() % 500), at: place) }
        if random.next() % 4 == 0 { repair.paddings.append(Int(random.next() % 128), at: place) }
        guard random.next() % 4 == 0 else { continue }
        repair.restarts.append(repair.restarts.count, at: place)
        repair.restartBytes.append([0xFF, UInt8(truncatingIfNeeded: random.next())])
      }
      record.scans.append(repair)
    }
    return record
  }

  @Test func `hostile records are refused`() throws {
    var random = SplitMix64(seed: 6)
    for _ in 0..<20_000 {
      let bytes = (0..<random.next() % 40).map { _ in
        UInt8(truncatingIfNeeded: random.next() & random.next())
      }
      guard let record = try? RepairRecord(parsing: bytes[...]) else { continue }
      #expect(try RepairRecord(parsing: record.bytes[...]) == record)
    }
  }

  @Test func `planes are not larger than allowed`() throws {
    let file = try SampleJPEG.sequential.file(seed: 7)
    #expect(throws: JPEGError.self) { try SplitJPEG(reading: file, coefficientLimit: 1000) }
  }
}
