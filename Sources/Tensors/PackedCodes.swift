/// Codes waiting for their turn, in a byte each: nearly all of them fit into one.
package struct PackedCodes: Equatable, Sendable {
  private let (rows, columns, channels): (Int, Int, Int)
  private var bytes: [Int8]
  /// The others, by their place.
  private var large: [Int: Int16] = [:]

  /// Stands for a code that does not fit.
  private static let escape = Int8.min

  package init(_ grid: CodeGrid) {
    (rows, columns, channels) = (grid.rows, grid.columns, grid.channels)
    bytes = grid.codes.map { Int8(exactly: $0) ?? Self.escape }
    guard bytes.contains(Self.escape) else { return }
    for index in bytes.indices where bytes[index] == Self.escape {
      large[index] = grid.codes[index]
    }
  }

  package var grid: CodeGrid {
    var codes = bytes.map { Int16($0) }
    for (index, code) in large { codes[index] = code }
    return CodeGrid(rows: rows, columns: columns, channels: channels, codes: codes)
  }
}
