/// A file with rasters, by rasters-1.md.
struct RasterFile {
  private struct Piece {
    let (gap, height, padding): (Int, Int, Int)
  }

  private struct Sheet {
    var (width, channels, bytes): (Int, Int, Int)
    var (isBigEndian, isSigned): (Bool, Bool)
    var pieces: [Piece] = []
    var values: [Int] = []
    var coding = 0
    var rows = 0
    var stripes: [Int] = []

    var height: Int { pieces.reduce(0) { $0 + $1.height } }
    var line: Int { width * channels * bytes }
  }

  /// The bytes of a file of so many.
  static func decode(_ body: ArraySlice<UInt8>, size: Int) throws -> [UInt8] {
    try require(1...1 << 30 ~= size, "a file with rasters of another size")
    var cursor = Cursor(body)
    var sheets: [Sheet] = []
    var end = 0
    for _ in 0..<(try cursor.varint(1 << 16)) {
      sheets.append(try sheet(&cursor, size: size, end: &end))
    }
    try require(!sheets.isEmpty, "no rasters")
    let sampleBytes = sheets.reduce(0) { $0 + $1.height * $1.line }
    var around = Cursor(try cursor.take(size - sampleBytes))
    var file: [UInt8] = []
    for sheet in sheets {
      var rows: ArraySlice<UInt8> = []
      for (number, length) in sheet.stripes.enumerated() {
        let height = min(sheet.rows, sheet.height - number * sheet.rows)
        rows += try bytes(of: sheet, height: height, try cursor.take(length))
      }
      for piece in sheet.pieces {
        file += try around.take(piece.gap)
        for row in 0..<piece.height {
          file += rows.prefix(sheet.line)
          rows = rows.dropFirst(sheet.line)
          if row + 1 < piece.height { file += try around.take(piece.padding) }
        }
      }
    }
    try cursor.end()
    return file + around.rest
  }

  private static func sheet(_ cursor: inout Cursor, size: Int, end: inout Int) throws -> Sheet {
    let form = try cursor.byte()
    try require(form < 64, "reserved bits of a sheet")
    try require(form & 8 == 0 || form & 4 != 0, "big-endian samples of one byte")
    var sheet = Sheet(
      width: try cursor.varint(1 << 24), channels: form % 4 + 1, bytes: form & 4 != 0 ? 2 : 1,
      isBigEndian: form & 8 != 0, isSigned: form & 16 != 0)
    try require(sheet.width > 0, "a raster without columns")
    for _ in 0..<(try cursor.varint(1 << 16)) {
      let piece = Piece(
        gap: try cursor.varint(size), height: try cursor.varint(1 << 24),
        padding: form & 32 != 0 ? try cursor.varint(size) : 0)
      try require(piece.height > 0, "a raster without rows")
      end += piece.gap + piece.height * sheet.line + (piece.height - 1) * piece.padding
      try require(end <= size, "a raster ends behind its file")
      sheet.pieces.append(piece)
    }
    try require(!sheet.pieces.isEmpty, "a sheet without rasters")
    sheet.values = try values(&cursor, limit: 1 << (8 * sheet.bytes))
    sheet.coding = try cursor.byte()
    try require(sheet.coding < 4, "an unassigned coding of samples")
    if sheet.coding == 0 {
      try require(
        sheet.channels % 2 == 1 && sheet.values.count <= 256
          && sheet.width * sheet.height <= 1 << 28, "samples that are not drawn")
    }
    sheet.rows = try cursor.varint(sheet.height)
    try require(sheet.rows > 0, "stripes without rows")
    for _ in 0..<(sheet.height + sheet.rows - 1) / sheet.rows {
      sheet.stripes.append(try cursor.varint(1 << 31))
    }
    return sheet
  }

  private static func values(_ cursor: inout Cursor, limit: Int) throws -> [Int] {
    var (values, next) = ([Int](), 0)
    for run in 0..<(try cursor.varint(limit)) {
      let (skipped, count) = (try cursor.varint(limit), try cursor.varint(limit))
      try require(count > 0 && (run == 0 || skipped > 0), "runs of values that touch")
      try require(next + skipped + count <= limit, "values beyond the samples")
      values += next + skipped..<next + skipped + count
      next += skipped + count
    }
    try require(!values.isEmpty, "samples of no values")
    return values
  }

  /// The bytes of a stripe.
  private static func bytes(
    of sheet: Sheet, height: Int, _ codes: ArraySlice<UInt8>
  ) throws -> [UInt8] {
    let (width, channels) = (sheet.width, sheet.channels)
    var numbers: [[Int]] = Array(repeating: [], count: channels)
    if sheet.coding == 0 {
      let samples = try PixelPicture.samples(
        Array(codes), width: width, height: height, planes: channels)
      for (index, sample) in samples.enumerated() { numbers[index % channels].append(Int(sample)) }
    } else {
      let order = [[0], [1, 0], [1, 0, 2], [3, 1, 0, 2]][channels - 1]
      let planes = PredictedSamples.planes(
        codes, width: width, height: height, planes: channels, alone: channels % 2 == 0 ? 1 : 0,
        maximum: sheet.values.count - 1, level: sheet.coding)
      for (place, channel) in order.enumerated() { numbers[channel] = planes[place] }
    }
    var bytes: [UInt8] = []
    for pixel in 0..<width * height {
      for channel in 0..<channels {
        let number = numbers[channel][pixel]
        try require(number < sheet.values.count, "a sample without a value")
        let sign = sheet.isSigned ? 1 << (8 * sheet.bytes - 1) : 0
        let stored = littleEndian(sheet.values[number] ^ sign, sheet.bytes)
        bytes += sheet.isBigEndian ? stored.reversed() : stored
      }
    }
    return bytes
  }
}
