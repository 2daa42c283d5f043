import Bytes
import Entropy
import Images
import Networks

/// What turns pictures into codes and back: a family of networks.
package enum PictureCodec: Sendable {
  /// The photo codec, for pictures of any size, each by itself.
  case photo(PhotoCodec)
  /// An autoencoder of pictures of one shape, the codes of many together.
  case objects(SampleCodec)

  /// Pixels of the largest picture that is coded. None above is decoded unless a higher limit is
  /// given: a hostile archive may claim any size in a few bytes.
  package static let maximumPixels = 1 << 27

  /// - Parameters:
  ///   - file: the bytes of a model file
  ///   - base: gives the file of a model that is changed by another one's, if it is at hand
  /// - Throws: `ModelError`, and what `base` does
  package init(file: [UInt8], base: (Digest) throws -> [UInt8]? = { _ in nil }) throws {
    switch try SafeTensors(file).metadata["format"] {
    case SampleModel.format: self = .objects(SampleCodec(model: try SampleModel(file: file)))
    case PhotoAdaptation.format:
      let adaptation = try PhotoAdaptation(file: file)
      guard let whole = try base(adaptation.base) else {
        throw ModelError.missingBase(adaptation.base)
      }
      self = .photo(PhotoCodec(model: try PhotoModel(file: whole, adaptation: adaptation)))
    default: self = .photo(PhotoCodec(model: try PhotoModel(file: file)))
    }
  }

  /// Levels of quality it knows.
  package var levels: Int {
    switch self {
    case .photo(let codec): codec.model.configuration.levels
    case .objects(let codec): codec.model.levels
    }
  }
}
