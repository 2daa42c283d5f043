import Bytes

/// How a table that is a text, such as CSV, writes its numbers.
package struct TextForm: Hashable, Sendable {
  /// The format of a column's numbers.
  package struct Column: Hashable, Sendable {
    package enum Style: UInt8, Sendable {
      /// All numbers have the same decimals.
      case fixed
      /// Trailing zeros are left out.
      case trimmed
      /// Trailing zeros are left out, but one decimal stays.
      case point
    }

    /// A number is an integer divided by 10 to this power, −18…18.
    package var decimals: Int
    package let style: Style

    /// Nil unless `code` is what ``code`` gives.
    package init?(code: UInt8) {
      guard let style = Style(rawValue: code >> 6), code & 63 <= 36 else { return nil }
      (decimals, self.style) = (Int(code & 63) - 18, style)
    }

    package init(decimals: Int, style: Style) { (self.decimals, self.style) = (decimals, style) }

    /// The byte of the column in an archive.
    package var code: UInt8 { UInt8(decimals + 18) | style.rawValue << 6 }
  }

  package let separator: UInt8
  package let endsLinesLikeDOS: Bool
  package let lastLineEnds: Bool
  package var columns: [Column]
  /// The number of numbers, which fill whole rows.
  package let count: Int

  /// The most numbers of a text, which are all in memory at once.
  package static let maximumCount = 1 << 24

  package static let separators = [",", ";", "\t"].map { UInt8(ascii: $0) }
}

extension TextForm {
  /// The byte of a text where other tables have their ``NumberLayout/code``.
  package static let typeCode: UInt8 = 39

  package func write(to writer: inout ByteWriter) {
    writer.fixed(UInt8((endsLinesLikeDOS ? 1 : 0) | (lastLineEnds ? 0 : 2)))
    writer.fixed(separator)
    writer.append(columns.map(\.code))
    writer.varint(count)
  }

  /// Parses what ``write(to:)`` wrote; throws ``TableCodeError`` and `BytesError`.
  ///
  /// - Parameter size: the bytes of the original, in which a number takes at least two
  package init(parsing reader: inout ByteReader, row: Int, size: Int) throws {
    let flags: UInt8 = try reader.fixed()
    separator = try reader.fixed()
    guard flags < 4, Self.separators.contains(separator), row <= TableForm.Limit.columns else {
      throw TableCodeError.text
    }
    (endsLinesLikeDOS, lastLineEnds) = (flags & 1 != 0, flags & 2 == 0)
    columns = try reader.take(row).map { code in
      guard let column = Column(code: code) else { throw TableCodeError.text }
      return column
    }
    count = try reader.count(atMost: min((size + 1) / 2, Self.maximumCount))
    guard count > 0, count % row == 0 else { throw TableCodeError.shape }
  }

  /// Writes numbers, 64 bits each, as text; throws ``TableCodeError/tooLong(limit:)``.
  ///
  /// - Parameter limit: the most bytes of text
  package func text(of numbers: [UInt64], limit: Int) throws(TableCodeError) -> [UInt8] {
    var text: [UInt8] = []
    let newline = Array((endsLinesLikeDOS ? "\r\n" : "\n").utf8)
    var column = 0
    for number in numbers {
      Self.append(Int64(bitPattern: number), columns[column], to: &text)
      column = column + 1 == columns.count ? 0 : column + 1
      if column > 0 { text.append(separator) } else { text += newline }
      guard text.count <= limit else { throw .tooLong(limit: limit) }
    }
    if !lastLineEnds { text.removeLast(newline.count) }
    return text
  }

  private static func append(_ number: Int64, _ column: Column, to text: inout [UInt8]) {
    if number < 0 { text.append(UInt8(ascii: "-")) }
    let zero = UInt8(ascii: "0")
    var digits: [UInt8] = []
    var rest = number.magnitude
    while rest > 0 || digits.count <= max(column.decimals, 0) {
      digits.append(zero + UInt8(rest % 10))
      rest /= 10
    }
    digits.reverse()
    if number != 0, column.decimals < 0 {
      digits += Array(repeating: zero, count: -column.decimals)
    }
    var fraction = digits.suffix(max(column.decimals, 0))
    text += digits.dropLast(fraction.count)
    if column.style != .fixed {
      while fraction.last == zero { fraction.removeLast() }
      if column.style == .point, fraction.isEmpty { fraction = [zero] }
    }
    if !fraction.isEmpty { text += [UInt8(ascii: ".")] + fraction }
  }
}
