import Files

/// Why a file cannot be read as a table, or a table not be written as a file.
///
/// Offsets count from the first byte of the decompressed file; lines and columns count from 1.
package enum TableError: Error, Equatable {
  /// The file is in no known format; its first bytes.
  case notATable(startsWith: [UInt8])
  /// The file breaks the rules of its format.
  case damaged(TableFormat, offset: Int, reason: String)
  /// The file may be valid, but holds something that a ``Table`` cannot.
  case unsupported(TableFormat, String)
  /// The axes and type in the header need another number of bytes than follow it; `needed` is nil
  /// if it exceeds all integers.
  case wrongSize(TableFormat, axes: [Int], type: NumberType, needed: Int?, found: Int)
  case noNumbers(TableFormat, axes: [Int])
  case csv(line: Int, column: Int, CSVFlaw)
  case gzip(GzipError)
  /// The format has no numbers of this type.
  case cannotWrite(TableFormat, NumberType)
}

extension TableError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notATable(let bytes):
      """
      neither IDX nor NPY nor CSV: starts with \
      \(bytes.isEmpty ? "nothing" : displayName(of: bytes)); give one of these
      """
    case .damaged(let format, let offset, let reason):
      "damaged \(format.name) at byte \(offset): \(reason); fetch or write it again"
    case .unsupported(let format, let what): "\(format.name) not supported: \(what)"
    case .wrongSize(let format, let axes, let type, let needed?, let found):
      """
      damaged \(format.name): \(shapeText(axes)) numbers of \(type.rawValue) take \(needed) bytes, \
      \(found) follow the header; fetch or write it again
      """
    case .wrongSize(let format, let axes, let type, nil, let found):
      """
      damaged \(format.name): \(shapeText(axes)) numbers of \(type.rawValue) are more than any \
      file holds, \(found) bytes follow the header; fetch or write it again
      """
    case .noNumbers(let format, let axes):
      axes.isEmpty
        ? "\(format.name) without numbers; give a table with some"
        : "\(format.name) of \(shapeText(axes)) numbers holds none; give a table with some"
    case .csv(let line, let column, let flaw): "line \(line), column \(column): \(flaw)"
    case .gzip(let error): error.description
    case .cannotWrite(let format, let type):
      "\(format.name) holds no numbers of \(type.rawValue); write NPY"
    }
  }
}
