/// Takes a file apart into the samples of its sheets, in order, and what is around them.
struct RasterCursor {
  private let file: [UInt8]
  private var offset = 0
  private var surroundings: [UInt8] = []

  /// - Parameter sheets: of rasters that lie within the file
  init(_ sheets: [RasterSheet], in file: [UInt8]) {
    self.file = file
    let samples = sheets.reduce(0) { $0 + $1.height * $1.line }
    surroundings.reserveCapacity(file.count - samples)
  }

  /// The bytes of all samples of the next sheet.
  mutating func samples(of sheet: RasterSheet) -> [UInt8] {
    var samples: [UInt8] = []
    samples.reserveCapacity(sheet.height * sheet.line)
    for piece in sheet.pieces {
      skip(piece.gap)
      for row in 0..<piece.height {
        samples += file[offset..<offset + sheet.line]
        offset += sheet.line
        if row + 1 < piece.height { skip(piece.padding) }
      }
    }
    return samples
  }

  /// What is around the samples, once those of all sheets were taken.
  mutating func finish() -> [UInt8] {
    skip(file.count - offset)
    return surroundings
  }

  private mutating func skip(_ count: Int) {
    surroundings += file[offset..<offset + count]
    offset += count
  }
}

/// Puts rows of samples, in order, together with what is around them.
struct RasterAssembly {
  private var surroundings: ArraySlice<UInt8>
  /// The pieces of all sheets that are not yet complete, with their lines.
  private var pieces: ArraySlice<(piece: RasterSheet.Piece, line: Int)>
  /// Rows of the first of these that are there.
  private var row = 0

  init(_ sheets: [RasterSheet], surroundings: ArraySlice<UInt8>) {
    self.surroundings = surroundings
    pieces = sheets.flatMap { sheet in sheet.pieces.map { ($0, sheet.line) } }[...]
  }

  /// The bytes of the file that some rows complete.
  ///
  /// - Parameter rows: bytes of whole rows of one sheet
  mutating func add(_ rows: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(rows.count + rows.count / 8)
    var rest = rows[...]
    while !rest.isEmpty, let (piece, line) = pieces.first {
      bytes += take(row == 0 ? piece.gap : piece.padding)
      bytes += rest.prefix(line)
      rest = rest.dropFirst(line)
      row += 1
      if row == piece.height {
        pieces.removeFirst()
        row = 0
      }
    }
    return bytes
  }

  /// What is behind the last row.
  mutating func finish() -> [UInt8] { Array(take(surroundings.count)) }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    defer { surroundings = surroundings.dropFirst(count) }
    return surroundings.prefix(count)
  }
}
