/// Reads marker segments up to each scan, and keeps what they define (ITU-T T.81, B).
struct HeaderReader: Sendable {
  /// Nil before the start of frame.
  private(set) var frame: FrameHeader?
  private var quantisation: [[UInt16]] = [[], [], [], []]
  private var tables = TableSet()
  private var restartInterval = 0
  private var progress = ScanProgress(componentCount: 4)
  private var scanCount = 0

  /// The most scans that are taken apart; encoders write a dozen.
  static let scanLimit = 256

  /// Reads on from `offset` to the end of the next start of scan.
  ///
  /// Bytes that are not of a segment are passed over. Returns nil where no scan follows: at the end
  /// of the image or of the bytes. Throws ``JPEGError/unsupported(_:)`` for what cannot be decoded.
  mutating func nextScan(
    in bytes: [UInt8], from offset: Int
  ) throws(JPEGError) -> (scan: ScanHeader, end: Int)? {
    var offset = offset
    if scanCount == 0 {
      guard bytes.count >= 2, bytes[0] == 0xFF, bytes[1] == 0xD8 else {
        throw .unsupported("no start of image")
      }
      offset = 2
    }
    while let place = MarkerSearch.next(in: bytes, from: offset) {
      let marker = bytes[place + 1]
      guard marker != 0xD9, place + 3 < bytes.count else { return nil }
      let length = Int(bytes[place + 2]) << 8 | Int(bytes[place + 3])
      guard length >= 2, length <= bytes.count - place - 2 else { return nil }
      let payload = bytes[place + 4..<place + 2 + length]
      offset = place + 2 + length
      if marker == 0xDA { return (try startOfScan(payload), offset) }
      try define(marker, payload)
    }
    return nil
  }

  /// Reads the headers of all scans, each of which ends with a start of scan.
  ///
  /// Throws ``JPEGError/malformed(part:)`` for those of no file that was taken apart.
  static func readAll(
    _ headers: [[UInt8]]
  ) throws(JPEGError) -> (scans: [ScanHeader], frame: FrameHeader) {
    var reader = HeaderReader()
    var scans: [ScanHeader] = []
    for header in headers {
      guard let next = try? reader.nextScan(in: header, from: 0), next.end == header.count else {
        throw .malformed(part: "headers")
      }
      scans.append(next.scan)
    }
    guard let frame = reader.frame, !scans.isEmpty else { throw .malformed(part: "headers") }
    return (scans, frame)
  }

  private mutating func define(
    _ marker: UInt8, _ payload: ArraySlice<UInt8>
  ) throws(JPEGError) {
    switch marker {
    case 0xC0...0xC2:
      guard frame == nil else { throw .unsupported("a second frame") }
      frame = try FrameHeader(payload, isProgressive: marker == 0xC2)
    case 0xC4:
      for definition in try HuffmanTable.definitions(payload) {
        tables[definition.place] = definition.table
      }
    case 0xC3, 0xC5...0xC7: throw .unsupported("a lossless or hierarchical process")
    case 0xC9...0xCB, 0xCD...0xCF: throw .unsupported("arithmetic coding")
    case 0xDB: try defineQuantisation(payload)
    case 0xDC where scanCount == 0: throw .unsupported("a height defined apart (DNL)")
    case 0xDD:
      guard payload.count == 2 else { throw .unsupported("a malformed restart interval") }
      restartInterval = Int(payload[payload.startIndex]) << 8 | Int(payload[payload.endIndex - 1])
    case 0xDE, 0xDF: throw .unsupported("a lossless or hierarchical process")
    default: break
    }
  }

  private mutating func defineQuantisation(_ payload: ArraySlice<UInt8>) throws(JPEGError) {
    var rest = payload
    while let place = rest.popFirst() {
      let width = place >> 4 == 0 ? 1 : 2
      guard place >> 4 < 2, place & 15 < 4, rest.count >= 64 * width else {
        throw .unsupported("a malformed quantisation table")
      }
      var steps = Array(repeating: 0 as UInt16, count: 64)
      for (index, natural) in ZigzagOrder().natural.enumerated() {
        let start = rest.startIndex + index * width
        steps[Int(natural)] = rest[start..<start + width].reduce(0) { $0 << 8 | UInt16($1) }
      }
      quantisation[Int(place & 15)] = steps
      rest = rest.dropFirst(64 * width)
    }
  }

  private mutating func startOfScan(_ payload: ArraySlice<UInt8>) throws(JPEGError) -> ScanHeader {
    guard var frame else { throw .unsupported("a scan before any frame") }
    guard scanCount < Self.scanLimit else {
      throw .unsupported("more than \(Self.scanLimit) scans")
    }
    let scan = try ScanHeader(payload, frame, tables: tables, restartInterval: restartInterval)
    try progress.add(scan)
    for component in scan.components where frame.components[component.index].quantisation.isEmpty {
      let steps = quantisation[frame.components[component.index].table]
      guard !steps.isEmpty else { throw .unsupported("missing quantisation tables") }
      frame.components[component.index].quantisation = steps
    }
    self.frame = frame
    scanCount += 1
    return scan
  }
}
