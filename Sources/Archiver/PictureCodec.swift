import Entropy
import Images
import Networks

/// What turns pictures into codes and back: a family of networks.
enum PictureCodec: Sendable {
  /// The photo codec, for pictures of any size, each by itself.
  case photo(PhotoCodec)
  /// An autoencoder of pictures of one shape, the codes of many together.
  case objects(ObjectCodec)

  /// - Parameter file: the bytes of a model file
  init(file: [UInt8]) throws(ModelError) {
    if try SafeTensors(file).metadata["format"] == ObjectModel.format {
      self = .objects(ObjectCodec(model: try ObjectModel(file: file)))
    } else {
      self = .photo(PhotoCodec(model: try PhotoModel(file: file)))
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
