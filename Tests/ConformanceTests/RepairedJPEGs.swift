import ExactCodec

/// JPEG files that need every part of a repair record.
struct RepairedJPEGs {
  private var interval = 0
  private var scans: [[UInt8]] = [[0, 63, 0]]

  /// Headers of a grey picture of 64×32 pixels. Its tables have codes for all symbols.
  private var headers: [[UInt8]] {
    func segment(_ marker: UInt8, _ payload: [UInt8]) -> [UInt8] {
      [0xFF, marker, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)] + payload
    }
    let table = [0, 0, 0, 0, 0, 0, 0, 128, 128, 0, 0, 0, 0, 0, 0, 0] + (0...255).map { UInt8($0) }
    let first =
      [0xFF, 0xD8] + segment(0xDB, [0] + Array(repeating: 4, count: 64))
      + segment(0xC4, [0x00] + table + [0x10] + table)
      + segment(scans.count > 1 ? 0xC2 : 0xC0, [8, 0, 32, 0, 64, 1, 1, 0x11, 0])
      + segment(0xDD, [0, UInt8(interval)])
    return scans.enumerated().map { index, scan in
      (index == 0 ? first : []) + segment(0xDA, [1, 1, 0] + scan)
    }
  }

  /// The file of 32 blocks of which few have other values than the first.
  private func file(_ record: RepairRecord) throws -> [UInt8] {
    let frame = try JPEGWriter(headers: headers, record: RepairRecord()).frame
    var planes = try CoefficientPlanes(frame, rows: 0..<4, coefficientLimit: 1 << 20)
    for block in 0..<32 {
      planes[index: 64 * block] = Int16(block * block % 60 - 30)
      if block % 5 == 1 { planes[index: 64 * block + block % 7 + 1] = Int16(block) - 9 }
    }
    let rest = JPEGReader.Rest(headers: headers, record: record, tail: [0xFF, 0xD9])
    return try SplitJPEG(planes: planes, rest: rest).write()
  }

  private static func record(_ change: (inout ScanRepair) -> Void) -> RepairRecord {
    var record = RepairRecord()
    record.scans = [ScanRepair()]
    change(&record.scans[0])
    return record
  }

  /// The files by name, with the record that reading each must find.
  static func all() throws -> [(name: String, file: [UInt8], record: RepairRecord)] {
    let plain = RepairedJPEGs()
    var restarted = plain
    restarted.interval = 5
    var progressive = plain
    progressive.scans = [[0, 0, 0], [1, 63, 0x01], [1, 63, 0x10]]

    var runs = record { _ in }
    var single = ScanRepair()
    single.hasSingleEOBRuns = true
    var long = ScanRepair()
    long.eobRuns.append(3, at: 0)
    runs.scans = [ScanRepair(), single, long]
    let kinds = [
      ("zeros.jpg", plain, record { $0.padding = 0 }),
      (
        "paddings.jpg", restarted,
        record {
          $0.paddings.append(0, at: 1)
          $0.paddings.append(1, at: 3)
        }
      ),
      (
        "zero-runs.jpg", plain,
        record { repair in
          for (block, count) in [(0, 3), (2, 1), (30, 2)] {
            repair.zeroRuns.append(count, at: block)
          }
        }
      ),
      (
        "markers.jpg", restarted,
        record { repair in
          for (index, bytes) in [[0xFF, 0xD5], [0x12, 0xFF, 0xD3]].enumerated() {
            repair.restarts.append(index, at: 2 * index + 1)
            repair.restartBytes.append(bytes.map { UInt8($0) })
          }
        }
      ),
      ("declared.jpg", restarted, record { $0.ignoresRestarts = true }),
      ("runs.jpg", progressive, runs),
    ]
    return try kinds.map { name, kind, record in (name, try kind.file(record), record) }
  }
}
