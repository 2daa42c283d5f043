/// A table file, parsed: the numbers, and the layout that they are written with.
///
/// This is the reader and writer of the file formats IDX, NPY and CSV. ``TableCandidate`` and
/// ``CodedTable`` are the codec that archives use for tables.
package struct TableFile: Equatable, Sendable {
  package let table: Table
  package let layout: TableLayout
  /// Whether the file was compressed by gzip, whose bytes cannot be reproduced.
  package let wasGzipped: Bool

  /// The most bytes of a file, compressed or not.
  package static let maximumBytes = 1 << 32

  /// Parses a file whose format is recognised by its content, or else by its `name`; throws
  /// ``TableError``.
  ///
  /// - Parameter limit: the most bytes after decompression of gzip
  package init(
    _ bytes: [UInt8], name: [UInt8] = [], limit: Int = TableFile.maximumBytes
  ) throws(TableError) {
    wasGzipped = Gzip.looksLike(bytes[...])
    var content = bytes
    if wasGzipped {
      do {
        content = try Gzip.decompress(bytes, limit: limit)
      } catch {
        throw .gzip(error)
      }
    }
    switch TableFormat(sniffing: content[...], name: name) {
    case .idx:
      table = try IDXFile.read(content)
      layout = .idx
    case .npy:
      let (table, npy) = try NpyFile.read(content)
      self.table = table
      layout = .npy(npy)
    case .csv:
      let (table, csv) = try CSVFile.read(content)
      self.table = table
      layout = .csv(csv)
    case nil:
      throw .notATable(startsWith: Array(content.prefix(8)))
    }
  }

  /// The number of bytes that hold the header of any IDX or NPY file.
  package static let headerBytes = NpyFile.headerLimit + 16

  /// Whether the header in `start`, the first ``headerBytes`` bytes of a file, declares an IDX or
  /// NPY file of exactly `size` bytes.
  package static func isArray(startingWith start: [UInt8], size: Int) -> Bool {
    if start.starts(with: NpyFile.magic) { return NpyFile.byteCount(declaredBy: start) == size }
    return IDXFile.looksLike(start[...]) && IDXFile.byteCount(declaredBy: start) == size
  }

  /// Writes the file again without gzip: the same bytes for IDX and NPY, the same numbers for CSV.
  package func write() throws(TableError) -> [UInt8] {
    try layout.write(table)
  }
}

/// The properties of a table file beside its numbers.
package enum TableLayout: Equatable, Sendable {
  case idx
  case npy(NpyLayout)
  case csv(CSVLayout)

  /// Writes `table`, which has the axes and type of the one that this layout was read with.
  package func write(_ table: Table) throws(TableError) -> [UInt8] {
    switch self {
    case .idx: try IDXFile.write(table)
    case .npy(let layout): NpyFile.write(table, layout)
    case .csv(let layout): CSVFile.write(table, layout)
    }
  }
}
