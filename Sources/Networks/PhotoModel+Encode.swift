import Tensors

extension PhotoModel {
  /// The integer codes of a picture.
  ///
  /// - Parameter samples: height × width × 3, interleaved
  package func codes(of samples: [UInt8], size: PhotoSize, level: Level) -> PhotoCodes {
    codes(size: size, level: level, read: size.rows(of: samples))
  }

  /// The integer codes of a picture that is read row by row.
  ///
  /// - Parameter read: gives the samples of the next rows, so many × width × 3, interleaved
  package func codes<Failure>(
    size: PhotoSize, level: Level, read: (Int) throws(Failure) -> [UInt8]
  ) throws(Failure) -> PhotoCodes {
    let gain = level.row(of: encodeGain, levels: configuration.levels)
    var bands: [PackedCodes] = []
    var hyper = HyperAnalysisRun(hyperAnalysis, rows: size.rows, columns: size.columns)
    try analysis(size: size, read: read) { band in
      let (codes, scaled) = band.quantised(gain: gain)
      bands.append(PackedCodes(codes))
      hyper.append(scaled)
    }
    return PhotoCodes(bands: bands, hyperLatents: hyper.finish())
  }

  /// The latents before they are rounded: rows × columns × latents.
  package func latents(of samples: [UInt8], size: PhotoSize, level: Level) -> Tensor {
    let gain = level.row(of: encodeGain, levels: configuration.levels)
    var whole = TensorBuilder(
      rows: size.rows, columns: size.columns, channels: configuration.latents)
    analysis(size: size, read: size.rows(of: samples)) {
      whole.append($0.quantised(gain: gain).scaled)
    }
    return whole.finish()
  }
}

extension PhotoSize {
  /// Gives the rows of a picture that is in memory, so many as are asked for.
  ///
  /// - Parameter samples: height × width × 3, interleaved
  fileprivate func rows(of samples: [UInt8]) -> (Int) -> [UInt8] {
    precondition(samples.count == height * width * 3, "samples must fill the picture")
    var start = 0
    return { count in
      let end = start + count * width * 3
      defer { start = end }
      return Array(samples[start..<end])
    }
  }
}
