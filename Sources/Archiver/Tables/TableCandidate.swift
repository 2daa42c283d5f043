import Container
import Datasets
import Files

/// A table's file, looked at as far as coding it needs.
package struct TableCandidate: Sendable {
  package var form: TableForm
  package let file: [UInt8]

  /// Smaller files are not worth it.
  static let minimumBytes = 128

  /// Whether a file that has not been read yet is a table of numbers by its start.
  static func isTable(_ file: InputFile) throws(InputError) -> Bool {
    guard (minimumBytes...ArchiveLimit.tableSize).contains(file.count) else { return false }
    // Most files are none, which their first bytes tell.
    let first = try file.read(at: 0, count: 8)
    guard first[0] == 0x93 || first[0] == 0 else { return false }
    let start = try file.read(at: 0, count: min(TableFile.headerBytes, file.count))
    return TableFile.isArray(startingWith: start, size: file.count)
  }

  /// Nil unless the file is a whole table of numbers, IDX or NPY, and not packed by gzip.
  package init?(_ file: [UInt8]) {
    guard (Self.minimumBytes...ArchiveLimit.tableSize).contains(file.count),
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
  }

  /// Numbers along the fastest axis; with the next one where the fastest is a colour or the like.
  private static func line(of axes: [Int]) -> Int {
    guard axes.count > 1 else { return 1 }
    let last = axes[axes.count - 1]
    return axes.count > 2 && last <= 4 ? last * axes[axes.count - 2] : last
  }
}
