import Files

/// Reads and writes tables of numbers as text: RFC 4180, with comma, semicolon or tab between
/// fields.
///
/// If the first line has a name in it, it names the columns. Numbers have decimal points; those
/// that are no integers become the nearest doubles.
package enum CSVFile {
  /// Parses a file; throws ``TableError``.
  package static func read(_ bytes: [UInt8]) throws(TableError) -> (Table, CSVLayout) {
    let start = bytes.starts(with: byteOrderMark) ? byteOrderMark.count : 0
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      throw .unsupported(.csv, "text in UTF-16; save it as UTF-8")
    }
    // A first line with zero bytes, once written again, could be taken for another format.
    guard !bytes.contains(0) else {
      throw .unsupported(.csv, "text with zero bytes, as UTF-16 has; save it as UTF-8")
    }
    let separator = separator(of: bytes[start...])
    var records = CSVRecords(bytes, from: start, separator: separator)
    guard let first = try records.next() else { throw .noNumbers(.csv, axes: []) }
    let hasHeader = first.fields.contains { isName(bytes[$0]) }
    // Empty lines before the first record are dropped, so its bytes must not begin like another
    // format.
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

  /// Writes a table with the layout of the file it was read from.
  package static func write(_ table: Table, _ layout: CSVLayout) -> [UInt8] {
    let lineBreak: [UInt8] = layout.hasCarriageReturns ? [0x0D, 0x0A] : [0x0A]
    var lines = (0..<table.count).map { row in
      Array(table.texts(of: row).joined(separator: [layout.separator]))
    }
    if let header = layout.header { lines.insert(header, at: 0) }
    return Array(lines.joined(separator: lineBreak)) + (layout.endsWithLineBreak ? lineBreak : [])
  }

  /// Whether a field can name a column; a missing number or NaN is no name.
  private static func isName(_ field: ArraySlice<UInt8>) -> Bool {
    let text = String(decoding: field, as: UTF8.self).lowercased()
      .filter { !" \t\"+-".contains($0) }
    return CSVNumber(field) == nil
      && !["", "nan", "na", "n/a", "null", "none", "inf", "infinity"].contains(text)
  }

  /// Whether the first 4 KiB of a file are only numbers and separators.
  package static func looksLikeNumbers(_ bytes: ArraySlice<UInt8>) -> Bool {
    let start = bytes.prefix(4096)
    return start.contains { (0x30...0x39).contains($0) }
      && start.allSatisfy { "0123456789+-.eE,;\t \"\r\n".utf8.contains($0) }
  }

  /// The separator of the first line: a tab if it has one outside of quotes, else a semicolon, else
  /// a comma.
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

  /// Beginnings by which a file is taken for something else, or that are dropped.
  private static let otherBeginnings: [[UInt8]] = [
    byteOrderMark, [0xFF, 0xFE], [0xFE, 0xFF], NpyFile.magic, [0x1F, 0x8B],
  ]
}

/// The properties of a CSV file beside its numbers that are kept.
package struct CSVLayout: Equatable, Sendable {
  /// A comma, a semicolon or a tab.
  package let separator: UInt8
  /// The first line without its line break; nil if it is a row of numbers.
  package let header: [UInt8]?
  package let hasCarriageReturns: Bool
  package let endsWithLineBreak: Bool
}

/// Why a field or a row of a CSV file cannot be read.
package enum CSVFlaw: Error, Equatable {
  /// The field is no number; its first bytes.
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
