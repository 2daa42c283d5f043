/// Takes a JPEG file apart: its headers, its coefficients, and what repairs the difference.
///
/// `JPEGWriter` puts the same bytes together again. A file with several scans is read by
/// ``readAll(coefficientLimit:)``; one with a single scan can be read row by row of MCUs instead.
package struct JPEGReader {
  private let file: [UInt8]
  private var headerReader: HeaderReader
  private var scan: ScanReader
  /// Where the header of the current scan begins.
  private var headerStart = 0
  private var headerEnd: Int
  /// What the headers before the current one declare.
  private var frameBefore: FrameHeader
  private var headers: [[UInt8]] = []
  private var record = RepairRecord()

  /// The most exceptions that are kept of all scans together, which bounds memory: a hostile file
  /// may have some million in each of its scans.
  private static let exceptionLimit = 2 * ScanRepair.exceptionLimit

  /// What a file holds besides its coefficients.
  package struct Rest: Equatable, Sendable {
    /// The bytes up to the data of each scan.
    package let headers: [[UInt8]]
    package let record: RepairRecord
    /// The bytes behind the data of the last scan.
    package let tail: [UInt8]

    package init(headers: [[UInt8]], record: RepairRecord, tail: [UInt8]) {
      (self.headers, self.record, self.tail) = (headers, record, tail)
    }
  }

  /// Reads everything before the first scan's data. Throws ``JPEGError/unsupported(_:)``.
  package init(_ file: [UInt8]) throws(JPEGError) {
    self.file = file
    headerReader = HeaderReader()
    guard let first = try headerReader.nextScan(in: file, from: 0), let frame = headerReader.frame
    else { throw .unsupported("no scan") }
    headerEnd = first.end
    frameBefore = frame
    scan = ScanReader(
      first.scan, frame, at: first.end, exceptionLimit: ScanRepair.exceptionLimit)
  }

  /// The picture; components that no scan has coded so far lack quantisation steps.
  package var frame: FrameHeader { headerReader.frame! }

  /// Whether the first scan holds all coefficients, so that it can be read row by row.
  package var isStreamable: Bool {
    !frame.isProgressive && scan.scan.components.count == frame.components.count
  }

  /// Decodes the next rows of the current scan: all that `planes` holds.
  package mutating func readRows(into planes: inout CoefficientPlanes) {
    for _ in planes.rows { scan.readRow(file, into: &planes) }
  }

  /// Decodes all scans.
  ///
  /// - Parameter limit: the most coefficients to allocate
  package mutating func readAll(
    coefficientLimit limit: Int
  ) throws(JPEGError) -> CoefficientPlanes {
    var planes = try CoefficientPlanes(
      frame, rows: 0..<frame.unitsHigh, coefficientLimit: limit)
    repeat { readRows(into: &planes) } while nextScan()
    // The header of a scan of which nothing could be decoded will be left to the tail.
    planes.update(scan.stop == 0 ? frameBefore : frame)
    return planes
  }

  /// Ends the current scan, and begins the next one if there is one that can be decoded.
  private mutating func nextScan() -> Bool {
    let before = frame
    guard let end = scan.end, scan.stop == nil,
      let next = try? headerReader.nextScan(in: file, from: end)
    else { return false }
    keepScan()
    frameBefore = before
    (headerStart, headerEnd) = (end, next.end)
    let kept = record.scans.reduce(0) { $0 + $1.count }
    scan = ScanReader(
      next.scan, frame, at: next.end,
      exceptionLimit: min(ScanRepair.exceptionLimit, Self.exceptionLimit - kept))
    return true
  }

  private mutating func keepScan() {
    headers.append(Array(file[headerStart..<headerEnd]))
    record.scans.append(scan.repair)
    record.stop = scan.stop
  }

  /// What the file holds besides the coefficients, once all rows were read. Throws
  /// ``JPEGError/unsupported(_:)`` if not a single unit could be decoded.
  package consuming func finish() throws(JPEGError) -> Rest {
    guard let end = scan.end else { throw .malformed(part: "rows") }
    // A later scan of which nothing could be decoded is left to the tail with its header.
    let isEmpty = scan.stop == 0
    if !isEmpty { keepScan() }
    guard !headers.isEmpty else { throw .unsupported("no intact picture data") }
    record.removeEmptyScans()
    return Rest(
      headers: headers, record: record, tail: Array(file[(isEmpty ? headerStart : end)...]))
  }
}
