extension TrainablePhotoModel {
  /// Multiply-adds of a training step for a pixel: products and filters forwards, and once more
  /// for the gradients of what they are given and of their weights each; nothing goes back into
  /// the picture. What optimiser, rates and activations compute is not counted.
  package var stepCost: Double {
    let intoPicture =
      Double(768 * configuration.latents) / 256 + Double(192 * configuration.features) / 64
    return 3 * forwardCost - intoPicture
  }

  /// Multiply-adds of coding and decoding a pixel.
  private var forwardCost: Double {
    let sizes = configuration
    let (m, n, c, h) = (sizes.latents, sizes.features, sizes.context, sizes.hyperLatents)
    func block(_ n: Int) -> Int { 6 * n * n + 9 * n }
    let fine = 2 * 192 * n + (sizes.analysisBlocks + sizes.synthesisBlocks) * block(n)
    let linear = 2 * 768 * m + 4 * n * m
    let context = 3 * (25 * m + m * c) + 8 * c * c + 2 * m * c
    let coarse = linear + 4 * n * (m + c) + m * c + 2 * block(c) + context
    let half = 8 * c * c + 2 * block(c)
    return Double(fine) / 64 + Double(coarse) / 256 + Double(half) / 1024 + Double(8 * c * h) / 4096
  }
}
