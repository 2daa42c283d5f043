import Files

/// Tables of numbers as text ⇄ tables: RFC 4180, with comma, semicolon or tab between fields.
///
/// An object is a row. A first line with a name in it names the columns. Numbers have
/// decimal points; what is no integer is kept as the nearest double.
package enum CSVFile {
  package static func read(_ bytes: [UInt8]) throws(TableError) -> (Table, CSVLayout) {
    let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .unsupported(.csv, "text in UTF-16; save it as UTF-8")
    }
    // Written again, a first line of such could pass for another format's.
    guard !bytes.contains(0) else {
      throw .unsupported(.csv, "text with zero bytes, as UTF-16 has; save it as UTF-8")
    }
    let separator = separator(of: bytes[start...])
    var records = CSVRecords(bytes, from: start, separator: separator)
    guard let first = try records.next() else { throw .noNumbers(.csv, axes: []) }
    let hasHeader = first.fields.contains { isName(bytes[$0]) }
    // Behind empty lines, which are not kept.
    guard !otherBeginnings.contains(where: { bytes[first.range].starts(with: $0) }) else {
      throw .damaged(
        .csv, offset: first.range.lowerBound, reason: "names begin as a file of another kind does")
    }
    var columns = CSVColumns(width: first.fields.count)
    if !hasHeader { try columns.append(first, of: bytes) }
    while let record = try records.next() { try columns.append(record, of: bytes) }
    guard columns.count > 0 else {
      throw .noNumbers(.csv, axes: [0, first.fields.count])
    }
    let layout = CSVLayout(
      separator: separator, header: hasHeader ? Array(bytes[first.range]) : nil,
      hasCarriageReturns: records.hasCarriageReturns,
      endsWithLineBreak: bytes.last == CSVRecords.lineFeed)
    return (columns.table, layout)
  }

  package static func write(_ table: Table, _ layout: CSVLayout) -> [UInt8] {
    let lineBreak: [UInt8] = layout.hasCarriageReturns ? [0x0D, 0x0A] : [0x0A]
    var lines = (0..<table.count).map { object in
      Array(table.texts(of: object).joined(separator: [layout.separator]))
    }
    if let header = layout.header { lines.insert(header, at: 0) }
    return Array(lines.joined(separator: lineBreak)) + (layout.endsWithLineBreak ? lineBreak : [])
  }

  /// Whether a field could name a column: a number that is missing or none is no name.
  private static func isName(_ field: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: field, as: UTF8.self).lowercased()
      .filter { !" \t\"+-".contains($0) }
    return CSVNumber(field) == nil
      && !["", "nan", "na", "n/a", "null", "none", "inf", "infinity"].contains(text)
  }

  /// Whether the beginning of a file, up to 4 KiB, is nothing but numbers and what is between.
  package static func looksLikeNumbers(_ bytes: ArraySlice<UInt8>) -> Bool {
    let start = bytes.prefix(4096)
    return start.contains { (0x30...0x39).contains($0) }
      && start.allSatisfy { "0123456789+-.eE,;\t \"\r\n".utf8.contains($0) }
  }

  /// Of the first line: a tab if it has one, else a semicolon, else a comma; none within quotes.
  private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
    var (seen, isQuoted) = (Set<UInt8>(), false)
    for byte in bytes {
      if byte == CSVRecords.quote { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == CSVRecords.lineFeed, !seen.isEmpty { break }
      if "\t;,".utf8.contains(byte) { seen.insert(byte) }
    }
    return "\t;".utf8.first { seen.contains($0) } ?? UInt8(ascii: ",")
  }

  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// A file that begins so is taken for something else, or loses it.
  private static let otherBeginnings: [[UInt8]] = [
    byteOrderMark, [0xFF, 0xFE], [0xFE, 0xFF], NpyFile.magic, [0x1F, 0x8B],
  ]
}

/// All about a CSV file that its numbers do not tell and that is worth keeping.
package struct CSVLayout: Equatable, Sendable {
  /// A comma, a semicolon or a tab.
  package let separator: UInt8
  /// The first line as it was, without its end; nil where that is numbers already.
  package let header: [UInt8]?
  package let hasCarriageReturns: Bool
  package let endsWithLineBreak: Bool
}

/// What is wrong with a field or a row.
package enum CSVFlaw: Error, Equatable {
  /// The field's first bytes.
  case notANumber([UInt8])
  case ragged(found: Int, expected: Int)
  case openQuote
  /// A quoted field goes on after its closing quote.
  case textAfterQuote
}

extension CSVFlaw: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notANumber(let field) where field.isEmpty:
      "an empty field; fill in a number or remove the row"
    case .notANumber(let field):
      "\"\(displayName(of: field))\" is no number; give numbers with a decimal point, or remove it"
    case .ragged(let found, let expected):
      "\(found) fields, where the first line has \(expected); give all rows as many"
    case .openQuote: "a quote that is never closed; close it or double it"
    case .textAfterQuote: "text after a closing quote; put it inside or double the quote"
    }
  }
}
