extension RasterLayout {
  /// The samples of rows as integers from 0 on: signed ones are moved by half of their range.
  ///
  /// - Parameter file: the bytes that the raster lies in
  /// - Returns: interleaved
  func samples(of rows: Range<Int>, in file: [UInt8]) -> [UInt16] {
    var samples: [UInt16] = []
    samples.reserveCapacity(rows.count * width * channels)
    for row in rows {
      let start = offset + row * stride
      let bytes = file[start..<start + line]
      if bytesOfSample == 1 {
        for byte in bytes { samples.append(UInt16(byte ^ (isSigned ? 0x80 : 0))) }
      } else {
        for place in Swift.stride(from: start, to: start + line, by: 2) {
          let (first, second) = (UInt16(file[place]), UInt16(file[place + 1]))
          let sample = isBigEndian ? first << 8 | second : second << 8 | first
          samples.append(sample ^ (isSigned ? 0x8000 : 0))
        }
      }
    }
    return samples
  }

  /// The bytes of samples that ``samples(of:in:)`` returned, without what is between rows.
  func bytes(of samples: [UInt16]) -> [UInt8] {
    guard bytesOfSample == 2 else {
      return samples.map { UInt8(truncatingIfNeeded: $0) ^ (isSigned ? 0x80 : 0) }
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * samples.count)
    for sample in samples {
      let moved = sample ^ (isSigned ? 0x8000 : 0)
      let (high, low) = (UInt8(moved >> 8), UInt8(truncatingIfNeeded: moved))
      bytes += isBigEndian ? [high, low] : [low, high]
    }
    return bytes
  }
}

/// The bytes of a file that are not samples of its rasters.
struct RasterSurroundings {
  /// Those in front of each raster and behind the last one.
  private(set) var between: [[UInt8]] = []
  /// Those behind the samples of each row but the last, by raster.
  private(set) var paddings: [[UInt8]] = []

  init(of file: [UInt8], _ rasters: [RasterLayout]) {
    var end = 0
    for raster in rasters {
      between.append(Array(file[end..<raster.offset]))
      var padding: [UInt8] = []
      if raster.stride > raster.line {
        for row in 0..<raster.height - 1 {
          let start = raster.offset + row * raster.stride
          padding += file[start + raster.line..<start + raster.stride]
        }
      }
      paddings.append(padding)
      end = raster.range.upperBound
    }
    between.append(Array(file[end...]))
  }

  /// All of them, in the order of the file's parts.
  var bytes: [UInt8] {
    zip(between, paddings).flatMap { $0 + $1 } + (between.last ?? [])
  }
}
