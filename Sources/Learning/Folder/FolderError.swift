import LinearAlgebra
import Networks

/// Why no model can be learned from some pictures.
package enum FolderError: Error, Equatable {
  /// Neither grey nor red, green and blue, or of no pixels.
  case shape(SampleShape)
  /// Numbers of a picture, or of all pictures together, beyond what is learned from.
  case tooLarge(numbers: Int, limit: Int)
  /// Samples that are not as many as pictures of the shape have.
  case samples(found: Int, expected: Int)
  case tooFew(pictures: Int, least: Int)
  case components(EigenvectorsError)
  case model(ModelError)
}

extension FolderError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .shape(let shape):
      "pictures of \(shape) cannot be learned from: they need one channel or three"
    case .tooLarge(let numbers, let limit): "\(numbers) samples are more than \(limit)"
    case .samples(let found, let expected): "\(found) samples, where pictures have \(expected)"
    case .tooFew(let pictures, let least):
      "\(pictures) pictures are too few to learn from; at least \(least) are needed"
    case .components(let error): "principal components: \(error)"
    case .model(let error): "\(error)"
    }
  }
}
