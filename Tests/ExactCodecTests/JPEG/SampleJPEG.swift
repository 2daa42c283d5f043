import ExactCodec
import TestSupport

/// Makes JPEG files of random coefficients, without a picture behind them.
struct SampleJPEG {
  /// A scan: its components, then Ss, Se, Ah and Al.
  struct Scan {
    var components: [Int]
    var band = 0...63
    var high = 0
    var low = 0
  }

  var width = 61
  var height = 43
  var factors = [(2, 2), (1, 1), (1, 1)]
  var isProgressive = false
  var restartInterval = 0
  var scans = [Scan(components: [0, 1, 2])]
  /// Whether frame and scans are as libjpeg writes them, so that they are packed, too.
  var isTypical = false

  static let sequential = SampleJPEG()

  /// Every kind of progressive scan.
  static let progressive = SampleJPEG(
    isProgressive: true,
    scans: [
      Scan(components: [0, 1, 2], band: 0...0, low: 2),
      Scan(components: [0], band: 1...9, low: 2),
      Scan(components: [0], band: 10...63, low: 2),
      Scan(components: [2], band: 1...63, low: 0),
      Scan(components: [0, 1, 2], band: 0...0, high: 2, low: 1),
      Scan(components: [0], band: 1...63, high: 2, low: 1),
      Scan(components: [1], band: 1...63, low: 1),
      Scan(components: [0, 1, 2], band: 0...0, high: 1, low: 0),
      Scan(components: [0], band: 1...63, high: 1, low: 0),
      Scan(components: [1], band: 1...63, high: 1, low: 0),
    ])

  /// A table with codes for all symbols, of eight and nine bits.
  static var table: [UInt8] {
    [0, 0, 0, 0, 0, 0, 0, 128, 128, 0, 0, 0, 0, 0, 0, 0] + (0...255).map { UInt8($0) }
  }

  private static func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
    let length = payload.count + 2
    return [0xFF, marker, UInt8(length >> 8), UInt8(length & 255)] + payload
  }

  private func name(_ component: Int) -> UInt8 { UInt8(component + (isTypical ? 1 : 11)) }

  /// The numbers of a scan's tables. Those that it does not use are typically 0.
  private func selectors(_ scan: Scan) -> UInt8 {
    !isProgressive || isTypical ? 0 : scan.band.lowerBound == 0 ? 0x03 : 0x30
  }

  /// The bytes up to the data of each scan.
  var headers: [[UInt8]] {
    var first: [UInt8] = [0xFF, 0xD8]
    first += Self.segment(0xDB, [0] + (1...64).map { UInt8($0) })
    if isTypical { first += Self.segment(0xDB, [1] + (1...64).map { UInt8($0) }) }
    first += Self.segment(0xC4, [0x00] + Self.table + [0x10] + Self.table)
    var frame: [UInt8] = [
      8, UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255),
      UInt8(factors.count),
    ]
    for (index, factor) in factors.enumerated() {
      frame += [
        name(index), UInt8(factor.0 << 4 | factor.1), isTypical && index > 0 ? 1 : 0,
      ]
    }
    first += Self.segment(isProgressive ? 0xC2 : 0xC0, frame)
    first += Self.segment(0xDD, [UInt8(restartInterval >> 8), UInt8(restartInterval & 255)])
    return scans.enumerated().map { index, scan in
      var payload = [UInt8(scan.components.count)]
      for component in scan.components { payload += [name(component), selectors(scan)] }
      payload += [
        UInt8(scan.band.lowerBound), UInt8(scan.band.upperBound), UInt8(scan.high << 4 | scan.low),
      ]
      // Sequential decoders ignore it.
      if !isTypical, !isProgressive { payload[payload.count - 1] = 1 }
      return (index == 0 ? first : []) + Self.segment(0xDA, payload)
    }
  }

  /// Coefficients of which `density` of 1000 in a block are not 0, and blocks that are empty.
  func planes(seed: UInt64, density: UInt64) throws -> CoefficientPlanes {
    var random = SplitMix64(seed: seed)
    let frame = try JPEGWriter(headers: headers, record: RepairRecord()).frame
    var planes = try CoefficientPlanes(
      frame, rows: 0..<frame.unitsHigh, coefficientLimit: 1 << 24)
    for component in frame.components.indices {
      for row in 0..<planes.blockRows(of: component) {
        for column in 0..<frame.components[component].paddedWide {
          // What only an interleaved scan would code must be 0.
          let isInside =
            row < frame.components[component].blocksHigh
            && column < frame.components[component].blocksWide
          guard isInside, random.next() % 3 > 0 else { continue }
          let start = planes.start(component: component, row: row, column: column)
          for index in start..<start + 64 where random.next() % 1000 < density {
            let width = random.next() % 6
            planes[index: index] = Int16(random.next() % (2 << width)) - Int16(1 << width)
          }
        }
      }
    }
    return planes
  }

  /// A file with an end of image.
  func file(
    seed: UInt64, density: UInt64 = 60, record: RepairRecord = RepairRecord()
  ) throws
    -> [UInt8]
  {
    try SplitJPEG(
      planes: planes(seed: seed, density: density),
      rest: JPEGReader.Rest(headers: headers, record: record, tail: [0xFF, 0xD9])
    ).write()
  }
}

/// Takes a file apart and puts it together, if it can be; returns its parts, nil if it is refused.
func roundTrip(_ file: [UInt8]) throws -> (split: SplitJPEG, isSame: Bool)? {
  do throws(JPEGError) {
    let split = try SplitJPEG(reading: file, coefficientLimit: 1 << 26)
    var parsed = split
    let record = try RepairRecord(parsing: split.rest.record.bytes[...])
    parsed.rest = JPEGReader.Rest(
      headers: split.rest.headers, record: record, tail: split.rest.tail)
    let writer = try JPEGWriter(headers: split.rest.headers, record: record)
    let isSame = try parsed.write() == file && record == split.rest.record
    // What the coefficients mean must be the same for whoever writes them.
    return (split, isSame && writer.frame == split.planes.frame)
  } catch .malformed(let part) {
    // A file that was read must be writable.
    throw JPEGError.malformed(part: part)
  } catch {
    return nil
  }
}
