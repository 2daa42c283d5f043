/// A table as a file has it: the numbers, and how they are written there.
package struct TableFile: Equatable, Sendable {
  package let table: Table
  package let layout: TableLayout
  /// Whether the file was packed by gzip, whose bytes cannot be made again.
  package let wasGzipped: Bool

  /// Bytes of the largest file, packed and unpacked, that is read.
  package static let maximumBytes = 1 << 32

  /// Reads the file `bytes`, recognised by its content first, by its `name` second.
  ///
  /// - Parameter limit: bytes at most, after gzip is undone
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

  /// Bytes of a file's start that hold the header of any IDX or NPY file.
  package static let headerBytes = NpyFile.headerLimit + 16

  /// Whether a file of `size` bytes that begins with `start`, ``headerBytes`` of them, is a whole
  /// IDX or NPY file by what its header says.
  package static func isArray(startingWith start: [UInt8], size: Int) -> Bool {
    if start.starts(with: NpyFile.magic) { return NpyFile.byteCount(declaredBy: start) == size }
    return IDXFile.looksLike(start[...]) && IDXFile.byteCount(declaredBy: start) == size
  }

  /// The file again, without gzip: the same bytes for IDX and NPY, the same numbers for CSV.
  package func write() throws(TableError) -> [UInt8] {
    try layout.write(table)
  }
}

/// All about a table's file that its numbers do not tell.
package enum TableLayout: Equatable, Sendable {
  case idx
  case npy(NpyLayout)
  case csv(CSVLayout)

  /// A file of `table`, which has the axes and type of the one this layout was read with.
  package func write(_ table: Table) throws(TableError) -> [UInt8] {
    switch self {
    case .idx: try IDXFile.write(table)
    case .npy(let layout): NpyFile.write(table, layout)
    case .csv(let layout): CSVFile.write(table, layout)
    }
  }
}
