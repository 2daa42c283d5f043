import Tensors

extension PhotoModel {
  /// The integer codes of a picture.
  ///
  /// - Parameter samples: height × width × 3, interleaved
  package func codes(of samples: [UInt8], size: PhotoSize, level: QualityLevel) -> PhotoLatents {
    codes(size: size, level: level, read: size.rows(of: samples))
  }

  /// The integer codes of a picture that is read row by row.
  ///
  /// - Parameter read: gives the samples of the next rows, so many × width × 3, interleaved
  package func codes<Failure>(
    size: PhotoSize, level: QualityLevel, read: (Int) throws(Failure) -> [UInt8]
  ) throws(Failure) -> PhotoLatents {
    try rounded(size: size, level: level, remainders: false, read: read).codes
  }

  /// The integer codes of a picture that is read row by row, and what rounding left of them.
  ///
  /// - Parameters:
  ///   - remainders: whether they are wanted; if not, there are none
  ///   - read: gives the samples of the next rows, so many × width × 3, interleaved
  package func rounded<Failure>(
    size: PhotoSize, level: QualityLevel, remainders: Bool, read: (Int) throws(Failure) -> [UInt8]
  ) throws(Failure) -> (codes: PhotoLatents, remainders: RoundingRemainders?) {
    let gain = encodeGains(at: level)
    var bands: [PackedLatents] = []
    var left: [PackedLatents] = []
    var hyper = HyperAnalysisRun(hyperAnalysis, rows: size.rows, columns: size.columns)
    try analysis(size: size, read: read) { band in
      let (codes, scaled) = band.quantised(gain: gain)
      bands.append(PackedLatents(codes))
      if remainders { left.append(PackedLatents(codes.remainders(of: scaled))) }
      hyper.append(scaled)
    }
    let codes = PhotoLatents(bands: bands, hyperLatents: hyper.finish())
    return (codes, remainders ? RoundingRemainders(bands: left) : nil)
  }

  /// The latents before they are rounded: rows × columns × latents.
  package func latents(of samples: [UInt8], size: PhotoSize, level: QualityLevel) -> Tensor {
    let gain = encodeGains(at: level)
    var whole = TensorBuilder(
      rows: size.rows, columns: size.columns, channels: configuration.latents)
    analysis(size: size, read: size.rows(of: samples)) {
      whole.append($0.quantised(gain: gain).scaled)
    }
    return whole.finish()
  }

  /// What each channel of the latents is multiplied by before it is rounded.
  ///
  /// Between two levels the decoder's gains are means of theirs. Were the encoder's as well, the
  /// product of both were more than at either level, up to an eighth where gains double, and pictures
  /// came back with that much too much contrast. So the product is the mean.
  private func encodeGains(at level: QualityLevel) -> [Float] {
    func row(_ table: [Float]) -> [Float] { level.row(of: table, levels: configuration.levels) }
    let gains = row(encodeGain)
    let products = row(zip(encodeGain, decodeGain).map { $0 * $1 })
    return zip(gains, zip(products, row(decodeGain))).map { gain, of in
      // At a level it is 1, exactly; of gains beyond all measure it may be no number.
      let factor = of.0 / (gain * of.1)
      return factor.isFinite ? gain * factor : gain
    }
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
