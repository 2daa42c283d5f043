import ExactCodec

extension SampleJPEG {
  /// What packed headers hold instead of a segment with these tables.
  static func escape(_ tables: [UInt8]) -> [UInt8] {
    [0xFF, 0xC4, 0, 0, UInt8(tables.count)] + tables
  }

  /// The segment in ``headers`` that defines both tables.
  static let tableSegment: [UInt8] = {
    let payload = [0x00] + table + [0x10] + table
    return [0xFF, 0xC4, UInt8((payload.count + 2) >> 8), UInt8((payload.count + 2) & 255)]
      + payload
  }()

  /// The headers with something else than that segment.
  func headers(tables bytes: [UInt8]) -> [[UInt8]] {
    var headers = self.headers
    let first = headers[0].firstRange(of: Self.tableSegment)!
    headers[0].replaceSubrange(first, with: bytes)
    return headers
  }

  /// The parts of a file whose packed headers are known.
  func parts(
    packed: [[UInt8]], seed: UInt64, density: UInt64 = 60, record: RepairRecord = RepairRecord()
  ) throws -> SplitJPEG {
    let planes = try planes(seed: seed, density: density)
    let headers = try HeaderPacking.unpack(packed, record: record, planes: planes)
    let parts = SplitJPEG(
      planes: planes,
      rest: JPEGReader.Rest(headers: headers, record: record, tail: [0xFF, 0xD9]))
    return try SplitJPEG(reading: parts.write(), coefficientLimit: 1 << 24)
  }
}

extension HeaderPacking {
  /// Whether what is packed comes back, with and without tables that must be computed.
  static func keeps(_ split: SplitJPEG) throws -> Bool {
    let (headers, record) = (split.rest.headers, split.rest.record)
    let packed = pack(split, mayCompute: true)
    let streamed = pack(headers)
    let planes = try needsCoefficients(packed) ? split.planes : nil
    return try unpack(packed, record: record, planes: planes) == headers
      && unpack(streamed, record: record, planes: nil) == headers
      && pack(split, mayCompute: false) == streamed
      && frame(packed) == split.planes.frame && frame(streamed) == split.planes.frame
      && !needsCoefficients(streamed)
      && packed.joined().count <= streamed.joined().count
  }
}
