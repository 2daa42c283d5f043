import Bytes

/// Decodes entries from columns, row by row.
package struct CatalogueRows {
  package let count: Int
  private var paths: PathColumn.Decoder
  private let kinds, modes, seconds, nanoseconds: IntegerColumn
  private let sizes, pieceOffsets, bodyLengths, extrasLengths: IntegerColumn
  private var pictures: PictureRows
  /// One value for each table.
  private let errors: IntegerColumn
  private var tables = 0
  private let digestTypes: ArraySlice<UInt8>
  private var digestValues: ByteReader
  private var time: Int64 = 0
  package let sharedDigests: [SampleDigest]

  package init(_ columns: CatalogueColumns, _ limits: Catalogue.Limits) throws(CatalogueError) {
    count = columns.rows
    paths = try PathColumn.Decoder(columns[.path], count: count, allowance: limits.bytes)
    kinds = try columns.integers(.kind, count: count)
    modes = try columns.integers(.mode, count: count)
    seconds = try columns.integers(.seconds, count: count)
    nanoseconds = try columns.integers(.nanoseconds, count: count)
    sizes = try columns.integers(.size, count: count)
    pieceOffsets = try columns.integers(.pieceOffset, count: count)
    bodyLengths = try columns.integers(.bodyLength, count: count)
    extrasLengths = try columns.integers(.extrasLength, count: count)
    let kinds = kinds
    let isPicture = { (row: Int) in kinds.planes[row] == UInt64(EntryKind.picture.rawValue) }
    pictures = try PictureRows(columns, count: (0..<count).lazy.filter(isPicture).count)
    let isTable = { (row: Int) in kinds.planes[row] == UInt64(EntryKind.table.rawValue) }
    errors = try columns.integers(
      .maximumError, count: (0..<count).lazy.filter(isTable).count)
    let digests = columns[.digest]
    guard digests.isEmpty || digests.count >= count else {
      throw .columnLength(.digest, found: digests.count, rows: count)
    }
    digestTypes = digests.prefix(count)
    digestValues = ByteReader(digests.dropFirst(count))
    sharedDigests = try Self.sharedDigests(columns[.sharedDigest])
  }

  private static func sharedDigests(
    _ column: ArraySlice<UInt8>
  ) throws(CatalogueError) -> [SampleDigest] {
    let size = SampleDigest.byteCount
    guard column.count % size == 0 else {
      throw .columnLength(.sharedDigest, found: column.count, rows: column.count / size)
    }
    return stride(from: column.startIndex, to: column.endIndex, by: size).compactMap {
      SampleDigest(bytes: column[$0..<$0 + size])
    }
  }

  /// The entry of `row`; rows must be read in order.
  package mutating func next(_ row: Int) throws(CatalogueError) -> Entry {
    let step: UInt64 = try seconds.value(row)
    time &+= Int64(bitPattern: step >> 1) ^ -Int64(bitPattern: step & 1)
    let kind = EntryKind(rawValue: try kinds.value(row))
    var entry = Entry(
      path: try paths.next(row: row), kind: kind, mode: try modes.value(row),
      modified: Timestamp(seconds: time, nanoseconds: try nanoseconds.value(row)),
      size: try sizes.value(row, atMost: ArchiveLimit.fileSize),
      pieceOffset: try pieceOffsets.value(row, atMost: ArchiveLimit.fileSize),
      picture: kind == .picture ? try pictures.next() : nil,
      maximumError: kind == .table ? try nextError() : 0, digest: try digest(row))
    entry.bodyLength = try bodyLengths.value(row, atMost: ArchiveLimit.body)
    entry.extrasLength = try extrasLengths.value(row, atMost: ArchiveLimit.extras)
    return entry
  }

  private mutating func nextError() throws(CatalogueError) -> Double {
    defer { tables += 1 }
    return Double(bitPattern: try errors.value(tables))
  }

  private mutating func digest(_ row: Int) throws(CatalogueError) -> EntryDigest {
    guard !digestTypes.isEmpty else { return .none }
    let type = digestTypes[digestTypes.startIndex + row]
    do throws(BytesError) {
      switch type {
      case 0: return .none
      case 1: return SampleDigest(bytes: try digestValues.take(16)).map { .samples($0) } ?? .none
      case 2: return Digest(bytes: try digestValues.take(32)).map { .file($0) } ?? .none
      case 3: return .shared
      default: throw .outOfBounds(offset: row, value: UInt64(type), limit: 3)
      }
    } catch {
      throw .malformedColumn(.digest, error)
    }
  }

  /// Throws unless all data were read.
  package func expectEnd() throws(CatalogueError) {
    try paths.expectEnd()
    do throws(BytesError) {
      try digestValues.expectEnd()
    } catch {
      throw .malformedColumn(.digest, error)
    }
  }
}

/// Decodes the fields of pictures from the columns that have one value for each picture.
private struct PictureRows {
  private let widths, heights, channels, formats, coders, models, levels, psnrs: IntegerColumn
  private var row = 0

  init(_ columns: CatalogueColumns, count: Int) throws(CatalogueError) {
    widths = try columns.integers(.width, count: count)
    heights = try columns.integers(.height, count: count)
    channels = try columns.integers(.channels, count: count)
    formats = try columns.integers(.format, count: count)
    coders = try columns.integers(.coder, count: count)
    models = try columns.integers(.model, count: count)
    levels = try columns.integers(.level, count: count)
    psnrs = try columns.integers(.psnr, count: count)
  }

  mutating func next() throws(CatalogueError) -> PictureInfo {
    defer { row += 1 }
    return PictureInfo(
      width: try widths.value(row, atMost: ArchiveLimit.pictureSide),
      height: try heights.value(row, atMost: ArchiveLimit.pictureSide),
      channels: try channels.value(row, atMost: 4),
      format: PictureFormat(rawValue: try formats.value(row)),
      coder: EntropyCoderID(rawValue: try coders.value(row)),
      model: try models.value(row, atMost: ArchiveLimit.models), level: try levels.value(row),
      psnr: try psnrs.value(row))
  }
}
