import Tensors

extension PhotoModel {
  /// The integer codes of a picture.
  ///
  /// - Parameter samples: height × width × 3, interleaved
  package func codes(of samples: [UInt8], size: PhotoSize, level: Level) -> PhotoCodes {
    let gain = level.row(of: encodeGain, levels: configuration.levels)
    let (latents, scaled) = analysis(samples, size: size).quantised(gain: gain)
    return PhotoCodes(latents: latents, hyperLatents: hyperAnalysis(scaled))
  }

  /// The latents before they are rounded: rows × columns × latents.
  package func latents(of samples: [UInt8], size: PhotoSize, level: Level) -> Tensor {
    let gain = level.row(of: encodeGain, levels: configuration.levels)
    return analysis(samples, size: size).quantised(gain: gain).scaled
  }
}
