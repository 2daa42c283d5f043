import Bytes

/// Computes the parity sections of a span. It holds the parity in memory, and 16 MiB of data.
struct ParityMaker {
  private let geometry: ParityGeometry
  private var checksums: CellChecksums
  /// All parity cells, concatenated.
  private var parity: [UInt8]

  /// The number of bytes of rows processed at a time.
  static let batchBytes = 1 << 24

  private init(_ geometry: ParityGeometry) {
    self.geometry = geometry
    checksums = CellChecksums(cells: geometry.cellCount)
    parity = Array(repeating: 0, count: geometry.parityCells * geometry.cell)
  }

  /// Reads the span and computes its parity.
  ///
  /// - Parameter read: returns bytes of the span, given their range in the archive.
  static func make(
    _ geometry: ParityGeometry, _ read: (Range<Int>) throws -> [UInt8]
  ) throws -> ParityMaker {
    var maker = ParityMaker(geometry)
    let rows = geometry.data + geometry.parity
    let width = max(min(batchBytes / (rows * geometry.cell), geometry.stripes), 1)
    for start in stride(from: 0, to: geometry.stripes, by: width) {
      try maker.make(start..<min(start + width, geometry.stripes), read)
    }
    maker.checksums.close()
    return maker
  }

  private mutating func make(
    _ stripes: Range<Int>, _ read: (Range<Int>) throws -> [UInt8]
  ) throws {
    let cell = geometry.cell
    let length = stripes.count * cell
    var rows = [UInt8](repeating: 0, count: (geometry.data + geometry.parity) * length)
    for row in 0..<geometry.data {
      let first = geometry.cell(inRow: row, ofStripe: stripes.lowerBound)
      for run in geometry.runs {
        // A row may have cells both before and behind the parity sections.
        let cells = run.clamped(to: first..<first + stripes.count)
        guard let last = cells.last, last < geometry.dataCells else { continue }
        let begin = geometry.bytes(ofCell: cells.lowerBound).lowerBound
        let part = try read(begin..<geometry.bytes(ofCell: last).upperBound)
        let start = row * length + (cells.lowerBound - first) * cell
        rows.replaceSubrange(start..<start + part.count, with: part)
      }
    }
    ReedSolomon(data: geometry.data, parity: geometry.parity).encode(&rows, length: length)
    for row in 0..<geometry.data + geometry.parity {
      for stripe in stripes {
        let number = geometry.cell(inRow: row, ofStripe: stripe)
        let start = row * length + (stripe - stripes.lowerBound) * cell
        let bytes = rows[start..<start + cell]
        checksums.set(number, to: crc32(bytes))
        guard row >= geometry.data else { continue }
        let target = (number - geometry.dataCells) * cell
        parity.replaceSubrange(target..<target + cell, with: bytes)
      }
    }
  }

  /// The payload of the parity section `number`.
  func payload(_ number: Int) -> [UInt8] {
    let share = geometry.share(ofSection: number)
    let cell = geometry.cell
    return geometry.bytes(number: number) + checksums.bytes
      + parity[share.lowerBound * cell..<share.upperBound * cell]
  }
}
