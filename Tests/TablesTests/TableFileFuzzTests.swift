import Tables
import TestSupport
import Testing

/// Changed, cut and lengthened files are read or refused; nothing else may happen.
@Suite struct FuzzTests {
  static let tables: [[UInt8]] = [
    TestFile.idx(type: 0x0D, axes: [3, 2, 2], numbers: Array(0..<48)),
    TestFile.npy(descr: ">f4", shape: "(3, 2, 2)", fortran: true, numbers: Array(0..<48)),
    TestFile.npy(
      version: 2, header: "{'descr': '<i8', 'fortran_order': False, 'shape': (3, 2), }",
      numbers: Array(0..<48)),
    "a,\"b, c\"\r\n1,2.5\r\n\"3\",-4e3\r\n5,6\r\n".bytes,
    "1;2\n3;4\n-5;1234567890123\n".bytes,
    TestFile.gzip(TestFile.idx(axes: [3, 4], numbers: Array(0..<12))),
    TestFile.gzip("1,2\n".bytes) + TestFile.gzip("3,4\n".bytes),
  ]

  @Test(arguments: tables)
  func `tables, changed by chance`(file: [UInt8]) throws {
    var generator = SplitMix64(seed: 21)
    for _ in 0..<4000 { readOrRefuse(TestFile.mutated(file, using: &generator)) }
  }

  @Test(arguments: tables)
  func `tables, cut anywhere`(file: [UInt8]) throws {
    for count in file.indices { readOrRefuse(Array(file.prefix(count))) }
  }

  private func readOrRefuse(_ bytes: [UInt8]) {
    guard let file = try? TableFile(bytes, name: "a.csv".bytes, limit: 1 << 20) else { return }
    #expect(file.table.numbers(of: file.table.count - 1).count == file.table.numbersPerSample)
    _ = file.table.unitScale
    #expect(throws: Never.self) {
      let again = try TableFile(try file.write(), name: "a.csv".bytes)
      #expect(again.table == file.table)
    }
  }
}
