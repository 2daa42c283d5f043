import Bytes

/// The CRC-32 of each cell of a span, those of zeros and of parity among them, as every parity
/// section has them: in chunks with a checksum of their own, so that of several damaged copies one
/// whole one can be put together.
struct CellChecksums {
  private(set) var values: [UInt32]
  /// Which chunks are known.
  private var isKnown: [Bool]

  /// Checksums of a chunk.
  private static let chunk = 255

  private static func chunks(_ cells: Int) -> Int { (cells + chunk - 1) / chunk }

  static func byteCount(cells: Int) -> Int { 4 * (cells + chunks(cells)) }

  /// None known.
  init(cells: Int) {
    values = Array(repeating: 0, count: cells)
    isKnown = Array(repeating: false, count: Self.chunks(cells))
  }

  /// What the cell has, if that is known.
  subscript(cell: Int) -> UInt32? { isKnown[cell / Self.chunk] ? values[cell] : nil }

  var areAllKnown: Bool { !isKnown.contains(false) }

  /// Says what a cell has; ``close()`` then makes all of it known.
  mutating func set(_ cell: Int, to sum: UInt32) { values[cell] = sum }

  mutating func close() { for index in isKnown.indices { isKnown[index] = true } }

  /// Takes from a copy the chunks that are intact in there and not yet known.
  ///
  /// - Parameter read: gives bytes of the copy, or nil where there are none
  mutating func take(_ read: (_ offset: Int, _ count: Int) -> [UInt8]?) {
    for index in isKnown.indices where !isKnown[index] {
      let start = index * Self.chunk
      let count = min(Self.chunk, values.count - start)
      guard let bytes = read(4 * (start + index), 4 * count + 4) else { continue }
      var reader = ByteReader(bytes)
      let found = (0...count).compactMap { _ in try? reader.fixed(UInt32.self) }
      guard found.count == count + 1, found[count] == crc32(bytes[..<(4 * count)]) else { continue }
      values.replaceSubrange(start..<start + count, with: found.dropLast())
      isKnown[index] = true
    }
  }

  /// As a section has them.
  var bytes: [UInt8] {
    var writer = ByteWriter()
    for start in stride(from: 0, to: values.count, by: Self.chunk) {
      var chunk = ByteWriter()
      for value in values[start..<min(start + Self.chunk, values.count)] { chunk.fixed(value) }
      chunk.fixed(crc32(chunk.bytes[...]))
      writer.append(chunk.bytes)
    }
    return writer.bytes
  }

  /// Of a cell that holds `part`, and zeros behind.
  static func sum(_ part: ArraySlice<UInt8>, cell: Int) -> UInt32 {
    let sum = crc32(part)
    guard part.count < cell else { return sum }
    return crc32(continuing: sum, with: [UInt8](repeating: 0, count: cell - part.count)[...])
  }
}
