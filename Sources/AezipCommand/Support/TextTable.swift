/// Rows with aligned columns; the last column is not padded.
///
/// - Parameter right: the columns that are right-aligned
func table(_ rows: [[String]], right: Set<Int> = []) -> String {
  var table = TextTable(right: right)
  for row in rows { table.append(row) }
  var text = ""
  table.write(batchBytes: .max) { text = $0 }
  return text
}

/// Rows to be aligned. An archive may have a million of them, so they are held as bytes.
struct TextTable {
  /// The columns that are right-aligned.
  private let right: Set<Int>
  /// The texts of all cells, one after the other.
  private var bytes: [UInt8] = []
  /// The length of each cell, in bytes and in characters.
  private var cells: [(bytes: UInt32, width: UInt32)] = []
  /// The number of cells of each row.
  private var counts: [UInt32] = []
  /// The width of each column, in characters.
  private var widths: [Int] = []

  init(right: Set<Int> = []) {
    self.right = right
  }

  mutating func append(_ row: [String]) {
    for (column, text) in row.enumerated() {
      if column == widths.count { widths.append(0) }
      let start = bytes.count
      bytes.append(contentsOf: text.utf8)
      let length = bytes.count - start
      // Counting the characters of plain ASCII needs no look at them.
      let width = text.utf8.allSatisfy { $0 < 0x80 } ? length : text.count
      cells.append((UInt32(length), UInt32(width)))
      widths[column] = max(widths[column], width)
    }
    counts.append(UInt32(row.count))
  }

  /// Gives all rows, a line each with newlines between them, to `body` in batches of whole lines
  /// that are not much longer than `batchBytes`; the newline between two batches is left out.
  func write(batchBytes: Int, to body: (String) throws -> Void) rethrows {
    let isRight = widths.indices.map { right.contains($0) }
    var lines: [UInt8] = []
    var (start, cell) = (0, 0)
    for count in counts {
      if lines.count >= batchBytes {
        try body(String(decoding: lines, as: UTF8.self))
        lines.removeAll(keepingCapacity: true)
      }
      if !lines.isEmpty { lines.append(UInt8(ascii: "\n")) }
      for column in 0..<Int(count) {
        let text = bytes[start..<start + Int(cells[cell].bytes)]
        if column > 0 { lines.append(spaces: 2) }
        let isLast = column + 1 == count
        let space = isLast && !isRight[column] ? 0 : widths[column] - Int(cells[cell].width)
        if isRight[column] { lines.append(spaces: space) }
        lines.append(contentsOf: text)
        if !isRight[column] { lines.append(spaces: space) }
        (start, cell) = (text.endIndex, cell + 1)
      }
    }
    try body(String(decoding: lines, as: UTF8.self))
  }
}

extension [UInt8] {
  fileprivate mutating func append(spaces count: Int) {
    append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
  }
}
