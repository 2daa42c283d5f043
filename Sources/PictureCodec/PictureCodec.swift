import Bytes
import Entropy
import Images
import Networks

/// A lossy codec for pictures, read from a model file.
///
/// ``PhotoCodec`` encodes pictures of any size: `encode` and `checkedEncode` make a picture's body,
/// and `rows(of:)` decodes it. ``SampleCodec`` encodes small pictures of one shape, whose symbols
/// ``LatentGroup`` codes together.
package enum PictureCodec: Sendable {
  /// A codec for pictures of any size, each coded separately.
  case photo(PhotoCodec)
  /// A codec for pictures of one shape, many of which are coded together.
  case objects(SampleCodec)

  /// The most pixels of a picture that is encoded, and of one that is decoded unless a higher limit
  /// is given: a hostile archive may claim any size in a few bytes.
  package static let maximumPixels = 1 << 27

  /// Reads the bytes of a model file.
  ///
  /// - Parameter base: finds the file of the model that an adapted model is a delta of; nil if it
  ///   is missing
  /// - Throws: ``ModelError``, and what `base` throws
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

  /// The number of quality levels.
  package var levels: Int {
    switch self {
    case .photo(let codec): codec.model.configuration.levels
    case .objects(let codec): codec.model.levels
    }
  }
}
