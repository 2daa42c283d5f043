/// The samples of a picture, interleaved RGB.
package struct FittedSamples: Equatable, Sendable {
  package let width: Int
  package let height: Int
  package let samples: [UInt8]

  package init(width: Int, height: Int, samples: [UInt8]) {
    (self.width, self.height, self.samples) = (width, height, samples)
  }

  /// A part of a picture.
  ///
  /// - Parameters:
  ///   - samples: of the whole picture, which is `width` pixels wide
  ///   - channels: 1, all of whose colours are alike then, or 3
  package init(
    cutting samples: [UInt8], width: Int, channels: Int, columns: Range<Int>, rows: Range<Int>
  ) {
    var part: [UInt8] = []
    part.reserveCapacity(3 * columns.count * rows.count)
    for row in rows {
      let line = samples[
        (row * width + columns.lowerBound) * channels..<(row * width + columns.upperBound)
          * channels]
      if channels == 3 {
        part += line
      } else {
        for sample in line { part += [sample, sample, sample] }
      }
    }
    self.init(width: columns.count, height: rows.count, samples: part)
  }
}
