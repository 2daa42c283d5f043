import ExactCodec
import Testing

/// Segments other than those of Huffman tables that packed headers leave out.
@Suite struct PackedSegmentTests {
  private static let jfif: [UInt8] = [0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46, 0, 1]

  /// Headers of one scan, out of the segments between the start of image and the Huffman tables.
  private static func headers(
    _ segments: [UInt8] = [0xFF, 0xDB, 0, 0, 1, 0, 50, 0xFF, 0xDB, 0, 0, 1, 5, 50],
    frame: [UInt8] = [0xFF, 0xC0, 0, 0, 4, 0, 43, 0, 61], scan: [UInt8] = [0xFF, 0xDA, 0, 0]
  ) -> [[UInt8]] {
    let start: [UInt8] = [0xFF, 0xD8]
    return [start + segments + frame + SampleJPEG.escape([0x00, 0x10, 0x41, 0x51]) + scan]
  }

  private static func unpack(_ packed: [[UInt8]]) throws -> [[UInt8]] {
    try HeaderPacking.unpack(packed, record: RepairRecord(), planes: nil)
  }

  /// Packs headers, which must come back.
  private static func pack(_ headers: [[UInt8]]) throws -> [[UInt8]] {
    let packed = HeaderPacking.pack(headers)
    #expect(try unpack(packed) == headers)
    #expect(try HeaderPacking.frame(packed) == HeaderPacking.frame(headers))
    #expect(try !HeaderPacking.needsCoefficients(packed))
    return packed
  }

  /// What stands between the start of image and the other quantisation tables.
  private static func packed(_ segment: [UInt8]) throws -> [UInt8] {
    let rest: [UInt8] = [0xFF, 0xDB, 0, 0, 2, 0, 50, 5, 50]
    let packed = try pack(unpack(headers(segment + rest)))[0]
    return Array(packed[2..<packed.firstRange(of: rest)!.lowerBound])
  }

  private static func table(_ steps: some Sequence<Int>, at place: UInt8 = 0) -> [UInt8] {
    [0xFF, 0xDB, 0, 67, place] + steps.map { UInt8($0) }
  }

  @Test func `an ordinary file has short headers`() throws {
    let packed = Self.headers([0xFF, 0xE0, 0, 0, 0x1C, 0xFF, 0xDB, 0, 0, 2, 0, 75, 5, 75])
    let split = try SampleJPEG.sequential.parts(packed: packed, seed: 1)
    #expect(HeaderPacking.pack(split, mayCompute: true) == packed)
    #expect(try HeaderPacking.keeps(split))
    #expect(split.rest.headers[0].count == 607)
    // As libjpeg begins it.
    let start: [UInt8] =
      [0xFF, 0xD8] + Self.jfif + [1, 1, 1, 44, 1, 44, 0, 0] + [0xFF, 0xDB, 0, 132, 0]
      + [8, 6, 6, 7, 6, 5, 8, 7, 7, 7, 9, 9, 8, 10, 12, 20, 13, 12, 11, 11, 12, 25, 18, 19, 15]
    #expect(split.rest.headers[0].starts(with: start))
    #expect(split.rest.headers[0].ranges(of: [1, 9, 9, 9, 12, 11, 12, 24, 13, 13]).count == 1)
    let frame: [UInt8] = [
      0xFF, 0xC0, 0, 17, 8, 0, 43, 0, 61, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1,
    ]
    #expect(split.rest.headers[0].firstRange(of: frame) != nil)
    let scan: [UInt8] = [0xFF, 0xDA, 0, 12, 3, 1, 0, 2, 0x11, 3, 0x11, 0, 63, 0]
    #expect(split.rest.headers[0].suffix(14) == scan[...])
  }

