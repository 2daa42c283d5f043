import Bytes
import Entropy
import Images
import Networks

/// What turns pictures into codes and back: a family of networks.
enum PictureCodec: Sendable {
  /// The photo codec, for pictures of any size, each by itself.
  case photo(PhotoCodec)
  /// An autoencoder of pictures of one shape, the codes of many together.
  case objects(ObjectCodec)

  /// - Parameters:
  ///   - file: the bytes of a model file
  ///   - base: gives the file of a model that is changed by another one's, if it is at hand
  /// - Throws: `ModelError`, and what `base` does
  init(file: [UInt8], base: (Digest) throws -> [UInt8]? = { _ in nil }) throws {
    switch try SafeTensors(file).metadata["format"] {
    case ObjectModel.format: self = .objects(ObjectCodec(model: try ObjectModel(file: file)))
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
  var levels: Int {
    switch self {
    case .photo(let codec): codec.model.configuration.levels
    case .objects(let codec): codec.model.levels
    }
  }
}
