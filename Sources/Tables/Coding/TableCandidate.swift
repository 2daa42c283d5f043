import Bytes
import Files

/// A table's file, looked at as far as coding it needs.
package struct TableCandidate: Sendable {
  package var form: TableForm
  package let file: [UInt8]
  /// Its numbers, as their layout has them.
  package var numbers: ArraySlice<UInt8>

  /// Smaller files are not worth it.
  package static let minimumBytes = 128

  /// Whether a file that has not been read yet is a table of numbers by its start.
  package static func isTable(_ file: InputFile) throws(InputError) -> Bool {
    guard (minimumBytes...DecodeLimits.tableBytes).contains(file.count) else { return false }
    // Most files are none, which their first bytes tell.
    let first = try file.read(at: 0, count: 8)
    guard first[0] == 0x93 || first[0] == 0 else { return false }
    let start = try file.read(at: 0, count: min(TableFile.headerBytes, file.count))
    return TableFile.isArray(startingWith: start, size: file.count)
  }

  /// Whether a file is worth a closer look: a table by its start, or by its name.
  package static func mayBeTable(_ file: InputFile, name: [UInt8]) -> Bool {
    TextTable.isNamed(name)
      ? (minimumBytes...TextTable.maximumBytes).contains(file.count)
      : (try? isTable(file)) == true
  }

  /// Nil unless the file is a whole table of numbers, IDX or NPY, and not packed by gzip; or by its
  /// name CSV, and nothing but numbers.
  package init?(_ file: [UInt8], name: [UInt8] = []) {
    if TextTable.isNamed(name) { self.init(text: file) } else { self.init(array: file) }
  }

  private init?(text file: [UInt8]) {
    guard (Self.minimumBytes...TextTable.maximumBytes).contains(file.count),
      let table = TextTable(file), table.header.count <= TableForm.Limit.header
    else { return nil }
    let columns = table.form.columns.count
    form = TableForm(header: table.header, layout: .ofTexts, row: columns, line: columns)
    form.text = table.form
    self.file = file
    numbers = Self.bytes(of: table.numbers)[...]
  }

  /// Numbers of texts as their layout has them.
  private static func bytes(of numbers: [Int64]) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in numbers {
      NumberLayout.ofTexts.append(UInt64(bitPattern: number), to: &bytes)
    }
    return bytes
  }

  /// A text whose numbers are rounded to fewer decimals; nil where an error allows none.
  package func rounded(within error: Double) -> TableCandidate? {
    let integers = form.layout.load(numbers).map { Int64(bitPattern: $0) }
    guard let text = form.text,
      let (rounded, shorter) = TextTable.rounded(integers, text, within: error)
    else { return nil }
    var candidate = self
    candidate.form.text = shorter
    candidate.numbers = Self.bytes(of: rounded)[...]
    return candidate
  }

  private init?(array file: [UInt8]) {
    guard (Self.minimumBytes...DecodeLimits.tableBytes).contains(file.count),
      TableFile.isArray(
        startingWith: Array(file.prefix(TableFile.headerBytes)), size: file.count),
      let parsed = try? TableFile(file)
    else { return nil }
    let table = parsed.table
    var axes = table.axes
    let isBigEndian: Bool
    switch parsed.layout {
    case .idx: isBigEndian = true
    case .npy(let layout):
      isBigEndian = layout.isBigEndian
      if layout.isFortranOrder { axes.reverse() }
    case .csv: return nil
    }
    let headerCount = file.count - table.bytes.count
    guard headerCount <= TableForm.Limit.header, !table.bytes.isEmpty else { return nil }
    let row = axes.dropFirst().reduce(1, *)
    form = TableForm(
      header: Array(file[..<headerCount]),
      layout: NumberLayout(table.type, isBigEndian: isBigEndian), row: row,
      line: Self.line(of: axes))
    self.file = file
    numbers = file[headerCount...]
  }

  /// Numbers along the fastest axis; with the next one where the fastest is a colour or the like.
  private static func line(of axes: [Int]) -> Int {
    guard axes.count > 1 else { return 1 }
    let last = axes[axes.count - 1]
    return axes.count > 2 && last <= 4 ? last * axes[axes.count - 2] : last
  }
}
