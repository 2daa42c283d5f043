import Aezip
import Files

/// Why latents cannot be searched, mixed, drawn or looked into.
///
/// A description states facts only. The command line adds what to type instead.
package enum LatentError: KindedError, Equatable {
  /// No picture of the archive is stored as latents.
  case noLatents
  /// A picture has a size that no model codes; sizes read as "28×28".
  case sizeMismatch(found: String, expected: [String])
  /// An entry of the archive is stored in another way than as latents.
  case notLatents(path: [UInt8])
  /// A sample has more latents than the search can compare.
  case tooManyLatents(Int, limit: Int)
  /// An entry is a photograph, which has latents for each block of 16×16 pixels.
  case photograph(path: [UInt8])
  /// Two entries are coded by different models, whose latents are not comparable.
  case differentModels
  /// The model has no encoder.
  case decoderOnly
  /// The model codes samples that are not pictures.
  case notPictures
  /// The file is another kind of model, such as a photo codec.
  case notSampleModel
  /// No picture of the archive is coded by a small model.
  case noSampleModel
  /// Every pixel of a picture is marked as missing.
  case nothingKnown
  /// A mask has another size than its picture.
  case maskSizeMismatch(mask: String, picture: String)
  /// No pixel of a picture is marked as missing.
  case nothingMissing
  /// The model was not trained to remove noise.
  case notDenoiser
  /// The model states no distribution of its latents; `kind` is nil for a file without a card.
  case noLatentDistribution(kind: String?)
  /// No layer of the encoder is convolutional, so there are no Gram matrices to match.
  case notConvolutional
  /// A model has more or fewer than two latents, so they are not a plane; nil for a photo codec.
  case notTwoLatents(Int?)
  /// A model produces infinities or NaN.
  case notFinite
  /// All labelled pictures share one label; nil if there are no labels.
  case oneClass(String?)
  /// The file is not a classifier.
  case notClassifier
  /// The file is not an attribute.
  case notAttribute
  /// One of the two sets of pictures is empty.
  case noPictures
  /// Pictures with and without an attribute have the same mean latents.
  case noDifference
  /// An attribute was learned with another model.
  case attributeOfOtherModel(name: String)

  package var kind: ErrorKind {
    switch self {
    case .notFinite: .badData
    default: .misuse
    }
  }
}

extension LatentError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .noLatents: "no picture in the archive is stored as latents"
    case .sizeMismatch(let found, let expected):
      "the picture is \(found), but the model needs \(expected.joined(separator: " or "))"
    case .notLatents(let path): "\(displayName(of: path)): not stored as latents"
    case .tooManyLatents(let count, let limit):
      "the model has \(count) latents, but at most \(limit) can be compared"
    case .photograph(let path):
      "\(displayName(of: path)): a photograph has latents for each block, which only cross-fade"
    case .differentModels: "the two pictures are coded by different models"
    case .decoderOnly: "the model has no encoder"
    case .notPictures: "the model codes numbers, not pictures"
    case .notSampleModel: "not a model of pictures of one size"
    case .noSampleModel: "no picture in the archive is coded by a small model"
    case .nothingKnown: "every pixel is marked as missing"
    case .maskSizeMismatch(let mask, let picture):
      "the mask is \(mask), but the picture is \(picture)"
    case .nothingMissing: "no pixel is marked as missing"
    case .notDenoiser: "the model was not trained to remove noise"
    case .noLatentDistribution(let kind):
      "a model of \(kind.map { "kind \($0)" } ?? "unknown kind") has no distribution to draw from"
    case .notConvolutional: "the encoder has no convolutional layer to take a style from"
    case .notTwoLatents(let count):
      "a plane needs 2 latents, but the model has \(count.map { "\($0)" } ?? "some for each block")"
    case .notFinite: "the model produces numbers that are not finite"
    case .oneClass(let label):
      label.map { "all pictures have the label \"\(displayName(of: Array($0.utf8)))\"" }
        ?? "no picture has a label"
    case .notClassifier: "not a classifier"
    case .notAttribute: "not an attribute"
    case .noPictures: "there are no pictures to learn from"
    case .noDifference: "pictures with and without the attribute have the same latents"
    case .attributeOfOtherModel(let name):
      "\"\(displayName(of: Array(name.utf8)))\" was learned with another model"
    }
  }
}
