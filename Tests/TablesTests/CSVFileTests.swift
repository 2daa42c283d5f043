import Tables
import Testing

/// After RFC 4180, and what spreadsheets make of it.
@Suite struct CSVFileTests {
  private func read(_ text: String) throws -> TableFile {
    try TableFile(text.bytes, name: "a.csv".bytes)
  }

  private func rows(_ file: TableFile) -> [[Double]] {
    (0..<file.table.count).map { file.table.exactNumbers(of: $0) }
  }

  @Test(arguments: ["1,4\n2,6\n3,8", "1;4\n2;6\n3;8\n", "1\t4\r\n2\t6\r\n3\t8\r\n"])
  func `separator and line ends are found out, and the file comes back`(text: String) throws {
    let file = try read(text)
    #expect(rows(file) == [[1, 4], [2, 6], [3, 8]])
    #expect(file.table.kind == TableKind(type: .u8, shape: [2]))
    #expect(try file.write() == text.bytes)
  }

  @Test func `a first line of names is kept, quotes and all`() throws {
    let text = "label,\"a, \"\"b\"\"\nc\"\r\n1,0.5\r\n-2,1e-3\r\n"
    let file = try read(text)
    #expect(rows(file) == [[1, 0.5], [-2, 0.001]])
    #expect(file.table.type == .f64)
    guard case .csv(let layout) = file.layout else {
      Issue.record("not read as CSV")
      return
    }
    #expect(layout.header == "label,\"a, \"\"b\"\"\nc\"".bytes)
    #expect(try read(String(decoding: file.write(), as: UTF8.self)) == file)
  }

  @Test func `a mark of UTF-8, blanks, quoted numbers and empty lines do no harm`() throws {
    #expect(rows(try read("\u{FEFF}\n 1 ,\"2\"\n\n3,+4\n\n")) == [[1, 2], [3, 4]])
  }

  @Test(arguments: [
    ("0\n255", NumberType.u8), ("-128\n127", .i8), ("0\n65535", .u16), ("-1\n300", .i16),
    ("0\n4294967295", .u32), ("-1\n70000", .i32), ("-1\n4294967296", .i64), ("1\n-0", .f64),
    ("0.5\n1", .f64), ("1\n12345678901234567890", .f64),
  ])
  func `numbers get the smallest type that keeps them`(text: String, type: NumberType) throws {
    let file = try read(text)
    #expect(file.table.type == type)
    #expect(try read(String(decoding: file.write(), as: UTF8.self)).table == file.table)
  }

  @Test(arguments: [
    ("1,2\n3,x\n", 2, 2, CSVFlaw.notANumber("x".bytes)),
    ("a,b\n1,2\n\n3,\n", 4, 2, .notANumber([])),
    ("1,2\n3,nan\n", 2, 2, .notANumber("nan".bytes)),
    ("1,2\n3,1e999\n", 2, 2, .notANumber("1e999".bytes)),
    ("1;2\n3;4,5\n", 2, 2, .notANumber("4,5".bytes)),
    ("1,2\n3\n", 2, 2, .ragged(found: 1, expected: 2)),
    ("1,2\n3,4,5\n", 2, 3, .ragged(found: 3, expected: 2)),
    ("1,2\n3,\"4\n5,6\n", 2, 2, .openQuote),
    ("1,2\n\"3\"4,5\n", 2, 1, .textAfterQuote),
  ])
  func `what is wrong is named by line and column`(
    text: String, line: Int, column: Int, flaw: CSVFlaw
  ) {
    #expect(throws: TableError.csv(line: line, column: column, flaw)) { try read(text) }
  }

  @Test func `messages are one line that says what to do`() {
    let error = TableError.csv(line: 3, column: 2, .notANumber("a\nb".bytes))
    #expect(
      "\(error)"
        == "line 3, column 2: \"a\\nb\" is no number; give numbers with a decimal point, or "
        + "remove it"
    )
  }

  @Test(arguments: ["", "\n\n", "a,b\n", "a,b"])
  func `no numbers is no table`(text: String) {
    #expect { try read(text) } throws: { error in
      if case TableError.noNumbers(.csv, _)? = error as? TableError { true } else { false }
    }
  }

  @Test func `zero bytes are no text`() {
    #expect(throws: TableError.self) {
      try TableFile([0, 0] + Array("\n-4\r".utf8), name: Array("a.csv".utf8))
    }
  }

  @Test(arguments: [
    [0xFE, 0xFF, 0xFF], [0xFF, 0xFE], [0xEF, 0xBB, 0xBF, 0x61], [0x1F, 0x8B, 8],
  ])
  func `names behind empty lines do not begin as another file does`(start: [UInt8]) {
    #expect(throws: TableError.self) {
      try TableFile([10, 10] + start + Array("9\n\n0".utf8), name: Array("a.csv".utf8))
    }
  }

  @Test func `UTF-16 is told apart`() {
    #expect(throws: TableError.unsupported(.csv, "text in UTF-16; save it as UTF-8")) {
      try TableFile([0xFF, 0xFE, 0x31, 0], name: "a.csv".bytes)
    }
  }

  @Test func `numbers are recognised without a name, words are not`() throws {
    #expect(try TableFile("1 , 2\n3,4\n".bytes).table.count == 2)
    #expect(throws: TableError.notATable(startsWith: "hello, w".bytes)) {
      try TableFile("hello, world\n".bytes)
    }
  }
}
