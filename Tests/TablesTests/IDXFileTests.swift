import Tables
import TestSupport
import Testing

@Suite struct IDXFileTests {
  /// Each type of the format's page with one number in big-endian bytes.
  static let types: [(UInt8, NumberType, [UInt8], Double)] = [
    (0x08, .u8, [200], 200), (0x09, .i8, [0xFE], -2), (0x0B, .i16, [0x01, 0x02], 258),
    (0x0C, .i32, [0xFF, 0xFF, 0xFF, 0x00], -256), (0x0D, .f32, [0x3F, 0xC0, 0, 0], 1.5),
    (0x0E, .f64, [0xC0, 0x04, 0, 0, 0, 0, 0, 0], -2.5),
  ]

  @Test(arguments: types)
  func `every type is read, most significant byte first, and written back byte for byte`(
    code: UInt8, type: NumberType, bytes: [UInt8], value: Double
  ) throws {
    let file = TestFile.idx(
      type: code, axes: [3, 1, 2], numbers: Array(repeatElement(bytes, count: 6).joined()))
    let read = try TableFile(file)
    #expect(read.table.kind == TableKind(type: type, shape: [1, 2]))
    #expect(read.table.count == 3)
    #expect(read.table.exactNumbers(of: 2) == [value, value])
    #expect(read.table.numbers(of: [0, 1]) == Array(repeating: Float(value), count: 4))
    #expect(try read.write() == file)
  }

  @Test func `one axis makes objects of a single number`() throws {
    let file = TestFile.idx(axes: [4], numbers: [7, 2, 1, 0])
    let table = try TableFile(file).table
    #expect(table.shape == [])
    #expect(table.numbers(of: [0, 3]) == [7, 0])
  }

  @Test func `lengths that the file cannot hold are named, and nothing is allocated`() {
    let huge = TestFile.idx(axes: [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], numbers: [1])
    #expect(
      throws: TableError.wrongSize(
        .idx, axes: [0xFFFF_FFFF, 0xFFFF_FFFF, 0xFFFF_FFFF], type: .u8, needed: nil, found: 1)
    ) { try TableFile(huge) }
    let short = TestFile.idx(axes: [2, 3], numbers: [1, 2, 3, 4, 5])
    let error = TableError.wrongSize(.idx, axes: [2, 3], type: .u8, needed: 6, found: 5)
    #expect(throws: error) { try TableFile(short) }
    #expect(
      "\(error)" == "damaged IDX: 2 × 3 numbers of u8 take 6 bytes, 5 follow the header; "
        + "fetch or write it again")
  }

  @Test func `axes of no length and headers cut short are refused`() {
    #expect(throws: TableError.noNumbers(.idx, axes: [5, 0])) {
      try TableFile(TestFile.idx(axes: [5, 0], numbers: []))
    }
    #expect(
      throws: TableError.damaged(.idx, offset: 9, reason: "ends within the lengths of 2 axes")
    ) { try TableFile(Array(TestFile.idx(axes: [5, 5], numbers: []).prefix(9))) }
    #expect(throws: TableError.damaged(.idx, offset: 2, reason: "no type has the number 10")) {
      try TableFile([0, 0, 10, 1, 0, 0, 0, 1, 5], name: "a-ubyte".bytes)
    }
  }
}
