/// Puts a JPEG file together from what `JPEGReader` took it apart to.
///
/// Headers, record and coefficients are untrusted: what cannot be encoded throws
/// ``JPEGError/malformed(part:)``.
package struct JPEGWriter {
  private let headers: [[UInt8]]
  private let record: RepairRecord
  private let scans: [ScanHeader]
  /// The picture, with the quantisation of all components.
  package let frame: FrameHeader
  private var scan: ScanWriter
  /// The rows of MCUs encoded of the current scan.
  private var row = 0
  private var output: [UInt8]

  package init(headers: [[UInt8]], record: RepairRecord) throws(JPEGError) {
    let (scans, frame) = try HeaderReader.readAll(headers)
    guard let first = scans.first, record.scans.count <= scans.count else {
      throw .malformed(part: "repair record")
    }
    (self.headers, self.scans, self.frame, self.record) = (headers, scans, frame, record)
    output = headers[0]
    scan = try ScanWriter(
      first, frame, record.repair(of: 0), stop: scans.count == 1 ? record.stop : nil)
  }

  /// Whether a single scan holds all coefficients, so that they can be written row by row.
  package var isStreamable: Bool { scans.count == 1 }

  /// Encodes the next rows of a single scan: all that `planes` holds.
  package mutating func append(_ planes: CoefficientPlanes) throws(JPEGError) {
    guard planes.fits(frame), planes.rows.lowerBound == row, isStreamable else {
      throw .malformed(part: "rows")
    }
    for _ in planes.rows { try scan.writeRow(planes) }
    row = planes.rows.upperBound
    output += scan.takeBytes()
  }

  /// Encodes all scans.
  ///
  /// - Parameter planes: those of the whole picture
  package mutating func appendAll(_ planes: CoefficientPlanes) throws(JPEGError) {
    guard planes.fits(frame), planes.rows == 0..<frame.unitsHigh, row == 0 else {
      throw .malformed(part: "rows")
    }
    for index in scans.indices {
      if index > 0 {
        output += headers[index]
        scan = try ScanWriter(
          scans[index], frame, record.repair(of: index),
          stop: index == scans.count - 1 ? record.stop : nil)
      }
      for _ in planes.rows { try scan.writeRow(planes) }
      output += scan.takeBytes()
    }
    row = frame.unitsHigh
  }

  /// The bytes written so far, which are then forgotten.
  package mutating func takeBytes() -> [UInt8] {
    defer { output = [] }
    return output
  }

  /// The last bytes, once all rows were encoded.
  package consuming func finish(tail: [UInt8]) throws(JPEGError) -> [UInt8] {
    guard row == frame.unitsHigh else { throw .malformed(part: "rows") }
    return output + tail
  }
}
