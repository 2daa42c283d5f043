import Tensors

extension PhotoModel {
  /// What the decoder makes of a picture's codes before they are rounded: of a model that was
  /// taught so (see ``DenoisingLevels``), the picture without its noise.
  ///
  /// - Parameter samples: height × width × 3, interleaved
  /// - Returns: As many numbers, samples of 0…255, neither rounded nor clamped.
  package func cleaned(_ samples: [UInt8], size: PhotoSize, level: QualityLevel) -> [Float] {
    let latents = latents(of: samples, size: size, level: level)
    let g = hyperSynthesis(hyperAnalysis(latents), level: level)
    let values = latents.scaled(
      byChannel:
        Tensor(
          rows: 1, columns: 1, channels: latents.channels, values: steps(at: level)))
    var numbers: [Float] = []
    numbers.reserveCapacity(size.height * size.width * 3)
    var row = 0
    synthesis(values, g: g) { band in
      let made = band.values
      let (line, wanted) = (band.columns * 3, size.width * 3)
      for first in stride(from: 0, to: made.count, by: line) where row < size.height {
        for number in made[first..<first + wanted] { numbers.append(255 * number) }
        row += 1
      }
    }
    return numbers
  }
}
