/// A span of an archive with redundancy, and how damage in it is healed: archive-1.md.
package struct Parity {
  /// The first 44 bytes of a parity section, without its number.
  private struct Shape {
    let begin: Int
    let first: Int
    let second: Int
    let cell: Int
    let stripes: Int
    let data: Int
    let parity: Int
    let requested: Int

    /// - Returns: nil for what is no beginning of a parity section's payload
    init?(_ bytes: ArraySlice<UInt8>) {
      guard bytes.count == 44, littleEndian(bytes.suffix(4)) == UInt64(crc32(bytes.prefix(40)))
      else { return nil }
      let bytes = Array(bytes)
      func field(_ range: Range<Int>) -> Int { Int(truncatingIfNeeded: littleEndian(bytes[range])) }
      (begin, first, second) = (field(0..<8), field(8..<16), field(16..<24))
      (cell, stripes) = (field(24..<28), field(28..<32))
      (data, parity, requested) = (field(32..<33), field(33..<34), field(36..<40))
      guard begin >= 0, first >= 0, second >= 0, first + second >= 1, cell >= 16, cell % 16 == 0,
        cell <= 1 << 16, (1...1 << 24).contains(stripes), data >= 1, parity >= 1,
        data + parity <= 255, bytes[35] == 0
      else { return nil }
    }

    func bytes(number: Int) -> [UInt8] {
      var bytes = littleEndian(begin, 8) + littleEndian(first, 8) + littleEndian(second, 8)
      bytes += littleEndian(cell, 4) + littleEndian(stripes, 4)
      bytes += [UInt8(data), UInt8(parity), UInt8(number), 0] + littleEndian(requested, 4)
      return bytes + littleEndian(crc32(bytes), 4)
    }

    /// f.
    var firstCells: Int { (first + cell - 1) / cell }
    var secondCells: Int { (second + cell - 1) / cell }
    var dataCells: Int { data * stripes }
    var parityCells: Int { parity * stripes }
    var checksumBytes: Int {
      let cells = dataCells + parityCells
      return 4 * (cells + (cells + 254) / 255)
    }

    /// The parity cells of a section.
    func cells(ofSection number: Int) -> Range<Int> {
      min(number, 3) * parityCells / 3..<min(number + 1, 3) * parityCells / 3
    }

    /// Where a section begins in the archive; that of number 4 is where the last one ends.
    func offset(ofSection number: Int) -> Int {
      (0..<number).reduce(begin + first) { $0 + 24 + payloadBytes(ofSection: $1) }
    }

    func payloadBytes(ofSection number: Int) -> Int {
      44 + checksumBytes + cells(ofSection: number).count * cell
    }

    var end: Int { offset(ofSection: 4) + second }

    /// Where the bytes of a cell lie; the last of a part may be short, and those behind are empty.
    func range(ofData t: Int) -> Range<Int> {
      func range(_ start: Int, _ index: Int, _ end: Int) -> Range<Int> {
        min(start + index * cell, end)..<min(start + (index + 1) * cell, end)
      }
      return t < firstCells
        ? range(begin, t, begin + first) : range(end - second, t - firstCells, end)
    }

    func range(ofParity u: Int) -> Range<Int> {
      let number = (0..<3).first { cells(ofSection: $0).contains(u) } ?? 0
      let start =
        offset(ofSection: number) + 24 + 44 + checksumBytes
        + (u - cells(ofSection: number).lowerBound) * cell
      return start..<start + cell
    }

    func stripe(ofData t: Int) -> Int { t % stripes }
    func stripe(ofParity u: Int) -> Int { (firstCells + u) % stripes }

    /// Of data cell j of a stripe in parity cell i.
    func factor(_ i: Int, _ j: Int) -> UInt8 { GaloisField.inverse(UInt8((data + i) ^ j)) }
  }

  private let shape: Shape
  /// All data cells, then all parity cells; nil where they are lost.
  private var cells: [[UInt8]?]
}

extension Parity {
  /// The archive that a damaged file was.
  package static func healed(_ file: [UInt8]) throws -> [UInt8] {
    let shift = shift(of: file)
    guard let shape = shape(in: file, shift) else {
      throw Refusal(reason: "no parity section is intact")
    }
    try require(shape.begin == 0 && shape.second > 0, "an archive of several spans")
    var span = Parity(shape, file, shift)
    try span.solve()
    return try span.archive()
  }

  /// How far what lies behind lost or inserted bytes has moved.
  private static func shift(of file: [UInt8]) -> Int {
    guard file.count >= 40 else { return 0 }
    let tail = file.suffix(40)
    let length = Int(truncatingIfNeeded: littleEndian(tail.suffix(8)))
    let sum = UInt64(crc32(tail.prefix(20) + littleEndian(length - 40, 8)))
    return sum == littleEndian(Array(tail)[20..<24]) ? file.count - length : 0
  }

