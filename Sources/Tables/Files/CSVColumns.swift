/// A number of a text.
package enum CSVNumber {
  case integer(Int64)
  case decimal(Double)

  /// Parses a finite decimal number with optional blanks around it; nil for all else.
  package init?(_ field: ArraySlice<UInt8>) {
    let blanks: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
    var text = field.drop(while: blanks)
    while let last = text.last, blanks(last) { text.removeLast() }
    if let integer = Self.integer(text) {
      self = .integer(integer)
      return
    }
    guard text.allSatisfy({ "0123456789+-.eE".utf8.contains($0) }),
      let decimal = Double(String(decoding: text, as: UTF8.self)), decimal.isFinite
    else { return nil }
    self = .decimal(decimal)
  }

  /// Nil unless the text is an optional sign and up to 18 digits; nil also for −0.
  private static func integer(_ text: ArraySlice<UInt8>) -> Int64? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative || text.first == UInt8(ascii: "+") ? text.dropFirst() : text
    guard (1...18).contains(digits.count) else { return nil }
    var value: Int64 = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      value = value * 10 + Int64(digit - 0x30)
    }
    return isNegative ? (value == 0 ? nil : -value) : value
  }
}

/// Collects the rows of a CSV file.
package struct CSVColumns {
  package let width: Int
  private(set) var count = 0
  /// All numbers so far while all are integers; afterwards `decimals` holds them.
  private var integers: [Int64] = []
  private var decimals: [Double] = []

  package init(width: Int) {
    self.width = width
  }

  /// Appends a record; throws ``TableError`` if its fields are not `width` numbers.
  package mutating func append(_ record: CSVRecords.Record, of bytes: [UInt8]) throws(TableError) {
    guard record.fields.count == width else {
      throw .csv(
        line: record.line, column: min(record.fields.count, width) + 1,
        .ragged(found: record.fields.count, expected: width))
    }
    for (index, field) in record.fields.enumerated() {
      switch CSVNumber(bytes[field]) {
      case .integer(let value) where decimals.isEmpty: integers.append(value)
      case .integer(let value): decimals.append(Double(value))
      case .decimal(let value):
        if decimals.isEmpty {
          decimals = integers.map(Double.init)
          integers = []
        }
        decimals.append(value)
      case nil:
        throw .csv(
          line: record.line, column: index + 1, .notANumber(Array(bytes[field].prefix(40))))
      }
    }
    count += 1
  }

  /// The table of all rows, in the smallest integer type that holds them, or in doubles.
  package var table: Table {
    guard decimals.isEmpty else {
      return Table(
        type: .f64, shape: [width], count: count,
        bytes: littleEndian(decimals.map(\.bitPattern), width: 8))
    }
    let type = Self.type(for: integers)
    return Table(
      type: type, shape: [width], count: count,
      bytes: littleEndian(integers.map { UInt64(bitPattern: $0) }, width: type.width))
  }

  private static func type(for integers: [Int64]) -> NumberType {
    let (least, greatest) = (integers.min() ?? 0, integers.max() ?? 0)
    func fits<Integer: FixedWidthInteger>(_: Integer.Type) -> Bool {
      Integer(exactly: least) != nil && Integer(exactly: greatest) != nil
    }
    if fits(UInt8.self) { return .u8 }
    if fits(Int8.self) { return .i8 }
    if fits(UInt16.self) { return .u16 }
    if fits(Int16.self) { return .i16 }
    if fits(UInt32.self) { return .u32 }
    return fits(Int32.self) ? .i32 : .i64
  }
}

/// The low `width` bytes of each number.
private func littleEndian(_ numbers: [UInt64], width: Int) -> [UInt8] {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(numbers.count * width)
  for number in numbers {
    for byte in 0..<width { bytes.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(byte)))) }
  }
  return bytes
}

extension Table {
  /// The numbers of a row as text from which the same numbers are parsed.
  package func texts(of row: Int) -> [[UInt8]] {
    // Doubles do not hold all 64-bit integers.
    if type == .i64 || type == .u64 {
      let bytes = Array(bytes(of: row))
      return stride(from: 0, to: bytes.count, by: 8).map { start in
        let word = bytes[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let text = type == .i64 ? String(Int64(bitPattern: word)) : String(word)
        return Array(text.utf8)
      }
    }
    let numbers = exactNumbers(of: row)
    return numbers.map { Array((type.isFloating ? $0.description : String(Int64($0))).utf8) }
  }
}