  /// The script of jpeg_simple_progression.
  @Test func `an ordinary progressive file has short headers`() throws {
    let steps: [UInt8] = [0, 8, 18, 17, 12, 20, 4, 26, 25, 24]
    let tables: [[UInt8]] = [
      [0x20, 0x21], [0x30], [0x31], [0x31], [0x30], [0x30], [], [0x31], [0x31], [0x30],
    ]
    var packed = zip(steps, tables).map { step, tables in
      (tables.isEmpty ? [] : SampleJPEG.escape(tables)) + [0xFF, 0xDA, 0, 1, step]
    }
    packed[0] =
      [0xFF, 0xD8, 0xFF, 0xDB, 0, 0, 2, 0, 20, 5, 20, 0xFF, 0xC2, 0, 0, 4, 0, 43, 0, 61]
      + packed[0]
    let split = try SampleJPEG.progressive.parts(packed: packed, seed: 2)
    #expect(HeaderPacking.pack(split, mayCompute: true) == packed)
    #expect(try HeaderPacking.keeps(split))
    let scans: [[UInt8]] = [
      [3, 1, 0, 2, 16, 3, 16, 0, 0, 1], [1, 1, 0, 1, 5, 2], [1, 3, 1, 1, 63, 1],
      [1, 2, 1, 1, 63, 1], [1, 1, 0, 6, 63, 2], [1, 1, 0, 1, 63, 33],
      [3, 1, 0, 2, 0, 3, 0, 0, 0, 16], [1, 3, 1, 1, 63, 16], [1, 2, 1, 1, 63, 16],
      [1, 1, 0, 1, 63, 16],
    ]
    for (header, scan) in zip(split.rest.headers, scans) {
      #expect(Array(header.suffix(scan.count)) == scan)
    }
  }

  @Test(arguments: [0, 4]) func `tables of all qualities`(chrominance: UInt8) throws {
    for quality in 1...100 as ClosedRange<UInt8> {
      let packed = try Self.packed([0xFF, 0xDB, 0, 0, 1, 2 | chrominance, quality])
      // All steps are the greatest, or the least, of several tables.
      let isGreatest = quality < (chrominance == 0 ? 2 : 4)
      let expected =
        isGreatest ? [2, 1] : quality == 100 ? [2, 100] : [2 | chrominance, quality] as [UInt8]
      #expect(packed == [0xFF, 0xDB, 0, 0, 1] + expected)
    }
  }

