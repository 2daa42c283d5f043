import Entropy
import Images
import Networks
import PictureCodec

/// A picture as codes, whichever model made them.
struct CodedPicture: Sendable {
  /// The model's place in the archive's list.
  let model: Int
  let level: QualityLevel
  /// Empty where the codes go into a group.
  let body: CodeStream
  let grouped: GroupedPicture?
  /// Bytes the codes take, about.
  let size: Int

  /// The codes of a picture by a model that is for it.
  init(
    _ picture: InputPicture, _ candidate: PackModels.Candidate, coder: EntropyCoder
  ) throws(ImageError) {
    switch candidate {
    case .learned(let codes, let choice): self.init(codes, choice, coder: coder)
    case .objects(let choice):
      self.init(
        choice.codec.codes(of: try picture.image(), level: choice.level), choice, coder: coder)
    case .photo(let choice):
      let photo = try choice.codec.encode(picture, level: choice.level, coder: coder)
      self.init(photo, choice)
    }
  }

  /// The same, decoded again.
  ///
  /// - Parameter format: see ``DecodedPicture/psnr``
  static func checked(
    _ picture: InputPicture, _ candidate: PackModels.Candidate, coder: EntropyCoder,
    as format: ImageFormat? = nil
  ) throws(ImageError) -> EncodeResult<CodedPicture> {
    func checked(
      _ codes: [Int16], _ choice: PackModels.Choice<SampleCodec>
    ) throws(ImageError) -> EncodeResult<CodedPicture> {
      var check = try ReconstructionMeter(of: picture, as: format)
      try check.take(choice.codec.image(codes, level: choice.level).samples)
      return EncodeResult(
        coded: CodedPicture(codes, choice, coder: coder), decoded: try check.finish())
    }
    switch candidate {
    case .learned(let codes, let choice): return try checked(codes, choice)
    case .objects(let choice):
      return try checked(
        choice.codec.codes(of: try picture.image(), level: choice.level), choice)
    case .photo(let choice):
      let photo = try choice.codec.checkedEncode(
        picture, level: choice.level, coder: coder, as: format)
      return EncodeResult(coded: CodedPicture(photo.coded, choice), decoded: photo.decoded)
    }
  }

  private init(_ photo: EncodedPhoto, _ choice: PackModels.Choice<PhotoCodec>) {
    (model, level, grouped) = (choice.index, choice.level, nil)
    (body, size) = (photo.body, photo.byteCount)
  }

  private init(_ codes: [Int16], _ choice: PackModels.Choice<SampleCodec>, coder: EntropyCoder) {
    (model, level, body) = (choice.index, choice.level, .empty)
    grouped = GroupedPicture(
      codes: codes, level: choice.level, model: choice.codec.model, coder: coder)
    // What it takes alone would be mostly the beginning and the end of a stream.
    let bits = LatentGroup.idealBits(of: [(codes, choice.level)], model: choice.codec.model)
    size = Int((bits / 8).rounded(.up))
  }
}
