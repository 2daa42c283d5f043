/// Searches for latents of a photograph with a lower rate-distortion cost than those of the
/// analysis.
///
/// The search belongs to the encoder: every decoder decodes the latents it finds.
package protocol LatentRefiner: Sendable {
  /// The Lagrangian weight: bits for a pixel that a mean squared error of 1 is worth, for samples
  /// of 0…255.
  func errorWeight(at level: QualityLevel) -> Double

  /// Finds latents that cost less by the refiner's estimate, or returns those given.
  ///
  /// - Parameters:
  ///   - latents: the quantised latents of the model's encoder
  ///   - samples: height × width × 3, interleaved
  func refined(
    _ latents: PhotoLatents, of samples: [UInt8], size: PhotoSize, level: QualityLevel
  ) -> PhotoLatents
}

/// Makes the refiner of a model from the model, its file and, if it is adapted, the file of its
/// changes.
package typealias RefinerMaker =
  @Sendable (_ model: PhotoModel, _ file: [UInt8], _ changes: [UInt8]?) throws(ModelError)
  -> any LatentRefiner
