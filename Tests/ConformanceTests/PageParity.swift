import Bytes

/// Parity as archive-1.md describes it, written for sense, not for speed.
struct PageParity {
  private let archive: [UInt8]
  private let (begin, first, second): (Int, Int, Int)
  private let (cell, stripes, data, parity): (Int, Int, Int, Int)

  /// - Parameters:
  ///   - payload: of a parity section
  ///   - archive: in which it lies, intact
  init(_ payload: ArraySlice<UInt8>, of archive: [UInt8]) throws {
    var reader = ByteReader(payload)
    self.archive = archive
    begin = Int(try reader.fixed(UInt64.self))
    first = Int(try reader.fixed(UInt64.self))
    second = Int(try reader.fixed(UInt64.self))
    cell = Int(try reader.fixed(UInt32.self))
    stripes = Int(try reader.fixed(UInt32.self))
    data = Int(try reader.fixed(UInt8.self))
    parity = Int(try reader.fixed(UInt8.self))
  }

  /// What lies behind the first 44 bytes of the section `number`.
  func rest(ofSection number: Int) -> [UInt8] {
    let parts = (number...number + 1).map { min($0, 3) * parity * stripes / 3 }
    return checksums + Array(parityCells[parts[0]..<parts[1]].joined())
  }

  private var firstCells: Int { (first + cell - 1) / cell }

  private var dataCells: [[UInt8]] {
    let end = archive.count - second
    let parts = [archive[begin..<begin + first], archive[end...]]
    var cells = parts.flatMap { part in
      stride(from: part.startIndex, to: part.endIndex, by: cell).map {
        Array(part[$0..<min($0 + cell, part.endIndex)])
      }
    }
    while cells.count < data * stripes { cells.append([]) }
    return cells.map { $0 + [UInt8](repeating: 0, count: cell - $0.count) }
  }

  private var parityCells: [[UInt8]] {
    let cells = dataCells
    return (0..<parity * stripes).map { number in
      let (row, stripe) = (number / stripes, (firstCells + number) % stripes)
      var sum = [UInt8](repeating: 0, count: cell)
      for column in 0..<data {
        let factor = Self.inverse(UInt8((data + row) ^ column))
        for (place, byte) in cells[column * stripes + stripe].enumerated() {
          sum[place] ^= Self.product(factor, byte)
        }
      }
      return sum
    }
  }

  private var checksums: [UInt8] {
    let sums = (dataCells + parityCells).map { crc32($0[...]) }
    var writer = ByteWriter()
    for start in stride(from: 0, to: sums.count, by: 255) {
      var chunk = ByteWriter()
      for sum in sums[start..<min(start + 255, sums.count)] { chunk.fixed(sum) }
      writer.append(chunk.bytes)
      writer.fixed(crc32(chunk.bytes[...]))
    }
    return writer.bytes
  }

  private static func product(_ one: UInt8, _ other: UInt8) -> UInt8 {
    var (power, result) = (UInt16(one), UInt16(0))
    for bit in 0..<8 {
      if other >> bit & 1 == 1 { result ^= power }
      power <<= 1
      if power & 0x100 != 0 { power ^= 0x11D }
    }
    return UInt8(result)
  }

  private static func inverse(_ number: UInt8) -> UInt8 {
    (1...255).first { product(number, $0) == 1 } ?? 0
  }
}