  @Test func `the least and the greatest steps`() throws {
    #expect(
      try Self.packed(Self.table(repeatElement(1, count: 64)))
        == [0xFF, 0xDB, 0, 0, 1, 0, 100])
    #expect(
      try Self.packed(Self.table(repeatElement(255, count: 64), at: 3))
        == [0xFF, 0xDB, 0, 0, 1, 3, 1])
  }

  @Test func `tables that are not typical stay`() throws {
    let whole = try Self.unpack(Self.headers([0xFF, 0xDB, 0, 0, 2, 0, 50, 5, 80]))[0]
    let segment = Array(whole[2..<2 + 134])
    for index in 5..<134 {
      var other = segment
      other[index] ^= 0x10
      // In the middle there is the number of the second table.
      if index == 69 { #expect(throws: JPEGError.self) { try Self.packed(other) } }
      if index != 69 { #expect(try Self.packed(other) == other) }
    }
    #expect(try Self.packed(Self.table(repeatElement(2, count: 64))).count == 69)
    let wide: [UInt8] =
      [0xFF, 0xDB, 0, 131, 0x10] + Array(repeating: 0, count: 64) + segment[5..<69]
    #expect(try Self.packed(wide) == wide)
    let empty: [UInt8] = [0xFF, 0xDB, 0, 2]
    #expect(try Self.packed(empty) == empty)
  }

  @Test func `common JFIF segments are a byte`() throws {
    let common: [(UInt8, UInt16)] = [
      (0, 1), (1, 1), (1, 72), (1, 75), (1, 96), (1, 100), (1, 120), (1, 144), (1, 150), (1, 180),
      (1, 200), (1, 240), (1, 300), (1, 350), (1, 600), (2, 118),
    ]
    for minor in 0...2 as ClosedRange<UInt8> {
      for (index, (units, density)) in common.enumerated() {
        let pair = [UInt8(density >> 8), UInt8(density & 255)]
        let segment = Self.jfif + [minor, units] + pair + pair + [0, 0]
        #expect(try Self.packed(segment) == [0xFF, 0xE0, 0, 0, minor << 4 | UInt8(index)])
      }
    }
  }

  @Test(arguments: [
    ([3, 0, 0, 1, 0, 1, 0, 0], [255, 3, 0, 0, 1]),
    ([255, 2, 0, 28, 0, 28, 0, 0], [255, 255, 2, 0, 28]),
    ([1, 1, 1, 44, 0, 72, 0, 0], [255, 1, 0x81, 1, 44, 0, 72]),
    ([1, 0, 0, 72, 0, 72, 0, 0], [255, 1, 0, 0, 72]),
    ([2, 0, 255, 254, 253, 252, 0, 0], [255, 2, 0x80, 255, 254, 253, 252]),
  ]) func `other JFIF segments are some bytes`(end: [Int], bytes: [Int]) throws {
    let packed = try Self.packed(Self.jfif + end.map { UInt8($0) })
    #expect(packed == [0xFF, 0xE0, 0, 0] + bytes.map { UInt8($0) })
  }

  @Test func `unusual JFIF segments stay`() throws {
    let usual = Self.jfif + [1, 1, 0, 72, 0, 72, 0, 0]
    for index in [4, 8, 9, 11, 16, 17] {
      var other = usual
      other[index] ^= 0x10
      #expect(try Self.packed(other) == other)
    }
    let longer: [UInt8] = [0xFF, 0xE0, 0, 17] + usual[4...] + [0]
    #expect(try Self.packed(longer) == longer)
    let other: [UInt8] = [0xFF, 0xE1] + usual[2...]
    #expect(try Self.packed(other) == other)
    // One behind another, with fill bytes and one that is none in between.
    let stray: [UInt8] = [7, 0xFF, 0, 0xFF]
    #expect(
      try Self.packed(stray + usual + stray + usual)
        == stray + [0xFF, 0xE0, 0, 0, 0x12] + stray + [0xFF, 0xE0, 0, 0, 0x12])
  }

  @Test(arguments: 0..<6, [0xC0, 0xC1]) func `frames`(layout: Int, marker: Int) throws {
    let frame = [0xFF, UInt8(marker), 0, 0, UInt8(layout), 2, 3, 4, 5]
    let packed = Self.headers(frame: frame)
    let headers = try Self.unpack(packed)
    #expect(try Self.pack(headers) == packed)
    let found = try HeaderPacking.frame(packed)
    #expect(found.height == 0x203 && found.width == 0x405 && !found.isProgressive)
    #expect(found.components.count == (layout == 0 ? 1 : 3))
    let luma = [(1, 1), (1, 1), (2, 1), (1, 2), (2, 2), (4, 1)][layout]
    #expect(found.components[0].across == luma.0 && found.components[0].down == luma.1)
    #expect(found.components.dropFirst().allSatisfy { $0.across == 1 && $0.down == 1 })
    // Samples, names, sampling factors and tables.
    let start = headers[0].firstRange(of: [0xFF, UInt8(marker)])!.lowerBound
    let length = Int(headers[0][start + 3])
    let offset = headers[0].count - packed[0].count
    #expect(offset > 0)
    for index in 10..<2 + length {
      for bit in 0..<8 as Range<UInt8> {
        var other = headers
        other[0][start + index] ^= 1 << bit
        guard (try? HeaderPacking.frame(other)) != nil else { continue }
        let repacked = HeaderPacking.pack(other)
        #expect(try Self.unpack(repacked) == other)
        // Only the first factors may be others.
        let isOther = repacked[0].firstRange(of: [0xFF, UInt8(marker), 0, 0]) != nil
        #expect(!isOther || index == 11)
      }
    }
  }

  /// Scans that no byte stands for, in a frame with unusual names.
  @Test func `scans`() throws {
    let names: [UInt8] = [
      0xFF, 0xC0, 0, 17, 8, 0, 43, 0, 61, 3, 0, 0x22, 0, 7, 0x11, 1, 200, 0x11, 1,
    ]
    let packed = Self.headers(frame: names)
    let headers = try Self.unpack(packed)
    let scan: [UInt8] = [0xFF, 0xDA, 0, 12, 3, 0, 0, 7, 0x11, 200, 0x11, 0, 63, 0]
    #expect(headers[0].suffix(14) == scan[...])
    #expect(try Self.pack(headers) == packed)
    let whole: [[UInt8]] = [
      [3, 7, 0x11, 0, 0, 200, 0x11, 0, 63, 0], [3, 0, 0, 7, 0, 200, 0, 0, 63, 0],
      [3, 0, 0, 7, 0x11, 200, 0x11, 0, 62, 0], [3, 0, 0, 7, 0x11, 200, 0x11, 1, 63, 0],
      [3, 0, 0, 7, 0x11, 200, 0x11, 0, 63, 1], [3, 0, 0, 7, 0x11, 200, 0x10, 0, 63, 0],
      [1, 0, 0, 0, 63, 0], [2, 0, 0, 7, 0x11, 0, 63, 0],
    ]
    for payload in whole {
      let segment = [0xFF, 0xDA, 0, UInt8(payload.count + 2)] + payload
      let other = Self.headers(frame: names, scan: segment)
      #expect(try Self.pack(Self.unpack(other)) == other)
    }
    let grey = Self.headers(frame: [0xFF, 0xC1, 0, 0, 0, 0, 43, 0, 61])
    #expect(try Self.unpack(grey)[0].suffix(10) == [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0])
  }
}
