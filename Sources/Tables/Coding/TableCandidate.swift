import Bytes

/// A table file, parsed as far as its coding needs: the input of ``CodedTable``.
///
/// Unlike ``TableFile`` it keeps the file's own header and byte order, as the codec reproduces
/// every byte.
package struct TableCandidate: Sendable {
  package var form: TableForm
  package let file: [UInt8]
  /// The bytes of its numbers in the layout of the form.
  package var numbers: ArraySlice<UInt8>

  /// The least bytes of a file; smaller ones do not pay.
  package static let minimumBytes = 128

  /// Whether the start of a file declares a table of numbers.
  ///
  /// - Throws: what reading the file throws
  package static func isTable(_ file: some ByteSource) throws -> Bool {
    guard (minimumBytes...DecodeLimits.tableBytes).contains(file.count) else { return false }
    // The first bytes rule most files out.
    let first = try file.read(at: 0, count: 8)
    guard first[0] == 0x93 || first[0] == 0 else { return false }
    let start = try file.read(at: 0, count: min(TableFile.headerBytes, file.count))
    return TableFile.isArray(startingWith: start, size: file.count)
  }

  /// Whether a file may be a table by its start or by its name.
  package static func mayBeTable(_ file: some ByteSource, name: [UInt8]) -> Bool {
    TextTable.isNamed(name)
      ? (minimumBytes...TextTable.maximumBytes).contains(file.count)
      : (try? isTable(file)) == true
  }

  /// Parses a file; nil unless it is a whole IDX or NPY file without gzip, or is named as CSV and
  /// has nothing but numbers.
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

  /// The numbers of a text in their layout.
  private static func bytes(of numbers: [Int64]) -> [UInt8] {
    var bytes: [UInt8] = []
    for number in numbers {
      NumberLayout.ofTexts.append(UInt64(bitPattern: number), to: &bytes)
    }
    return bytes
  }

  /// This text with its numbers rounded to fewer decimals; nil if the error allows no fewer.
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

  /// The length of a line: that of the fastest axis, times the next one if the fastest is a colour.
  private static func line(of axes: [Int]) -> Int {
    guard axes.count > 1 else { return 1 }
    let last = axes[axes.count - 1]
    return axes.count > 2 && last <= 4 ? last * axes[axes.count - 2] : last
  }
}