  private static func shape(in file: [UInt8], _ shift: Int) -> Shape? {
    let mark = [0xAE, 0x5A, 0xC3, 0x1D] + Array("pRTY".utf8)
    for start in file.indices.dropLast(24 + 44) where file[start] == mark[0] {
      guard file[start..<start + 8].elementsEqual(mark),
        let shape = Shape(file[start + 24..<start + 68])
      else { continue }
      let number = Int(file[start + 24 + 34])
      guard number < 4 else { continue }
      let offset = shape.offset(ofSection: number)
      if offset == start || offset + shift == start { return shape }
    }
    return nil
  }

  /// Takes what the checksums say is intact.
  private init(_ shape: Shape, _ file: [UInt8], _ shift: Int) {
    self.shape = shape
    func read(_ range: Range<Int>, _ shift: Int) -> [UInt8]? {
      let moved = range.lowerBound + shift..<range.upperBound + shift
      return moved.lowerBound >= 0 && moved.upperBound <= file.count ? Array(file[moved]) : nil
    }
    let count = shape.dataCells + shape.parityCells
    var sums = [Int?](repeating: nil, count: count)
    for number in 0..<4 {
      for start in stride(from: 0, to: count, by: 255) {
        let size = 4 * min(255, count - start)
        let offset = shape.offset(ofSection: number) + 68 + 4 * (start + start / 255)
        for shift in [0, shift] {
          guard let chunk = read(offset..<offset + size + 4, shift),
            littleEndian(chunk.suffix(4)) == UInt64(crc32(chunk.dropLast(4)))
          else { continue }
          for index in 0..<size / 4 {
            sums[start + index] = Int(littleEndian(chunk[4 * index..<4 * index + 4]))
          }
        }
      }
    }
    cells = sums.indices.map { index in
      let range =
        index < shape.dataCells
        ? shape.range(ofData: index) : shape.range(ofParity: index - shape.dataCells)
      for shift in [0, shift] {
        guard let bytes = read(range, shift) else { continue }
        let cell = bytes + [UInt8](repeating: 0, count: shape.cell - bytes.count)
        if crc32(cell) == sums[index] { return cell }
      }
      return nil
    }
  }

  private mutating func solve() throws {
    for stripe in 0..<shape.stripes {
      let data = (0..<shape.dataCells).filter { shape.stripe(ofData: $0) == stripe }
      let lost = data.indices.filter { cells[data[$0]] == nil }
      let parity = (0..<shape.parityCells).filter { shape.stripe(ofParity: $0) == stripe }
      let kept = parity.filter { cells[shape.dataCells + $0] != nil }.prefix(lost.count)
      try require(kept.count == lost.count, "a stripe has lost more cells than it can")
      // What the parity cells have of the lost cells alone.
      let sums = kept.map { u in
        sum(of: data, in: u / shape.stripes, adding: cells[shape.dataCells + u] ?? [])
      }
      let matrix = kept.map { u in lost.map { shape.factor(u / shape.stripes, $0) } }
      guard let found = GaloisField.solve(matrix, sums) else {
        throw Refusal(reason: "a stripe cannot be solved")
      }
      for (place, cell) in zip(lost, found) { cells[data[place]] = cell }
      for u in parity {
        let zeros = [UInt8](repeating: 0, count: shape.cell)
        cells[shape.dataCells + u] = sum(of: data, in: u / shape.stripes, adding: zeros)
      }
    }
  }

  /// The known data cells of a stripe times their factors in parity cell i, and a cell.
  private func sum(of data: [Int], in i: Int, adding cell: [UInt8]) -> [UInt8] {
    var sum = cell
    for (j, t) in data.enumerated() {
      guard let known = cells[t] else { continue }
      let factor = shape.factor(i, j)
      for index in sum.indices { sum[index] ^= GaloisField.product(factor, known[index]) }
    }
    return sum
  }

  /// The span put together, its parity sections made anew.
  private func archive() throws -> [UInt8] {
    let cells = self.cells.compactMap { $0 }
    try require(cells.count == self.cells.count, "a cell is lost")
    func part(_ indices: Range<Int>) -> [UInt8] {
      indices.flatMap { cells[$0].prefix(shape.range(ofData: $0).count) }
    }
    var archive = part(0..<shape.firstCells)
    var checksums: [UInt8] = []
    for start in stride(from: 0, to: cells.count, by: 255) {
      let chunk = cells[start..<min(start + 255, cells.count)].flatMap {
        littleEndian(crc32($0), 4)
      }
      checksums += chunk + littleEndian(crc32(chunk), 4)
    }
    for number in 0..<4 {
      let own = shape.cells(ofSection: number).flatMap { cells[shape.dataCells + $0] }
      let payload = shape.bytes(number: number) + checksums + own
      var header = [0xAE, 0x5A, 0xC3, 0x1D] + Array("pRTY".utf8)
      header += littleEndian(payload.count, 8) + littleEndian(crc32(payload), 4)
      let sum = crc32(header + littleEndian(shape.begin + archive.count, 8))
      archive += header + littleEndian(sum, 4) + payload
    }
    return archive + part(shape.firstCells..<shape.firstCells + shape.secondCells)
  }
}
