import Files

/// A text of numbers in lines and columns that can be written again byte for byte, unlike the table
/// that ``CSVFile`` reads.
package struct TextTable {
  package let header: [UInt8]
  package let form: TextForm
  /// The numbers as integers; see ``TextForm/Column/decimals``.
  package let numbers: [Int64]

  /// The most bytes of a text that is read as a table. The archiver cuts larger files into pieces
  /// before it knows whether they are tables.
  package static let maximumBytes = 8 << 20

  /// Whether a file name has the ending of a table.
  package static func isNamed(_ path: [UInt8]) -> Bool {
    let name = String(decoding: path, as: UTF8.self).lowercased()
    return name.hasSuffix(".csv") || name.hasSuffix(".tsv")
  }

  /// Parses a file; nil unless it has nothing but numbers in lines of the same columns, all numbers
  /// of a column in the same format. The first line may hold names.
  package init?(_ file: [UInt8]) {
    let newline = UInt8(ascii: "\n")
    var lines = file.split(separator: newline, omittingEmptySubsequences: false)
    let lastLineEnds = lines.last?.isEmpty == true
    if lastLineEnds { lines.removeLast() }
    guard let first = lines.first else { return nil }
    let isDOS = first.last == UInt8(ascii: "\r")
    if isDOS { lines = lines.map { $0.last == UInt8(ascii: "\r") ? $0.dropLast() : $0 } }
    let hasNames = Self.fields(of: lines[0], by: Self.separator(of: lines[0])) == nil
    guard lines.count > (hasNames ? 1 : 0) else { return nil }
    header = hasNames ? Array(file[...first.endIndex]) : []
    if hasNames { lines.removeFirst() }
    let separator = Self.separator(of: lines[0])
    guard let (fields, width) = Self.fields(of: lines, by: separator),
      width <= TableForm.Limit.columns, fields.count <= TextForm.maximumCount,
      let columns = Self.columns(of: fields, width: width),
      let numbers = Self.numbers(of: fields, columns)
    else { return nil }
    form = TextForm(
      separator: separator, endsLinesLikeDOS: isDOS, lastLineEnds: lastLineEnds,
      columns: columns, count: fields.count)
    self.numbers = numbers
    // This rejects numbers in other formats, such as 007, +1 or −0.
    let text = try? form.text(of: numbers.map { UInt64(bitPattern: $0) }, limit: file.count)
    guard let text, header + text == file else { return nil }
  }

  private struct Field {
    let number: Int64
    let decimals: Int
  }

  private static func separator(of line: ArraySlice<UInt8>) -> UInt8 {
    TextForm.separators.first { line.contains($0) } ?? TextForm.separators[0]
  }

  /// The fields of all lines; nil unless all lines have the same number.
  private static func fields(
    of lines: [ArraySlice<UInt8>], by separator: UInt8
  ) -> (fields: [Field], width: Int)? {
    var fields: [Field] = []
    var width = 0
    for line in lines {
      guard let found = Self.fields(of: line, by: separator) else { return nil }
      if width == 0 { width = found.count }
      guard found.count == width else { return nil }
      fields += found
    }
    return (fields, width)
  }

  /// The fields as integers; see ``TextForm/Column/decimals``.
  private static func numbers(of fields: [Field], _ columns: [TextForm.Column]) -> [Int64]? {
    var numbers: [Int64] = []
    for (index, field) in fields.enumerated() {
      let scale = power(columns[index % columns.count].decimals - field.decimals)
      let (number, overflow) = field.number.multipliedReportingOverflow(by: scale)
      guard !overflow else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private static func fields(of line: ArraySlice<UInt8>, by separator: UInt8) -> [Field]? {
    var fields: [Field] = []
    for text in line.split(separator: separator, omittingEmptySubsequences: false) {
      guard let field = field(text) else { return nil }
      fields.append(field)
    }
    return fields
  }

  private static func field(_ text: ArraySlice<UInt8>) -> Field? {
    let isNegative = text.first == UInt8(ascii: "-")
    let digits = isNegative ? text.dropFirst() : text
    guard (1...19).contains(digits.count), digits.first != UInt8(ascii: "."),
      digits.last != UInt8(ascii: ".")
    else { return nil }
    var number: Int64 = 0
    var point: Int?
    for (index, byte) in digits.enumerated() {
      switch byte {
      case UInt8(ascii: ".") where point == nil: point = index
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        let (product, overflow) = number.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
        guard !overflow, !carry else { return nil }
        number = sum
      default: return nil
      }
    }
    return Field(
      number: isNegative ? -number : number,
      decimals: point.map { digits.count - 1 - $0 } ?? 0)
  }

  private static func columns(of fields: [Field], width: Int) -> [TextForm.Column]? {
    var least = Array(repeating: Int.max, count: width)
    var most = Array(repeating: 0, count: width)
    for (index, field) in fields.enumerated() {
      least[index % width] = min(least[index % width], field.decimals)
      most[index % width] = max(most[index % width], field.decimals)
    }
    guard most.allSatisfy({ $0 <= 18 }) else { return nil }
    return zip(least, most).map { least, most in
      TextForm.Column(
        decimals: most, style: least == most ? .fixed : least == 0 ? .trimmed : .point)
    }
  }

  /// 10 to a power of 0…18.
  package static func power(_ exponent: Int) -> Int64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}

extension TextTable {
  /// Rounds numbers to as few decimals as an error allows, and returns them with their form; nil if
  /// all decimals are needed.
  ///
  /// - Parameter error: the error, which counts as the shortest decimal fraction that is parsed as
  ///   it
  package static func rounded(
    _ numbers: [Int64], _ form: TextForm, within error: Double
  ) -> (numbers: [Int64], form: TextForm)? {
    let least = (-18...18).first { (Double("5e\(-$0 - 1)") ?? .infinity) <= error }
    guard let least, form.columns.contains(where: { $0.decimals > least }) else { return nil }
    var form = form
    let scales = form.columns.map { power(max(min($0.decimals - least, 18), 0)) }
    for index in form.columns.indices {
      let decimals = form.columns[index].decimals
      form.columns[index].decimals = max(min(decimals, least), decimals - 18)
    }
    let rounded = numbers.enumerated().map { index, number in
      let scale = scales[index % scales.count]
      let (quotient, rest) = number.quotientAndRemainder(dividingBy: scale)
      return quotient + (abs(rest) * 2 >= scale && scale > 1 ? rest.signum() : 0)
    }
    return (rounded, form)
  }
}
