/// Splits a CSV file (RFC 4180) into records and fields; empty lines are skipped.
package struct CSVRecords {
  package struct Record {
    /// The number of the record's first line, from 1.
    package let line: Int
    /// The range of the record without its line break.
    package let range: Range<Int>
    /// The range of each field without the quotes around it; quotes inside stay doubled.
    package let fields: [Range<Int>]
  }

  private let bytes: [UInt8]
  private let separator: UInt8
  private var index: Int
  private var line = 1
  /// Whether a line up to here ended in a carriage return and a line feed.
  private(set) var hasCarriageReturns = false

  package static let quote = UInt8(ascii: "\"")
  package static let lineFeed: UInt8 = 0x0A
  private static let carriageReturn: UInt8 = 0x0D

  package init(_ bytes: [UInt8], from start: Int, separator: UInt8) {
    self.bytes = bytes
    self.separator = separator
    index = start
  }

  /// Reads the next record; nil at the end.
  package mutating func next() throws(TableError) -> Record? {
    while index < bytes.count, endsLine(at: index) { skipLineBreak() }
    guard index < bytes.count else { return nil }
    let (start, firstLine) = (index, line)
    var fields: [Range<Int>] = []
    while true {
      fields.append(try field(number: fields.count + 1))
      guard index < bytes.count, bytes[index] == separator else { break }
      index += 1
    }
    let range = start..<index
    skipLineBreak()
    return Record(line: firstLine, range: range, fields: fields)
  }

  /// Reads a field up to a separator, a line break or the end.
  private mutating func field(number: Int) throws(TableError) -> Range<Int> {
    guard index < bytes.count, bytes[index] == Self.quote else {
      let start = index
      while index < bytes.count, bytes[index] != separator, !endsLine(at: index) { index += 1 }
      return start..<index
    }
    let (start, firstLine) = (index + 1, line)
    index = start
    while index < bytes.count {
      if bytes[index] == Self.lineFeed { line += 1 }
      if bytes[index] == Self.quote {
        guard index + 1 < bytes.count, bytes[index + 1] == Self.quote else { break }
        index += 1
      }
      index += 1
    }
    guard index < bytes.count else { throw .csv(line: firstLine, column: number, .openQuote) }
    let end = index
    index += 1
    guard index == bytes.count || bytes[index] == separator || endsLine(at: index) else {
      throw .csv(line: line, column: number, .textAfterQuote)
    }
    return start..<end
  }

  private func endsLine(at index: Int) -> Bool {
    bytes[index] == Self.lineFeed
      || (bytes[index] == Self.carriageReturn
        && (index + 1 == bytes.count || bytes[index + 1] == Self.lineFeed))
  }

  private mutating func skipLineBreak() {
    guard index < bytes.count else { return }
    if bytes[index] == Self.carriageReturn {
      hasCarriageReturns = true
      index += 1
    }
    if index < bytes.count, bytes[index] == Self.lineFeed { index += 1 }
    line += 1
  }
}
