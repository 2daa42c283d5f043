/// TIFF files without compression, in strips or tiles, of any number of pictures, with samples of
/// 8 or 16 bits.
enum TIFFRasters {
  @Sendable static func rasters(in file: [UInt8]) -> [RasterLayout] {
    var header = HeaderBytes(file)
    if header.begins(with: "MM\0*") {
      header.isBigEndian = true
    } else if !header.begins(with: "II*\0") {
      return []
    }
    var rasters: [RasterLayout] = []
    var seen: Set<Int> = []
    var next = header.integer(4, at: 4) ?? 0
    while next != 0, seen.insert(next).inserted, seen.count <= directoryLimit {
      let directory = TIFFDirectory(header, at: next)
      rasters += directory?.rasters() ?? []
      next = directory?.next ?? 0
      guard rasters.count <= RasterLayout.countLimit else { return [] }
    }
    return rasters.sorted { $0.offset < $1.offset }
  }

  private static let directoryLimit = 1 << 12
}

/// The description of one picture of a TIFF file.
private struct TIFFDirectory {
  private enum Tag: Int {
    case width = 256
    case height = 257
    case bits = 258
    case compression = 259
    case stripOffsets = 273
    case samples = 277
    case rowsOfStrip = 278
    case planar = 284
    case tileWidth = 322
    case tileHeight = 323
    case tileOffsets = 324
    case sampleFormat = 339
  }

  private let header: HeaderBytes
  /// By tag: the type of its values, their number, and where they lie.
  private var fields: [Int: (type: Int, count: Int, offset: Int)] = [:]
  let next: Int

  init?(_ header: HeaderBytes, at offset: Int) {
    self.header = header
    guard let count = header.integer(2, at: offset),
      let next = header.integer(4, at: offset + 2 + 12 * count)
    else { return nil }
    self.next = next
    for entry in stride(from: offset + 2, to: offset + 2 + 12 * count, by: 12) {
      guard let tag = header.integer(2, at: entry), let type = header.integer(2, at: entry + 2),
        let number = header.integer(4, at: entry + 4), let size = Self.size(type)
      else { continue }
      // Values of at most four bytes lie in the field itself.
      let place = number * size <= 4 ? entry + 8 : header.integer(4, at: entry + 8) ?? 0
      fields[tag] = (type, number, place)
    }
  }

  /// Bytes of a value: of BYTE, SHORT and LONG.
  private static func size(_ type: Int) -> Int? { [1: 1, 3: 2, 4: 4][type] }

  private func values(_ tag: Tag) -> [Int] {
    guard let field = fields[tag.rawValue], let size = Self.size(field.type),
      field.count <= RasterLayout.countLimit
    else { return [] }
    return (0..<field.count).compactMap { header.integer(size, at: field.offset + $0 * size) }
  }

  private func value(_ tag: Tag, otherwise: Int) -> Int { values(tag).first ?? otherwise }

  func rasters() -> [RasterLayout] {
    let bits = values(.bits)
    let isPlanar = value(.planar, otherwise: 1) == 2
    let samples = value(.samples, otherwise: 1)
    guard value(.compression, otherwise: 1) == 1, let depth = bits.first, [8, 16].contains(depth),
      bits.allSatisfy({ $0 == depth }), (1...4).contains(samples)
    else { return [] }
    let (width, height) = (value(.width, otherwise: 0), value(.height, otherwise: 0))
    guard (1..<1 << 24).contains(width), (1..<1 << 24).contains(height) else { return [] }
    var raster = RasterLayout(
      offset: 0, width: width, height: height, channels: isPlanar ? 1 : samples,
      bytesOfSample: depth / 8, isBigEndian: header.isBigEndian,
      isSigned: value(.sampleFormat, otherwise: 1) == 2)
    if fields[Tag.tileOffsets.rawValue] != nil {
      raster.width = value(.tileWidth, otherwise: 0)
      raster.height = value(.tileHeight, otherwise: 0)
      guard (1..<1 << 24).contains(raster.width) else { return [] }
      raster.stride = raster.line
      return values(.tileOffsets).map { at(raster, $0) }
    }
    let rows = min(max(value(.rowsOfStrip, otherwise: height), 1), height)
    let strips = (height + rows - 1) / rows
    return values(.stripOffsets).enumerated().map { index, offset in
      var strip = at(raster, offset)
      strip.height = min(rows, height - index % strips * rows)
      return strip
    }
  }

  private func at(_ raster: RasterLayout, _ offset: Int) -> RasterLayout {
    var raster = raster
    raster.offset = offset
    return raster
  }
}
