import Bytes

/// A span of an archive and the layout of its parity.
///
/// The bytes of the span lie before its parity sections. In the last span of an archive the index
/// and the end lie behind them. The bytes are divided into cells, which are interleaved over
/// `stripes` codewords.
package struct ParityGeometry: Hashable, Sendable {
  /// The offset of the span.
  package let begin: Int
  /// The number of bytes before the parity sections; 0 if a span ended just before the index.
  package let first: Int
  /// The number of bytes behind the parity sections.
  package var second: Int
  /// The length of a cell in bytes. The last cells before and behind the parity sections may be
  /// short.
  package let cell: Int
  package let stripes: Int
  /// The number of data cells of each stripe; those without bytes of the span hold zeros.
  package let data: Int
  /// The number of parity cells of each stripe.
  package let parity: Int
  /// The redundancy that was chosen.
  package let redundancy: Redundancy

  /// The number of parity sections of a span.
  package static let sectionCount = 4
  /// The length of the encoded geometry in bytes.
  package static let byteCount = 44
  /// The lengths that the format allows for a cell.
  package static let cellSizes = 16...1 << 16
  /// An offset beyond the end of any archive.
  private static let farthest: UInt64 = 1 << 60

  /// The encoded geometry, with which the payload of a parity section begins.
  ///
  /// - Parameter number: the number of the section, from 0.
  package func bytes(number: Int) -> [UInt8] {
    var writer = ByteWriter()
    for offset in [begin, first, second] { writer.fixed(UInt64(offset)) }
    writer.fixed(UInt32(cell))
    writer.fixed(UInt32(stripes))
    for count in [data, parity, number, 0] { writer.fixed(UInt8(count)) }
    writer.fixed(UInt32(redundancy.millionths))
    writer.fixed(crc32(writer.bytes[...]))
    return writer.bytes
  }

  /// Parses the geometry at the start of a parity section, and the number of the section; nil if
  /// the bytes are damaged or contradict themselves.
  package static func parse(_ bytes: [UInt8]) -> (geometry: ParityGeometry, number: Int)? {
    var reader = ByteReader(bytes)
    guard bytes.count == byteCount,
      let (begin, first, second) = try? (
        reader.fixed(UInt64.self), reader.fixed(UInt64.self), reader.fixed(UInt64.self)
      ),
      let (cell, stripes) = try? (reader.fixed(UInt32.self), reader.fixed(UInt32.self)),
      let (data, parity) = try? (reader.fixed(UInt8.self), reader.fixed(UInt8.self)),
      let (number, reserved) = try? (reader.fixed(UInt8.self), reader.fixed(UInt8.self)),
      let millionths = try? reader.fixed(UInt32.self), let sum = try? reader.fixed(UInt32.self),
      sum == crc32(bytes[..<(byteCount - 4)]),
      [begin, first, second].allSatisfy({ $0 < farthest }), reserved == 0,
      let redundancy = Redundancy(millionths: Int(millionths)), number < sectionCount
    else { return nil }
    let geometry = ParityGeometry(
      begin: Int(begin), first: Int(first), second: Int(second), cell: Int(cell),
      stripes: Int(stripes), data: Int(data), parity: Int(parity), redundancy: redundancy)
    return geometry.isValid ? (geometry, Int(number)) : nil
  }

  private var isValid: Bool {
    first + second > 0 && Self.cellSizes.contains(cell) && cell % 16 == 0
      && stripes > 0 && stripes <= 1 << 24 && data > 0 && parity > 0
      && data + parity <= 255 && firstCells + secondCells <= dataCells
      && sectionLength(0) <= ArchiveLimit.sectionPayload
  }
}

