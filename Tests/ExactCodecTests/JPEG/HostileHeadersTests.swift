import ExactCodec
import TestSupport
import Testing

/// Packed headers of no file.
@Suite struct HostileHeadersTests {
  private static func packed(_ bytes: [UInt8]) -> [[UInt8]] {
    SampleJPEG.sequential.headers(tables: bytes)
  }

  private func expectRefused(_ packed: [[UInt8]]) throws {
    let planes = try SampleJPEG.sequential.planes(seed: 1, density: 60)
    #expect(throws: JPEGError.malformed(part: "packed headers")) {
      try HeaderPacking.unpack(packed, record: RepairRecord(), planes: planes)
    }
    #expect(throws: JPEGError.malformed(part: "packed headers")) {
      try HeaderPacking.needsCoefficients(packed)
    }
    #expect(throws: JPEGError.malformed(part: "packed headers")) {
      try HeaderPacking.frame(packed)
    }
  }

  @Test func `bytes that are no table are refused`() throws {
    for byte in 0...255 as ClosedRange<UInt8> {
      let isTable = byte & 0x0C == 0 && byte < 0x80 && byte & 0x60 != 0x60
      let packed = Self.packed(SampleJPEG.escape([0x00, byte, 0x10, 0x00]))
      if isTable {
        #expect(try HeaderPacking.needsCoefficients(packed) == (byte & 0x20 != 0))
      } else {
        try expectRefused(packed)
      }
    }
  }

  @Test func `segments that are cut short or empty are refused`() throws {
    try expectRefused(Self.packed(SampleJPEG.escape([])))
    let start: [UInt8] = [0xFF, 0xD8]
    try expectRefused([start + [0xFF, 0xC4, 0, 0]])
    try expectRefused([start + [0xFF, 0xC4, 0, 0, 1]])
    try expectRefused([start + [0xFF, 0xC4, 0, 0, 3, 0, 0]])
  }

  @Test func `tables without symbols are refused`() throws {
    // No scan uses table 2.
    let packed = Self.packed(SampleJPEG.escape([0x00, 0x10, 0x22]))
    let planes = try SampleJPEG.sequential.planes(seed: 2, density: 60)
    #expect(throws: JPEGError.malformed(part: "packed headers")) {
      try HeaderPacking.unpack(packed, record: RepairRecord(), planes: planes)
    }
  }

  @Test func `only so many tables are unpacked`() throws {
    let full = SampleJPEG.escape(Array(repeating: 0x10, count: 255) as [UInt8])
    let most = Self.packed(Array(repeating: full, count: 8).flatMap { $0 })
    let unpacked = try HeaderPacking.unpack(most, record: RepairRecord(), planes: nil)
    #expect(unpacked[0].count > 8 * 255 * 179)
    try expectRefused(Self.packed(Array(repeating: full, count: 9).flatMap { $0 }))
    // Whatever is not packed for that comes back none the less.
    let more = unpacked[0].firstRange(of: [0xFF, 0xC4])!
    var headers = unpacked
    headers[0].insert(contentsOf: headers[0][more.lowerBound..<headers[0].count - 40], at: 2)
    let packed = HeaderPacking.pack(headers)
    #expect(try HeaderPacking.unpack(packed, record: RepairRecord(), planes: nil) == headers)
  }

  @Test func `coefficients that no code has are refused`() throws {
    var planes = try SampleJPEG.sequential.planes(seed: 4, density: 60)
    for index in planes.values.indices { planes[index: index] = index % 128 == 0 ? .min : .max }
    #expect(throws: JPEGError.malformed(part: "coefficients or tables")) {
      try HeaderPacking.unpack(
        Self.packed(SampleJPEG.escape([0x20, 0x30])), record: RepairRecord(), planes: planes)
    }
  }

  @Test func `parts of another file are refused`() throws {
    let packed = Self.packed(SampleJPEG.escape([0x20, 0x30]))
    var other = SampleJPEG.sequential
    other.width = 200
    let planes = try other.planes(seed: 5, density: 60)
    #expect(throws: JPEGError.malformed(part: "rows")) {
      try HeaderPacking.unpack(packed, record: RepairRecord(), planes: planes)
    }
    let own = try SampleJPEG.sequential.planes(seed: 5, density: 60)
    var record = RepairRecord()
    record.scans = [ScanRepair(), ScanRepair()]
    #expect(throws: JPEGError.malformed(part: "repair record")) {
      try HeaderPacking.unpack(packed, record: record, planes: own)
    }
    record.scans = []
    record.stop = 1 << 30
    #expect(throws: JPEGError.malformed(part: "repair record")) {
      try HeaderPacking.unpack(packed, record: record, planes: own)
    }
    var half = try CoefficientPlanes(own.frame, rows: 0..<1, coefficientLimit: 1 << 20)
    half[index: 0] = 1
    #expect(throws: JPEGError.malformed(part: "rows")) {
      try HeaderPacking.unpack(packed, record: RepairRecord(), planes: half)
    }
  }

  @Test func `headers of no file are packed to themselves`() {
    var random = SplitMix64(seed: 6)
    for _ in 0..<5000 {
      let headers = (0..<random.next() % 3).map { _ in
        (0..<random.next() % 60).map { _ in
          [0xFF, 0xC4, 0, 0, 1, 0xD8, 0xDA, UInt8(truncatingIfNeeded: random.next())][
            Int(random.next() % 8)]
        }
      }
      let packed = HeaderPacking.pack(headers)
      let unpacked = try? HeaderPacking.unpack(packed, record: RepairRecord(), planes: nil)
      #expect(packed == headers || unpacked == headers)
    }
  }

  @Test(arguments: [false, true]) func `packed headers with bits flipped`(
    isProgressive: Bool
  ) throws {
    let sample = isProgressive ? SampleJPEG.progressive : .sequential
    var packed = sample.headers(tables: SampleJPEG.escape([0x20, 0x10, 0x30]))
    if isProgressive { packed[5] = SampleJPEG.escape([0x30]) + packed[5] }
    let split = try sample.parts(packed: packed, seed: 7)
    #expect(HeaderPacking.pack(split, mayCompute: true).joined().count <= packed.joined().count)
    var (same, others, refused) = (0, 0, 0)
    for header in packed.indices {
      for index in packed[header].indices {
        for bit in [index % 8, (index + 3) % 8] {
          var damaged = packed
          damaged[header][index] ^= 1 << bit
          do throws(JPEGError) {
            _ = try HeaderPacking.needsCoefficients(damaged)
            let unpacked = try HeaderPacking.unpack(
              damaged, record: split.rest.record, planes: split.planes)
            if unpacked == split.rest.headers { same += 1 } else { others += 1 }
            _ = try HeaderPacking.frame(damaged)
          } catch .malformed {
            refused += 1
          }
        }
      }
    }
    // An optimal table with a typical one's number in between is not what it was.
    #expect(same == 0)
    #expect(others > 50)
    #expect(refused > 50)
  }

  @Test func `random tables and records`() throws {
    var random = SplitMix64(seed: 8)
    let sample = SampleJPEG.progressive
    let planes = try sample.planes(seed: 8, density: 100)
    var unpacked = 0
    for round in 0..<150 {
      var packed = sample.headers(tables: SampleJPEG.escape([0x20, 0x30]))
      for index in packed.indices.dropFirst() where random.next() % 3 == 0 {
        // Of all scans but two kinds these tables are used.
        let tables = random.next() % 16 == 0 ? [0x20] : [0x30] as [UInt8]
        packed[index] = SampleJPEG.escape(tables) + packed[index]
      }
      var record = RepairRecord()
      if random.next() % 3 == 0 { record.stop = Int(random.next() % 60) }
      for _ in 0..<random.next() % 11 where round % 2 == 0 {
        var repair = ScanRepair()
        for block in 0..<40 where random.next() % 8 == 0 {
          repair.eobRuns.append(1 + Int(random.next() % 600), at: block)
        }
        record.scans.append(repair)
      }
      do throws(JPEGError) {
        let headers = try HeaderPacking.unpack(packed, record: record, planes: planes)
        let parts = SplitJPEG(
          planes: planes, rest: JPEGReader.Rest(headers: headers, record: record, tail: []))
        #expect(HeaderPacking.pack(parts, mayCompute: true) == packed)
        unpacked += 1
      } catch .malformed {}
    }
    #expect(unpacked > 10)
  }
}
