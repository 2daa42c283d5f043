import Networks

/// How the integer codes of a photograph are chosen. Any decoder reads them alike.
package enum LatentQuantisation: Sendable {
  /// Those nearest to what the encoder gives.
  case nearest
  /// Of the two around what the encoder gives the one that costs less: see `CodeRounding`.
  case rounded
  /// Those that a refiner finds from there.
  case refined(RefinerMaker)

  /// The same without a look for better codes.
  package var unrefined: LatentQuantisation {
    if case .refined = self { .rounded } else { self }
  }
}
