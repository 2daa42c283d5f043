import Bytes

/// NPY files, formats 1.0 to 3.0 ⇄ tables: magic, version, length of the header, a dictionary as
/// Python writes it, the numbers (https://numpy.org/neps/nep-0001-npy-format.html).
package enum NpyFile {
  package static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy itself trusts no longer header.
  package static let headerLimit = 10_000

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

  package static func write(_ table: Table, _ layout: NpyLayout) -> [UInt8] {
    var numbers = table.bytes
    if layout.isFortranOrder {
      numbers = AxisOrder(table.axes, width: table.type.width).columnMajor(numbers)
    }
    if layout.isBigEndian { numbers = swappingBytes(of: numbers[...], width: table.type.width) }
    return layout.preamble + numbers
  }

  /// Bytes of the whole file that begins with `start`, by what its header says; nil if that does
  /// not say it, or the file has no numbers a table can have.
  package static func byteCount(declaredBy start: [UInt8]) -> Int? {
    guard let (header, end) = try? header(of: start), !header.shape.isEmpty,
      !header.shape.contains(0), let number = try? NpyNumber(header.descr),
      let count = number.type.byteCount(of: header.shape)
    else { return nil }
    let (sum, overflow) = count.addingReportingOverflow(end)
    return overflow ? nil : sum
  }

  /// The header and where the numbers begin.
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
