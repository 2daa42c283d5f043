import Entropy
import Images
import Networks

/// A picture as codes, whichever model made them.
struct CodedPicture: Sendable {
  /// The model's place in the archive's list.
  let model: Int
  let level: Level
  /// Empty where the codes go into a group.
  let body: CodeStream
  let grouped: GroupedPicture?
  /// Bytes the codes take, about.
  let size: Int
  let decoded: DecodedPicture

  /// The codes of a picture by a model that is for it.
  ///
  /// - Parameter format: see ``DecodedPicture/psnr``
  init(
    _ picture: InputPicture, _ candidate: PackModels.Candidate, coder: Coder,
    as format: ImageFormat? = nil
  ) throws(ImageError) {
    switch candidate {
    case .learned(let codes, let choice):
      try self.init(picture, codes, choice, coder: coder, as: format)
    case .objects(let choice):
      let codes = choice.codec.codes(of: try picture.image(), level: choice.level)
      try self.init(picture, codes, choice, coder: coder, as: format)
    case .photo(let choice):
      try self.init(picture, choice, coder: coder, as: format)
    }
  }

  private init(
    _ picture: InputPicture, _ choice: PackModels.Choice<PhotoCodec>, coder: Coder,
    as format: ImageFormat?
  ) throws(ImageError) {
    let encoded = try choice.codec.encode(picture, level: choice.level, coder: coder, as: format)
    (model, level, grouped) = (choice.index, choice.level, nil)
    (body, decoded, size) = (encoded.body, encoded.decoded, encoded.byteCount)
  }

  private init(
    _ picture: InputPicture, _ codes: [Int16], _ choice: PackModels.Choice<ObjectCodec>,
    coder: Coder, as format: ImageFormat?
  ) throws(ImageError) {
    (model, level, body) = (choice.index, choice.level, .empty)
    grouped = GroupedPicture(
      codes: codes, level: choice.level, model: choice.codec.model, coder: coder)
    var check = try DecodingCheck(of: picture, as: format)
    try check.take(choice.codec.image(codes, level: choice.level).samples)
    decoded = try check.finish()
    // What it takes alone would be mostly the beginning and the end of a stream.
    let bits = CodeGroup.idealBits(of: [(codes, choice.level)], model: choice.codec.model)
    size = Int((bits / 8).rounded(.up))
  }

  /// See ``DecodedPicture/psnr``.
  var psnr: Double { decoded.psnr }
}
