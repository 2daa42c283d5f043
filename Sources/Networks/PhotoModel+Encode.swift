import Tensors

extension PhotoModel {
  /// The integer codes of a picture.
  ///
  /// - Parameter samples: height × width × 3, interleaved
  package func codes(of samples: [UInt8], size: PhotoSize, level: Level) -> PhotoCodes {
    var bands: [CodeGrid] = []
    let scaled = latents(of: samples, size: size, level: level) { bands.append($0) }
    return PhotoCodes(latents: .stacked(bands), hyperLatents: hyperAnalysis(scaled))
  }

  /// The latents before they are rounded: rows × columns × latents.
  ///
  /// - Parameter body: takes them rounded, band by band from the top
  package func latents(
    of samples: [UInt8], size: PhotoSize, level: Level, body: (CodeGrid) -> Void = { _ in }
  ) -> Tensor {
    let gain = level.row(of: encodeGain, levels: configuration.levels)
    var whole = TensorBuilder(
      rows: size.rows, columns: size.columns, channels: configuration.latents)
    analysis(samples, size: size) { band in
      let (codes, scaled) = band.quantised(gain: gain)
      body(codes)
      whole.append(scaled)
    }
    return whole.finish()
  }
}
