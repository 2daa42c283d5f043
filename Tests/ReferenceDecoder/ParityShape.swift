/// The layout of a span: archive-1.md, *Redundancy*. It is read from the first 44 bytes of a
/// parity section, and is the same for all four of a span.
struct ParityShape {
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

  /// The offset of a section in the archive. Section 4 stands for the end of the last one.
  func offset(ofSection number: Int) -> Int {
    (0..<number).reduce(begin + first) { $0 + 24 + payloadBytes(ofSection: $1) }
  }

  func payloadBytes(ofSection number: Int) -> Int {
    44 + checksumBytes + cells(ofSection: number).count * cell
  }

  var end: Int { offset(ofSection: 4) + second }

  /// The offsets of a data cell. The last cell of a part may be short, and further ones are empty.
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

  /// The factor of data cell j of a stripe in parity cell i.
  func factor(_ i: Int, _ j: Int) -> UInt8 { GaloisField.inverse(UInt8((data + i) ^ j)) }
}
