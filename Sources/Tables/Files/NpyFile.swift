import Bytes

/// Reads and writes NPY files of versions 1.0 to 3.0: magic, version, length of the header, a
/// Python dictionary literal, the numbers (https://numpy.org/neps/nep-0001-npy-format.html).
package enum NpyFile {
  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The longest header, which is also the longest that NumPy trusts.
  package static let headerLimit = 10_000

  /// Parses a file; throws ``TableError``.
  package static func read(_ bytes: [UInt8]) throws(TableError) -> (Table, NpyLayout) {
    let (header, start) = try header(of: bytes)
    let number = try NpyNumber(header.descr)
    let axes = header.shape
    guard !axes.isEmpty else {
      throw .unsupported(.npy, "a single number; give an array of objects")
    }
    guard !axes.contains(0) else { throw .noNumbers(.npy, axes: axes) }
    let needed = number.type.byteCount(of: axes)
    guard needed == bytes.count - start else {
      throw .wrongSize(
        .npy, axes: axes, type: number.type, needed: needed, found: bytes.count - start)
    }
    let layout = NpyLayout(
      preamble: Array(bytes[..<start]), isBigEndian: number.isBigEndian,
      isFortranOrder: header.isFortranOrder && axes.count > 1)
    var numbers = Array(bytes[start...])
    if layout.isBigEndian { numbers = swappingBytes(of: numbers[...], width: number.type.width) }
    if layout.isFortranOrder {
      numbers = AxisOrder(axes, width: number.type.width).rowMajor(numbers)
    }
    let table = Table(
      type: number.type, shape: Array(axes.dropFirst()), count: axes[0], bytes: numbers)
    return (table, layout)
  }

  /// Writes a table with the layout of the file it was read from.
  package static func write(_ table: Table, _ layout: NpyLayout) -> [UInt8] {
    var numbers = table.bytes
    if layout.isFortranOrder {
      numbers = AxisOrder(table.axes, width: table.type.width).columnMajor(numbers)
    }
    if layout.isBigEndian { numbers = swappingBytes(of: numbers[...], width: table.type.width) }
    return layout.preamble + numbers
  }

  /// The size in bytes that the header in `start` declares for the whole file; nil if the header is
  /// malformed or declares no numbers that a ``Table`` can hold.
  package static func byteCount(declaredBy start: [UInt8]) -> Int? {
    guard let (header, end) = try? header(of: start), !header.shape.isEmpty,
      !header.shape.contains(0), let number = try? NpyNumber(header.descr),
      let count = number.type.byteCount(of: header.shape)
    else { return nil }
    let (sum, overflow) = count.addingReportingOverflow(end)
    return overflow ? nil : sum
  }

  /// The header, and the offset of the numbers.
  private static func header(of bytes: [UInt8]) throws(TableError) -> (NpyHeader, start: Int) {
    guard bytes.starts(with: magic) else {
      throw .damaged(.npy, offset: 0, reason: "does not start with \\x93NUMPY")
    }
    var reader = ByteReader(bytes[magic.count...])
    let text: ArraySlice<UInt8>
    do {
      let version = Array(try reader.take(2))
      guard (1...3).contains(version[0]), version[1] == 0 else {
        throw TableError.unsupported(.npy, "version \(version[0]).\(version[1])")
      }
      let length =
        version[0] == 1
        ? Int(try reader.fixed(UInt16.self)) : Int(try reader.fixed(UInt32.self))
      guard length <= headerLimit else {
        throw TableError.damaged(
          .npy, offset: 8, reason: "a header of \(length) bytes, at most \(headerLimit) are trusted"
        )
      }
      text = try reader.take(length)
    } catch let error as TableError {
      throw error
    } catch {
      throw .damaged(.npy, offset: bytes.count, reason: "ends within the header")
    }
    return (try NpyHeader(parsing: text), start: text.endIndex)
  }
}
