/// How the numbers of a table become a text: tables-1.md, *Texts*.
struct TableText {
  private let flags: Int
  private let separator: UInt8
  private let columns: [UInt8]
  /// How many numbers there are.
  let count: Int

  init(_ input: inout Cursor, columns: Int) throws {
    flags = try input.byte()
    separator = try UInt8(input.byte())
    try require(flags < 4, "flags of a text are reserved")
    try require([0x2C, 0x3B, 0x09].contains(separator), "a separator is reserved")
    self.columns = Array(try input.take(columns))
    try require(
      self.columns.allSatisfy { $0 % 64 <= 36 && $0 / 64 <= 2 }, "a column's form is reserved")
    count = try input.varint(1 << 24)
    try require(count > 0 && count % columns == 0, "a line of a text is cut")
  }

  func lines(_ numbers: [Int64]) -> [UInt8] {
    let lines = stride(from: 0, to: count, by: columns.count).map { first in
      columns.indices.map { column in
        let form = Int(columns[column])
        return written(numbers[first + column], decimals: form % 64 - 18, style: form / 64)
      }.joined(separator: String(UnicodeScalar(separator)))
    }
    let end = flags & 1 == 1 ? "\r\n" : "\n"
    return Array((lines.joined(separator: end) + (flags & 2 == 0 ? end : "")).utf8)
  }

  private func written(_ value: Int64, decimals: Int, style: Int) -> String {
    var whole = "\(value.magnitude)"
    var fraction = ""
    if decimals < 0, value != 0 { whole += String(repeating: "0", count: -decimals) }
    if decimals > 0 {
      whole = String(repeating: "0", count: max(decimals + 1 - whole.count, 0)) + whole
      fraction = String(whole.suffix(decimals))
      whole.removeLast(decimals)
    }
    if style > 0 { while fraction.hasSuffix("0") { fraction.removeLast() } }
    if style == 2, fraction.isEmpty { fraction = "0" }
    return (value < 0 ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
  }
}
