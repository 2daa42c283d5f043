/// Finds codes of photographs that are worth more than those the analysis gives: fewer bits and
/// less error, taken together.
///
/// What is worth more depends on the picture alone; any decoder reads such codes as all others.
package protocol LatentRefiner: Sendable {
  /// Bits a pixel that a mean squared error of samples 0…255 is worth.
  func errorWeight(at level: QualityLevel) -> Double

  /// Codes that cost less by the refiner's estimate, or those given.
  ///
  /// - Parameters:
  ///   - codes: what the model's encoder gives
  ///   - samples: height × width × 3, interleaved
  func refined(
    _ codes: PhotoLatents, of samples: [UInt8], size: PhotoSize, level: QualityLevel
  ) -> PhotoLatents
}

/// Makes the refiner of a model: of the model itself, the file of its numbers, and that of what
/// changes them, if it is an adapted one.
package typealias RefinerMaker =
  @Sendable (_ model: PhotoModel, _ file: [UInt8], _ changes: [UInt8]?) throws(ModelError)
  -> any LatentRefiner
