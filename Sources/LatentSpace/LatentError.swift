import Aezip
import Files

/// Why codes cannot do what is asked of them.
package enum LatentError: KindedError, Equatable {
  /// No picture of the archive is stored as codes.
  case noCodes
  /// A picture has another size than all that there are codes of.
  case otherSize(query: String, known: [String])
  /// A file of the archive that is stored in another way.
  case notCoded(path: [UInt8])
  /// Codes have more numbers than can be weighed against each other.
  case tooManyNumbers(Int, limit: Int)
  /// A picture of the archive whose codes lie all over it.
  case photograph(path: [UInt8])
  /// Two pictures whose codes have nothing to do with each other.
  case otherModels
  /// A model without an encoder.
  case onlyDecodes
  /// A model of numbers that are no samples.
  case notOfPictures
  /// A model of another family, as that of photographs.
  case notOfObjects
  /// An archive without pictures that a small model codes.
  case noSmallModel
  /// A picture of which every pixel is to be filled in.
  case nothingKnown
  /// A mask of another size than its picture.
  case otherMask(mask: String, picture: String)
  /// A picture nobody said of what is missing.
  case nothingMissing
  /// A model that was not taught to take noise out.
  case notDenoising
  /// A model whose codes were not taught to be standard normal numbers.
  case notVariational(kind: String?)
  /// An encoder whose units see whole pictures, so that they tell no style.
  case noPlaces
  /// Codes of more or less than two numbers, to be shown as they are.
  case notTwoNumbers(Int?)
  /// A model that makes infinities, or no numbers at all, of a picture or its codes.
  case notFinite
  /// All labelled pictures have one label; or there are none.
  case oneClass(String?)
  /// A file that is something else.
  case noClassifier, noAttribute
  /// Nothing to learn an attribute from, on one side or both.
  case noPictures
  /// Pictures with and without an attribute have the same codes.
  case noDifference
  /// An attribute says nothing in the codes of a model that it was not learned with.
  case otherModel(attribute: String)

  package var kind: ErrorKind {
    switch self {
    case .notFinite: .badData
    default: .misuse
    }
  }
}

extension LatentError: CustomStringConvertible {
  /// One line that says what is wrong and what to do.
  package var description: String {
    switch self {
    case .noCodes:
      "holds no picture as codes, so there is nothing to compare; pack pictures with loss"
    case .otherSize(let query, let known):
      """
      the picture is \(query), and codes are of pictures of \(known.joined(separator: ", ")) \
      only; bring it to that size
      """
    case .notCoded(let path):
      """
      \(displayName(of: path)): not stored as codes, so nothing is near it; `aezip list` shows \
      which files are pictures
      """
    case .tooManyNumbers(let count, let limit):
      "codes of \(count) numbers are more than the \(limit) that can be searched; use fewer latents"
    case .photograph(let path):
      """
      \(displayName(of: path)): a photograph, whose codes lie all over it: mixed, they are but a \
      cross-fade; name pictures that a small model codes
      """
    case .otherModels:
      "the two pictures are coded by different models; name two that `aezip search` compares"
    case .onlyDecodes: "only decodes; give a model of `aezip train`, which encodes, too"
    case .notOfPictures: "of numbers, not of pictures; give a model trained on pictures"
    case .notOfObjects:
      "no model of pictures of one size; give one of `aezip train`, of any kind but photo"
    case .noSmallModel:
      "has no pictures that a small model codes; pack like pictures with --learn or --model"
    case .nothingKnown: "every pixel is to be filled in; leave some of the picture known"
    case .otherMask(let mask, let picture):
      "the mask is \(mask), the picture \(picture); bring it to the picture's size"
    case .nothingMissing:
      """
      no pixel is marked as missing; give --mask with white where to fill, or a picture that is \
      transparent there
      """
    case .notDenoising:
      "was not taught to take noise out; give a model of `aezip train --from built-in --denoise`"
    case .notVariational(let kind):
      """
      \(kind.map { "of kind \($0)" } ?? "of a kind it does not tell"), whose codes nothing makes \
      normal numbers; give a variational or adversarial one, or draw by what it expects, with --prior
      """
    case .notFinite: "makes numbers that are not finite; take another model"
    case .oneClass(let label):
      """
      \(label.map { "all pictures are labelled \"\(displayName(of: Array($0.utf8)))\"" } ?? "no picture has a label"), so \
      there is nothing to tell apart; give pictures of two labels or more
      """
    case .noClassifier: "no classifier; give one of `aezip classify train`"
    case .noAttribute: "no attribute; give one of `aezip attribute`"
    case .noPictures: "no pictures; give some with the attribute, and some without"
    case .noDifference:
      """
      pictures with and without have the same codes, so the model sees no difference; give others, \
      or a model of more latents
      """
    case .otherModel(let attribute):
      """
      "\(displayName(of: Array(attribute.utf8)))" was learned with another model; give that one to --model, or learn it anew \
      with `aezip attribute`
      """
    case .noPlaces:
      """
      its units see whole pictures at once, and a style is what goes with what at each place; give \
      a model of kind conv or photo, or leave out --style
      """
    case .notTwoNumbers(let count):
      """
      codes have \(count.map { "\($0)" } ?? "many") numbers, and a plane two; use --by pca or \
      --by neighbours
      """
    }
  }
}
