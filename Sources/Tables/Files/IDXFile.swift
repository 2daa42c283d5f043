import Bytes

/// Reads and writes IDX files: two zeros, a type, the number of axes, the length of each axis in 4
/// bytes, the numbers; all big-endian (http://yann.lecun.com/exdb/mnist/).
package enum IDXFile {
  /// The types by their code in a file.
  package static let types: [UInt8: NumberType] = [
    0x08: .u8, 0x09: .i8, 0x0B: .i16, 0x0C: .i32, 0x0D: .f32, 0x0E: .f64,
  ]
  /// The most axes: more than any data has, but few enough that other files are not taken for IDX.
  package static let axisLimit = 16

  /// Whether the bytes begin like an IDX file.
  package static func looksLike(_ bytes: ArraySlice<UInt8>) -> Bool {
    let start = Array(bytes.prefix(4))
    return start.count == 4 && start[0] == 0 && start[1] == 0 && types[start[2]] != nil
      && (1...axisLimit).contains(Int(start[3]))
  }

  /// Parses a file; throws ``TableError``.
  package static func read(_ bytes: [UInt8]) throws(TableError) -> Table {
    let (type, axes, numbers) = try header(of: bytes)
    guard !axes.contains(0) else { throw .noNumbers(.idx, axes: axes) }
    let needed = type.byteCount(of: axes)
    guard needed == numbers.count else {
      throw .wrongSize(.idx, axes: axes, type: type, needed: needed, found: numbers.count)
    }
    return Table(
      type: type, shape: Array(axes.dropFirst()), count: axes[0],
      bytes: swappingBytes(of: numbers, width: type.width))
  }

  private static func header(
    of bytes: [UInt8]
  ) throws(TableError) -> (NumberType, axes: [Int], numbers: ArraySlice<UInt8>) {
    guard bytes.count >= 4 else {
      throw .damaged(.idx, offset: bytes.count, reason: "ends within the first 4 bytes")
    }
    guard bytes[0] == 0, bytes[1] == 0 else {
      throw .damaged(.idx, offset: 0, reason: "starts with \(bytes[0]) \(bytes[1]), not 0 0")
    }
    guard let type = types[bytes[2]] else {
      throw .damaged(.idx, offset: 2, reason: "no type has the number \(bytes[2])")
    }
    guard (1...axisLimit).contains(Int(bytes[3])) else {
      throw .damaged(.idx, offset: 3, reason: "\(bytes[3]) axes, not 1 to \(axisLimit)")
    }
    var reader = ByteReader(bytes[4...])
    do {
      var axes: [Int] = []
      for _ in 0..<bytes[3] { axes.append(Int(try reader.fixed(UInt32.self).byteSwapped)) }
      return (type, axes, try reader.take(reader.remaining))
    } catch {
      throw .damaged(
        .idx, offset: bytes.count, reason: "ends within the lengths of \(bytes[3]) axes")
    }
  }

  /// The size in bytes that the header in `start` declares for the whole file; nil if the header is
  /// malformed or declares no numbers.
  package static func byteCount(declaredBy start: [UInt8]) -> Int? {
    guard let (type, axes, numbers) = try? header(of: start), !axes.contains(0),
      let count = type.byteCount(of: axes)
    else { return nil }
    let (sum, overflow) = count.addingReportingOverflow(start.count - numbers.count)
    return overflow ? nil : sum
  }

  /// Writes a file; throws ``TableError/cannotWrite(_:_:)`` if IDX lacks the type of the numbers.
  package static func write(_ table: Table) throws(TableError) -> [UInt8] {
    guard let type = types.first(where: { $0.value == table.type })?.key,
      table.axes.count <= axisLimit, table.axes.allSatisfy({ $0 <= UInt32.max })
    else { throw .cannotWrite(.idx, table.type) }
    var writer = ByteWriter()
    writer.append([0, 0, type, UInt8(table.axes.count)])
    for length in table.axes { writer.fixed(UInt32(length).byteSwapped) }
    writer.append(swappingBytes(of: table.bytes[...], width: table.type.width))
    return writer.bytes
  }
}

/// Reverses the bytes of each number of `width` bytes.
package func swappingBytes(of bytes: ArraySlice<UInt8>, width: Int) -> [UInt8] {
  var swapped = Array(bytes)
  guard width > 1 else { return swapped }
  for start in stride(from: 0, to: swapped.count, by: width) {
    for step in 0..<width / 2 { swapped.swapAt(start + step, start + width - 1 - step) }
  }
  return swapped
}
