import Foundation
import Tables
import TestSupport
import Testing

/// After NumPy's NEP 1.
@Suite struct NpyFileTests {
  static let types: [(String, NumberType, [UInt8], Double)] = [
    ("|u1", .u8, [200], 200), ("|i1", .i8, [0xFE], -2), ("<u2", .u16, [2, 1], 258),
    (">u2", .u16, [1, 2], 258), ("<i2", .i16, [0, 0xFF], -256),
    ("<u4", .u32, [0, 0, 0, 1], 16_777_216),
    (">i4", .i32, [0xFF, 0xFF, 0xFF, 0xFE], -2), ("<u8", .u64, [1, 0, 0, 0, 0, 0, 0, 0], 1),
    (">i8", .i64, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFD], -3),
    ("<f2", .f16, [0, 0x3E], 1.5), (">f2", .f16, [0x3E, 0], 1.5),
    ("<f4", .f32, [0, 0, 0xC0, 0x3F], 1.5),
    (">f4", .f32, [0x3F, 0xC0, 0, 0], 1.5), ("<f8", .f64, [0, 0, 0, 0, 0, 0, 4, 0xC0], -2.5),
  ]

  @Test(arguments: types)
  func `every type is read in either byte order, and written back byte for byte`(
    descr: String, type: NumberType, bytes: [UInt8], value: Double
  ) throws {
    let numbers = Array(repeatElement(bytes, count: 6).joined())
    let file = TestFile.npy(descr: descr, shape: "(3, 2)", numbers: numbers)
    let read = try TableFile(file)
    #expect(read.table.kind == TableKind(type: type, shape: [2]))
    #expect(read.table.count == 3)
    #expect(read.table.exactNumbers(of: 1) == [value, value])
    #expect(try read.write() == file)
  }

  @Test(arguments: [
    (UInt8(1), "{'descr':'|u1','fortran_order':False,'shape':(2,)}"),
    (2, "{\"shape\": (2L,), \"fortran_order\": False , \"descr\": \"|u1\" ,}  "),
    (3, "{ 'fortran_order': False, 'descr': 'u1', 'shape': ( 2 , ), }"),
  ])
  func `all versions and ways to write the header are read and kept`(
    version: UInt8, header: String
  ) throws {
    let file = TestFile.npy(version: version, header: header, numbers: [3, 4])
    let read = try TableFile(file)
    #expect(read.table == Table(type: .u8, shape: [], count: 2, bytes: [3, 4]))
    #expect(try read.write() == file)
  }

  @Test func `Fortran's order becomes C's, and again Fortran's in the file`() throws {
    // Element (i, j, k) is 100 i + 10 j + k; the first index is the fastest in the file.
    var (numbers, expected) = ([UInt8](), [UInt8]())
    for k in 0..<4 {
      for j in 0..<3 { for i in 0..<2 { numbers.append(UInt8(100 * i + 10 * j + k)) } }
    }
    for i in 0..<2 {
      for j in 0..<3 { for k in 0..<4 { expected.append(UInt8(100 * i + 10 * j + k)) } }
    }
    let file = TestFile.npy(descr: "|u1", shape: "(2, 3, 4)", fortran: true, numbers: numbers)
    let read = try TableFile(file)
    #expect(read.table.bytes == expected)
    #expect(read.table.shape == [3, 4])
    #expect(try read.write() == file)
  }

  @Test func `a file of NumPy's own is read`() throws {
    // np.save of (np.arange(6).reshape(2, 3) - 1).astype('>i2') in Fortran's order, NumPy 2.4.
    let file = [UInt8](
      try #require(
        Data(
          base64Encoded: """
            k05VTVBZAQB2AHsnZGVzY3InOiAnPmkyJywgJ2ZvcnRyYW5fb3JkZXInOiBUcnVlLCAnc2hhcGUnOiAo
            MiwgMyksIH0gICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAg
            ICAgICAgIAr//wACAAAAAwABAAQ=
            """, options: .ignoreUnknownCharacters)))
    let read = try TableFile(file)
    #expect((0..<2).map { read.table.exactNumbers(of: $0) } == [[-1, 0, 1], [2, 3, 4]])
    #expect(try read.write() == file)
  }

  @Test func `a new file is laid out as NumPy does it`() throws {
    let table = Table(type: .f32, shape: [], count: 1, bytes: [0, 0, 0, 0x3F])
    let file = try TableLayout.npy(NpyLayout(for: table)).write(table)
    #expect(
      file == TestFile.npy(descr: "<f4", shape: "(1,)", numbers: [0, 0, 0, 0x3F]))
    #expect(try TableFile(file).table == table)
  }

  @Test(arguments: [
    "|O", "|b1", "<c8", "<U5", "|S3", "|V8", "<M8[s]", "<f16", "=f4", "f4", "", "<>",
  ])
  func `what is no number is refused with a way out`(descr: String) {
    let file = TestFile.npy(descr: descr, shape: "(1,)", numbers: [0, 0, 0, 0])
    #expect { try TableFile(file) } throws: { error in
      guard case TableError.unsupported(.npy, let what)? = error as? TableError else {
        return false
      }
      return what.contains("save")
    }
  }

  @Test func `structures are refused`() {
    let header = "{'descr': [('x', '<f4'), ('y', '<f4')], 'fortran_order': False, 'shape': (1,), }"
    #expect(
      throws: TableError.unsupported(
        .npy, "an array of structures; save one field of numbers, as in a['field']")
    ) { try TableFile(TestFile.npy(header: header, numbers: [])) }
  }

  @Test(arguments: [
    "", "{", "{}", "{'descr': '|u1'}", "{'descr': '|u1', 'fortran_order': 0, 'shape': (2,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (-2,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (99999999999999999999,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': 2}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2,)} or 1",
    "{'descr': '|u1', 'descr': '|u1', 'fortran_order': False, 'shape': (2,)}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), 'more': 1}",
    "{'descr': '|u1', 'fortran_order': False, 'shape': (2,",
    "{'descr: ",
  ])
  func `headers that are no such dictionary are damage`(header: String) {
    #expect { try TableFile(TestFile.npy(header: header, numbers: [1, 2])) } throws: { error in
      if case TableError.damaged(.npy, _, _)? = error as? TableError { true } else { false }
    }
  }

  @Test func `sizes must be those of the file`() {
    let huge = "(4611686018427387904, 8)"
    #expect(
      throws: TableError.wrongSize(
        .npy, axes: [1 << 62, 8], type: .f64, needed: nil, found: 8)
    ) {
      try TableFile(
        TestFile.npy(descr: "<f8", shape: huge, numbers: Array(repeating: 0, count: 8)))
    }
    #expect(
      throws: TableError.wrongSize(.npy, axes: [2], type: .f64, needed: 16, found: 17)
    ) {
      try TableFile(
        TestFile.npy(descr: "<f8", shape: "(2,)", numbers: Array(repeating: 0, count: 17)))
    }
    #expect(throws: TableError.noNumbers(.npy, axes: [0, 5])) {
      try TableFile(TestFile.npy(descr: "<f8", shape: "(0, 5)", numbers: []))
    }
    #expect(throws: TableError.unsupported(.npy, "a single number; give an array of objects")) {
      try TableFile(TestFile.npy(descr: "|u1", shape: "()", numbers: [1]))
    }
  }

  @Test func `versions to come and long headers are refused`() {
    var file = TestFile.npy(descr: "|u1", shape: "(1,)", numbers: [1])
    file[6] = 4
    #expect(throws: TableError.unsupported(.npy, "version 4.0")) { try TableFile(file) }
    (file[6], file[8], file[9]) = (1, 0xFF, 0xFF)
    #expect(
      throws: TableError.damaged(
        .npy, offset: 8, reason: "a header of 65535 bytes, at most 10000 are trusted")
    ) { try TableFile(file) }
  }
}
