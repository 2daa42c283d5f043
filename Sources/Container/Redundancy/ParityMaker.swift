import Bytes

/// Makes the parity sections of a span. Parity is in memory, and 16 MiB beside it.
struct ParityMaker {
  private let geometry: ParityGeometry
  private var checksums: CellChecksums
  /// All parity cells, one behind the other.
  private var parity: [UInt8]

  /// Bytes of rows gathered at a time.
  static let batchBytes = 1 << 24

  /// - Parameter read: gives bytes of the span, by where they lie in the archive
  init(_ geometry: ParityGeometry, _ read: (Range<Int>) throws -> [UInt8]) throws {
    self.geometry = geometry
    checksums = CellChecksums(cells: geometry.cellCount)
    parity = Array(repeating: 0, count: geometry.parityCells * geometry.cell)
    let rows = geometry.data + geometry.parity
    let width = max(min(Self.batchBytes / (rows * geometry.cell), geometry.stripes), 1)
    for start in stride(from: 0, to: geometry.stripes, by: width) {
      try make(start..<min(start + width, geometry.stripes), read)
    }
    checksums.close()
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
        // Cells before and behind the parity sections may share a row.
        let cells = run.clamped(to: first..<first + stripes.count)
        guard let last = cells.last, last < geometry.dataCells else { continue }
        let start = geometry.bytes(ofCell: cells.lowerBound).lowerBound
        let part = try read(start..<geometry.bytes(ofCell: last).upperBound)
        let place = row * length + (cells.lowerBound - first) * cell
        rows.replaceSubrange(place..<place + part.count, with: part)
      }
    }
    ReedSolomon(data: geometry.data, parity: geometry.parity).encode(&rows, length: length)
    for row in 0..<geometry.data + geometry.parity {
      for stripe in stripes {
        let number = geometry.cell(inRow: row, ofStripe: stripe)
        let place = row * length + (stripe - stripes.lowerBound) * cell
        let bytes = rows[place..<place + cell]
        checksums.set(number, to: crc32(bytes))
        guard row >= geometry.data else { continue }
        let target = (number - geometry.dataCells) * cell
        parity.replaceSubrange(target..<target + cell, with: bytes)
      }
    }
  }

  /// The payload of a parity section.
  func payload(_ number: Int) -> [UInt8] {
    let share = geometry.share(ofSection: number)
    let cell = geometry.cell
    return geometry.bytes(number: number) + checksums.bytes
      + parity[share.lowerBound * cell..<share.upperBound * cell]
  }
}
