/// Rasters of a file that are alike, one below the other, which are coded together.
struct RasterSheet: Equatable {
  /// One raster of the sheet.
  struct Piece: Equatable {
    /// Bytes between the raster before, of any sheet, and the first sample of this one.
    var gap: Int
    var height: Int
    /// Bytes between two rows, which are not samples.
    var padding: Int
  }

  var width: Int
  var channels: Int
  var bytesOfSample: Int
  var isBigEndian: Bool
  var isSigned: Bool
  var pieces: [Piece]

  /// Rows of all pieces.
  var height: Int { pieces.reduce(0) { $0 + $1.height } }
  /// Bytes of the samples of a row.
  var line: Int { width * channels * bytesOfSample }
  /// The most values that a sample may have.
  var valueLimit: Int { 1 << (8 * bytesOfSample) }

  /// The sheets of rasters, which are in the order of their offsets.
  static func sheets(of rasters: [RasterLayout]) -> [RasterSheet] {
    var sheets: [RasterSheet] = []
    var end = 0
    for raster in rasters {
      let piece = Piece(
        gap: raster.offset - end, height: raster.height, padding: raster.stride - raster.line)
      end = raster.range.upperBound
      var sheet = RasterSheet(
        width: raster.width, channels: raster.channels, bytesOfSample: raster.bytesOfSample,
        isBigEndian: raster.isBigEndian && raster.bytesOfSample == 2, isSigned: raster.isSigned,
        pieces: sheets.last?.pieces ?? [])
      if sheets.last == sheet {
        sheets[sheets.count - 1].pieces.append(piece)
      } else {
        sheet.pieces = [piece]
        sheets.append(sheet)
      }
    }
    return sheets
  }

  // MARK: Samples

  /// The samples of rows, as numbers from 0 on, plane by plane.
  ///
  /// - Parameter rows: the bytes of whole rows
  func planes(of rows: ArraySlice<UInt8>) -> [[UInt16]] {
    let count = rows.count / (channels * bytesOfSample)
    var planes = [[UInt16]](
      repeating: [UInt16](repeating: 0, count: count), count: channels)
    var offset = rows.startIndex
    for index in 0..<count {
      for channel in 0..<channels {
        planes[channel][index] = sample(rows, offset)
        offset += bytesOfSample
      }
    }
    return planes
  }

  private func sample(_ rows: ArraySlice<UInt8>, _ offset: Int) -> UInt16 {
    guard bytesOfSample == 2 else { return UInt16(rows[offset] ^ (isSigned ? 0x80 : 0)) }
    let (first, second) = (UInt16(rows[offset]), UInt16(rows[offset + 1]))
    return (isBigEndian ? first << 8 | second : second << 8 | first) ^ (isSigned ? 0x8000 : 0)
  }

  /// The bytes of whole rows with these samples.
  func rows(of planes: [[UInt16]]) -> [UInt8] {
    var rows: [UInt8] = []
    rows.reserveCapacity(planes[0].count * channels * bytesOfSample)
    for index in planes[0].indices {
      for channel in 0..<channels {
        let value = planes[channel][index]
        guard bytesOfSample == 2 else {
          rows.append(UInt8(truncatingIfNeeded: value) ^ (isSigned ? 0x80 : 0))
          continue
        }
        let stored = value ^ (isSigned ? 0x8000 : 0)
        let (high, low) = (UInt8(stored >> 8), UInt8(truncatingIfNeeded: stored))
        rows.append(isBigEndian ? high : low)
        rows.append(isBigEndian ? low : high)
      }
    }
    return rows
  }
}
