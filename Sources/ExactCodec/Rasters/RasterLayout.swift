/// Where samples lie in a file that holds them as they are, uncompressed.
///
/// It describes files of many formats alike, so that what decodes them knows none of the formats.
package struct RasterLayout: Equatable, Sendable {
  /// Of the first sample, in bytes.
  package var offset: Int
  package var width: Int
  package var height: Int
  /// Samples of a pixel, which lie together.
  package var channels = 1
  /// 1 or 2.
  package var bytesOfSample = 1
  package var isBigEndian = false
  /// Whether samples are signed, in two's complement.
  package var isSigned = false
  /// Bytes from a row to the next one; what is behind the samples of a row is not in the raster.
  package var stride: Int

  package init(
    offset: Int, width: Int, height: Int, channels: Int = 1, bytesOfSample: Int = 1,
    isBigEndian: Bool = false, isSigned: Bool = false, stride: Int? = nil
  ) {
    (self.offset, self.width, self.height) = (offset, width, height)
    (self.channels, self.bytesOfSample) = (channels, bytesOfSample)
    (self.isBigEndian, self.isSigned) = (isBigEndian, isSigned)
    self.stride = stride ?? width * channels * bytesOfSample
  }

  /// Bytes of the samples of a row.
  package var line: Int { width * channels * bytesOfSample }

  /// The bytes of the file from the first sample to the last one.
  package var range: Range<Int> { offset..<offset + stride * (height - 1) + line }

  /// Sides of at most 2²⁴ samples, which keeps all products within 64 bits.
  package static let sideLimit = 1 << 24
  private static let sides = 1...sideLimit

  /// Whether the raster lies within a file of `size` bytes.
  package func isValid(in size: Int) -> Bool {
    Self.sides.contains(width) && Self.sides.contains(height) && (1...4).contains(channels)
      && (1...2).contains(bytesOfSample) && stride >= line && stride <= 1 << 30
      && (0...size).contains(offset) && range.upperBound <= size
  }
}

extension RasterLayout {
  /// Formats of files that hold samples as they are.
  ///
  /// Each gives the rasters of a file in the order of their offsets, or none if the file is of
  /// another format or holds its samples otherwise. They may lie beyond the end of the file. The
  /// last one has no mark at its beginning.
  private static let formats: [@Sendable ([UInt8]) -> [RasterLayout]] = [
    BitmapRasters.rasters, PortableRasters.rasters, TIFFRasters.rasters, DICOMRasters.rasters,
    ArrayRasters.rasters, TargaRasters.rasters,
  ]

  /// Whether a file may be of one of these formats, by its first bytes: 132 of them or all.
  package static func mayBegin(with start: [UInt8]) -> Bool {
    let header = HeaderBytes(start)
    guard start.count >= 18 else { return false }
    let isTarga = [1, 2, 3].contains(start[2]) && start[1] <= 1
    let isPortable = start[0] == UInt8(ascii: "P") && (5...7).contains(start[1] &- 0x30)
    return isTarga || isPortable || header.begins(with: "BM")
      || header.begins(with: "II*\0") || header.begins(with: "MM\0*")
      || header.begins(with: "NUMPY", at: 1) || header.begins(with: "DICM", at: 128)
  }

  /// Fewer samples are not worth the trouble.
  private static let leastBytes = 1024
  /// Rasters of a file, at most.
  package static let countLimit = 1 << 16

  /// The rasters of a file, in the order of their offsets and apart from each other; empty if there
  /// are none.
  package static func found(in file: [UInt8]) -> [RasterLayout] {
    for format in formats {
      let rasters = joined(format(file))
      guard !rasters.isEmpty, rasters.count <= countLimit,
        rasters.allSatisfy({ $0.isValid(in: file.count) })
      else { continue }
      let isApart = zip(rasters, rasters.dropFirst()).allSatisfy {
        $0.range.upperBound <= $1.offset
      }
      let bytes = rasters.reduce(0) { $0 + $1.line * $1.height }
      if isApart, bytes >= leastBytes { return rasters }
    }
    return []
  }

  /// Rasters that follow each other without a gap, such as strips, as one.
  private static func joined(_ rasters: [RasterLayout]) -> [RasterLayout] {
    var result: [RasterLayout] = []
    for raster in rasters {
      if let last = result.last, let joined = last.followed(by: raster) {
        result[result.count - 1] = joined
      } else {
        result.append(raster)
      }
    }
    return result
  }

  private func followed(by next: RasterLayout) -> RasterLayout? {
    var (first, second) = (self, next)
    (first.height, second.height) = (0, 0)
    second.offset = offset
    guard first == second, next.offset == offset + stride * height,
      height + next.height <= Self.sides.upperBound
    else { return nil }
    first.height = height + next.height
    return first
  }
}
