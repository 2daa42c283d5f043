import Tensors

extension PhotoModel {
  /// The integer codes of a picture.
  ///
  /// - Parameter samples: height × width × 3, interleaved
  package func codes(of samples: [UInt8], size: PhotoSize, level: Level) -> PhotoCodes {
    let gain = level.row(of: encodeGain, levels: configuration.levels)
    var bands: [PackedCodes] = []
    var hyper = HyperAnalysisRun(hyperAnalysis, rows: size.rows, columns: size.columns)
    analysis(samples, size: size) { band in
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
    analysis(samples, size: size) { whole.append($0.quantised(gain: gain).scaled) }
    return whole.finish()
  }
}
