import Bytes

/// A span of an archive, and how parity sections protect it.
///
/// The span's bytes lie before its parity sections and, in the last one of an archive, behind them
/// too: the index and the end. They are parted into cells, which take turns in `stripes` codewords.
package struct ParityGeometry: Hashable, Sendable {
  /// Where the span begins.
  package let begin: Int
  /// Bytes of the span before the parity sections; none where a span ended just before the index.
  package let first: Int
  /// Bytes of the span behind them.
  package var second: Int
  /// Bytes of a cell; the last before the parity sections, and the last of all, may have fewer.
  package let cell: Int
  package let stripes: Int
  /// Cells of each stripe that hold the span's bytes; those for which there are none hold zeros.
  package let data: Int
  /// Cells of each stripe that are parity.
  package let parity: Int
  /// What was asked for.
  package let redundancy: Redundancy

  /// Parity sections of a span.
  package static let sectionCount = 4
  /// Bytes that a section begins with.
  package static let byteCount = 44
  /// Least and most bytes of a cell.
  package static let cellSizes = 16...1 << 16
  /// Where no archive reaches.
  private static let farthest: UInt64 = 1 << 60

  /// What a parity section's payload begins with.
  ///
  /// - Parameter number: of the section, from 0
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

  /// Reads what a parity section begins with, and the section's number; nil if that is damaged or
  /// contradicts itself.
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
  /// Cells of the span, those of zeros among them.
  var dataCells: Int { data * stripes }
  var parityCells: Int { parity * stripes }
  /// Data come first, then parity.
  var cellCount: Int { dataCells + parityCells }
  /// Bytes of a section before its share of parity.
  var framing: Int {
    SectionHeader.byteCount + Self.byteCount + CellChecksums.byteCount(cells: cellCount)
  }
  /// Where the first parity section begins.
  package var area: Int { begin + first }
  /// Where the last one ends.
  package var areaEnd: Int { offset(ofSection: Self.sectionCount) }
  /// Where the span ends.
  package var end: Int { areaEnd + second }

  /// The parity cells, from 0, that lie in a section: none in the last one, which closes the others.
  func share(ofSection number: Int) -> Range<Int> {
    let parts = Self.sectionCount - 1
    let bounds = [number, number + 1].map { parityCells * min($0, parts) / parts }
    return bounds[0]..<bounds[1]
  }

  /// Where a section begins; the end of the last one for the number behind it.
  package func offset(ofSection number: Int) -> Int {
    area + number * framing + share(ofSection: number).lowerBound * cell
  }

  /// Bytes of a section's payload.
  package func sectionLength(_ number: Int) -> Int {
    framing - SectionHeader.byteCount + share(ofSection: number).count * cell
  }

  /// About what healing the span takes in memory at most.
  var heldBytes: Int { parityCells * cell + 16 * cellCount }

  /// The parity sections as an index lists them.
  var sections: [Section] {
    (0..<Self.sectionCount).map {
      Section(type: .parity, offset: offset(ofSection: $0), length: sectionLength($0))
    }
  }

  /// The stripe that a cell belongs to, and its row in there.
  ///
  /// Cells take turns in the order in which they lie in the archive, so that any `parity` · `stripes`
  /// of them, one behind the other, are `parity` of each stripe.
  func place(ofCell number: Int) -> (stripe: Int, row: Int) {
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

  /// The bytes of the archive that a cell holds; none if it holds zeros only.
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

  /// The cell that a byte of the span or of its parity lies in; nil for other bytes of the parity
  /// sections.
  func cell(at offset: Int) -> Int? {
    if offset < area { return (offset - begin) / cell }
    if offset >= areaEnd { return firstCells + (offset - areaEnd) / cell }
    let section = (0..<Self.sectionCount).last { self.offset(ofSection: $0) <= offset } ?? 0
    let inside = offset - self.offset(ofSection: section) - framing
    return inside < 0
      ? nil : dataCells + share(ofSection: section).lowerBound + inside / cell
  }

  /// Ranges of cells that lie one behind the other, without a gap, in the archive's order.
  var runs: [Range<Int>] {
    let shares = (0..<Self.sectionCount).map(share(ofSection:)).filter { !$0.isEmpty }
    return [0..<firstCells]
      + shares.map { dataCells + $0.lowerBound..<dataCells + $0.upperBound }
      + (second > 0 ? [firstCells..<firstCells + secondCells] : [])
  }
}
