import Bytes

/// The CRC-32 of each cell of a span, including cells of zeros and of parity. Every parity section
/// has a copy, in chunks with their own checksums, so that an intact list can be assembled from
/// several damaged copies.
struct CellChecksums {
  private(set) var values: [UInt32]
  /// Whether each chunk is known.
  private var isKnown: [Bool]

  /// The number of checksums in a chunk.
  private static let chunk = 255

  private static func chunks(_ cells: Int) -> Int { (cells + chunk - 1) / chunk }

  static func byteCount(cells: Int) -> Int { 4 * (cells + chunks(cells)) }

  /// A list in which no checksum is known.
  init(cells: Int) {
    values = Array(repeating: 0, count: cells)
    isKnown = Array(repeating: false, count: Self.chunks(cells))
  }

  /// The checksum of a cell, if it is known.
  subscript(cell: Int) -> UInt32? { isKnown[cell / Self.chunk] ? values[cell] : nil }

  var areAllKnown: Bool { !isKnown.contains(false) }

  /// Sets the checksum of a cell; ``close()`` must follow once all are set.
  mutating func set(_ cell: Int, to sum: UInt32) { values[cell] = sum }

  /// Marks all checksums as known.
  mutating func close() { for index in isKnown.indices { isKnown[index] = true } }

  /// Takes the chunks that are not known yet and intact in a copy.
  ///
  /// - Parameter read: returns bytes of the copy, or nil where the file has none.
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

  /// The encoded list.
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

  /// The checksum of a cell of `cell` bytes that holds `part`, padded with zeros.
  static func sum(_ part: ArraySlice<UInt8>, cell: Int) -> UInt32 {
    let sum = crc32(part)
    guard part.count < cell else { return sum }
    return crc32(continuing: sum, with: [UInt8](repeating: 0, count: cell - part.count)[...])
  }
}
