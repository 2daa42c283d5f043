import Bytes

/// Why a catalogue or one of its entries is invalid.
package enum CatalogueError: Error, Equatable {
  /// The numbers before a column's data cannot be parsed.
  case malformed(BytesError)
  /// A column's data cannot be parsed.
  case malformedColumn(ColumnID, BytesError)
  /// The column numbers do not ascend.
  case columnOrder(ColumnID, after: ColumnID)
  /// The catalogue needs a newer program.
  case unknownRequiredColumn(ColumnID)
  /// The length of a column is not a whole number of planes, or it has too many planes.
  case columnLength(ColumnID, found: Int, rows: Int)
  /// A value is above the limit of the format.
  case tooLarge(ColumnID, row: Int, value: UInt64, limit: UInt64)
  /// A path shares more bytes with the path before than that has.
  case sharesTooMuch(row: Int, shared: Int, available: Int)
  /// The number of shared digests differs from the number of blocks that need one.
  case sharedDigests(declared: Int, needed: Int)
  /// The blocks' numbers of rows do not add up to all rows, or one of them is 0.
  case rowsOfBlocks(sum: Int, rows: Int)
  /// An entry contradicts itself or another.
  case entry(path: [UInt8], EntryFlaw)
}

extension CatalogueError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .malformed(let error): "\(error)"
    case .malformedColumn(let column, let error): "column \(column): \(error)"
    case .columnOrder(let column, let previous): "column \(column) stands after \(previous)"
    case .unknownRequiredColumn(let column):
      "column \(column) is unknown to this program, which needs to be newer"
    case .columnLength(let column, let found, let rows):
      "column \(column) has \(found) bytes for \(rows) rows"
    case .tooLarge(let column, let row, let value, let limit):
      "\(column) of row \(row) is \(value), more than the \(limit) allowed"
    case .sharesTooMuch(let row, let shared, let available):
      "path of row \(row) shares \(shared) bytes with a path of \(available)"
    case .sharedDigests(let declared, let needed):
      "\(declared) shared digests where \(needed) are needed"
    case .rowsOfBlocks(let sum, let rows): "blocks of \(sum) rows where there are \(rows)"
    case .entry(let path, let flaw): "entry \"\(printable(path))\": \(flaw)"
    }
  }
}

/// A path for messages: invalid UTF-8 is replaced, and control characters are escaped.
package func printable(_ path: [UInt8]) -> String {
  String(decoding: path, as: UTF8.self).unicodeScalars.reduce(into: "") { text, scalar in
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator:
      text += "\\u{\(String(scalar.value, radix: 16))}"
    default: text.unicodeScalars.append(scalar)
    }
  }
}
