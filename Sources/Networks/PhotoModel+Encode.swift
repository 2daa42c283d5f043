import Tensors

extension PhotoModel {
  /// Encodes a picture and rounds its latents to the nearest symbols.
  ///
  /// - Parameter samples: height × width × 3, interleaved
  package func quantisedLatents(
    of samples: [UInt8], size: PhotoSize, level: QualityLevel
  ) -> PhotoLatents {
    quantise(
      size: size, level: level, keepsRemainders: false, read: size.rows(of: samples)
    ).latents
  }

  /// Encodes a picture that is read row by row, and rounds its latents to the nearest symbols.
  ///
  /// - Parameters:
  ///   - keepsRemainders: whether to return the remainders of rounding
  ///   - read: reads the samples of the given number of rows, rows × width × 3, interleaved
  package func quantise<Failure>(
    size: PhotoSize, level: QualityLevel, keepsRemainders: Bool,
    read: (Int) throws(Failure) -> [UInt8]
  ) throws(Failure) -> (latents: PhotoLatents, remainders: RoundingRemainders?) {
    let gain = encodeGains(at: level)
    var bands: [PackedLatents] = []
    var remainders: [PackedLatents] = []
    var hyper = HyperAnalysisRun(hyperAnalysis, rows: size.rows, columns: size.columns)
    try analysis(size: size, read: read) { band in
      let (symbols, scaled) = band.quantised(gain: gain)
      bands.append(PackedLatents(symbols))
      if keepsRemainders { remainders.append(PackedLatents(symbols.remainders(of: scaled))) }
      hyper.append(scaled)
    }
    let latents = PhotoLatents(bands: bands, hyperLatents: hyper.finish())
    return (latents, keepsRemainders ? RoundingRemainders(bands: remainders) : nil)
  }

  /// The latents of a picture, scaled by the gain, not rounded: rows × columns × latents.
  package func latents(of samples: [UInt8], size: PhotoSize, level: QualityLevel) -> Tensor {
    let gain = encodeGains(at: level)
    var whole = TensorBuilder(
      rows: size.rows, columns: size.columns, channels: configuration.latents)
    analysis(size: size, read: size.rows(of: samples)) {
      whole.append($0.quantised(gain: gain).scaled)
    }
    return whole.finish()
  }

  /// The factor of each channel of the latents before rounding.
  ///
  /// Between two levels the decoder's gains are interpolated linearly. If the encoder's were as
  /// well, the product of both would exceed that at either level, by up to an eighth where gains
  /// double, and pictures would decode with too much contrast. So the product is interpolated.
  private func encodeGains(at level: QualityLevel) -> [Float] {
    func row(_ table: [Float]) -> [Float] { level.row(of: table, levels: configuration.levels) }
    let gains = row(encodeGain)
    let products = row(zip(encodeGain, decodeGain).map { $0 * $1 })
    return zip(gains, zip(products, row(decodeGain))).map { gain, of in
      // At a level it is exactly 1; with enormous gains it may be infinite or NaN.
      let factor = of.0 / (gain * of.1)
      return factor.isFinite ? gain * factor : gain
    }
  }
}

extension PhotoSize {
  /// A function that reads the next rows of a picture in memory.
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