extension ParityGeometry {
  var firstCells: Int { (first + cell - 1) / cell }
  var secondCells: Int { (second + cell - 1) / cell }
  /// The number of data cells, including those of zeros.
  var dataCells: Int { data * stripes }
  var parityCells: Int { parity * stripes }
  /// The number of all cells; data cells come first, then parity cells.
  var cellCount: Int { dataCells + parityCells }
  /// The length of a section before its share of parity.
  var framing: Int {
    SectionHeader.byteCount + Self.byteCount + CellChecksums.byteCount(cells: cellCount)
  }
  /// The offset of the first parity section.
  package var area: Int { begin + first }
  /// The end of the last parity section.
  package var areaEnd: Int { offset(ofSection: Self.sectionCount) }
  /// The end of the span.
  package var end: Int { areaEnd + second }

  /// The parity cells, counted from 0, in a section. The last section has none; it only repeats
  /// geometry and checksums behind the parity.
  func share(ofSection number: Int) -> Range<Int> {
    let parts = Self.sectionCount - 1
    let bounds = [number, number + 1].map { parityCells * min($0, parts) / parts }
    return bounds[0]..<bounds[1]
  }

  /// The offset of a section; for the number behind the last one, the end of that.
  package func offset(ofSection number: Int) -> Int {
    area + number * framing + share(ofSection: number).lowerBound * cell
  }

  /// The length of a section's payload in bytes.
  package func sectionLength(_ number: Int) -> Int {
    framing - SectionHeader.byteCount + share(ofSection: number).count * cell
  }

  /// The memory that healing the span takes, approximately.
  var heldBytes: Int { parityCells * cell + 16 * cellCount }

  /// The parity sections as an index lists them.
  var sections: [Section] {
    (0..<Self.sectionCount).map {
      Section(type: .parity, offset: offset(ofSection: $0), length: sectionLength($0))
    }
  }

  /// The stripe of a cell, and its row in the stripe.
  ///
  /// Cells are interleaved in the order of the archive, so that any `parity` · `stripes`
  /// consecutive ones are `parity` of each stripe.
  func position(ofCell number: Int) -> (stripe: Int, row: Int) {
    let isParity = number >= dataCells
    let turn = isParity ? number - dataCells + firstCells : number
    let row = isParity ? data + (number - dataCells) / stripes : number / stripes
    return (turn % stripes, row)
  }

  /// The cell in a row of a stripe.
  func cell(inRow row: Int, ofStripe stripe: Int) -> Int {
    guard row >= data else { return row * stripes + stripe }
    let turn = (stripe - firstCells % stripes + stripes) % stripes
    return dataCells + (row - data) * stripes + turn
  }

  /// The range of a cell in the archive; empty for a cell of zeros.
  func bytes(ofCell number: Int) -> Range<Int> {
    if number < firstCells {
      let start = begin + number * cell
      return start..<min(start + cell, area)
    }
    if number < dataCells {
      let start = min(areaEnd + (number - firstCells) * cell, end)
      return start..<min(start + cell, end)
    }
    let turn = number - dataCells
    let section = (0..<Self.sectionCount).first { share(ofSection: $0).contains(turn) } ?? 0
    let start =
      offset(ofSection: section) + framing + (turn - share(ofSection: section).lowerBound) * cell
    return start..<start + cell
  }

  /// The cell of the byte at `offset`; nil for bytes of the parity sections before their parity.
  func cell(at offset: Int) -> Int? {
    if offset < area { return (offset - begin) / cell }
    if offset >= areaEnd { return firstCells + (offset - areaEnd) / cell }
    let section = (0..<Self.sectionCount).last { self.offset(ofSection: $0) <= offset } ?? 0
    let inside = offset - self.offset(ofSection: section) - framing
    return inside < 0
      ? nil : dataCells + share(ofSection: section).lowerBound + inside / cell
  }

  /// Ranges of cells that are contiguous in the archive, in its order.
  var runs: [Range<Int>] {
    let shares = (0..<Self.sectionCount).map(share(ofSection:)).filter { !$0.isEmpty }
    return [0..<firstCells]
      + shares.map { dataCells + $0.lowerBound..<dataCells + $0.upperBound }
      + (second > 0 ? [firstCells..<firstCells + secondCells] : [])
  }
}
