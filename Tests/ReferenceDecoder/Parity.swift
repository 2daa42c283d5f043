/// A span of an archive with redundancy, and how damage in it is healed: archive-1.md.
package struct Parity {
  private let shape: ParityShape
  /// The data cells, then the parity cells; a lost cell is nil.
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

  /// The shift of the bytes behind lost or inserted ones.
  private static func shift(of file: [UInt8]) -> Int {
    guard file.count >= 40 else { return 0 }
    let tail = file.suffix(40)
    let length = Int(truncatingIfNeeded: littleEndian(tail.suffix(8)))
    let sum = UInt64(crc32(tail.prefix(20) + littleEndian(length - 40, 8)))
    return sum == littleEndian(Array(tail)[20..<24]) ? file.count - length : 0
  }

  private static func shape(in file: [UInt8], _ shift: Int) -> ParityShape? {
    let mark = [0xAE, 0x5A, 0xC3, 0x1D] + Array("pRTY".utf8)
    for start in file.indices.dropLast(24 + 44) where file[start] == mark[0] {
      guard file[start..<start + 8].elementsEqual(mark),
        let shape = ParityShape(file[start + 24..<start + 68])
      else { continue }
      let number = Int(file[start + 24 + 34])
      guard number < 4 else { continue }
      let offset = shape.offset(ofSection: number)
      if offset == start || offset + shift == start { return shape }
    }
    return nil
  }

  /// Takes the cells whose checksums match.
  private init(_ shape: ParityShape, _ file: [UInt8], _ shift: Int) {
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
      // The parity cells less the known data cells.
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
