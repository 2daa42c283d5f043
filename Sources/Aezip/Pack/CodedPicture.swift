import Entropy
import Images
import Networks
import PictureCodec

/// An encoded picture of any model.
struct CodedPicture: Sendable {
  /// The model's position in the archive's list.
  let model: Int
  let level: QualityLevel
  /// Empty if the latents are coded in a group.
  let body: SymbolStream
  let grouped: GroupedPicture?
  /// The approximate bytes of the latents.
  let size: Int

  /// Encodes a picture with a model that fits it.
  init(
    _ picture: InputPicture, _ candidate: PackModels.Candidate, coder: EntropyCoder
  ) throws(ImageError) {
    switch candidate {
    case .learned(let symbols, let choice): self.init(symbols, choice, coder: coder)
    case .objects(let choice):
      self.init(
        choice.codec.quantisedLatents(of: try picture.image(), level: choice.level), choice,
        coder: coder)
    case .photo(let choice):
      let photo = try choice.codec.encode(picture, level: choice.level, coder: coder)
      self.init(photo, choice)
    }
  }

  /// Encodes a picture and measures its reconstruction.
  ///
  /// - Parameter format: see ``ReconstructionStats/psnr``
  static func checked(
    _ picture: InputPicture, _ candidate: PackModels.Candidate, coder: EntropyCoder,
    as format: ImageFormat? = nil
  ) throws(ImageError) -> EncodeResult<CodedPicture> {
    func checked(
      _ symbols: [Int16], _ choice: PackModels.Choice<SampleCodec>
    ) throws(ImageError) -> EncodeResult<CodedPicture> {
      EncodeResult(
        encoded: CodedPicture(symbols, choice, coder: coder),
        reconstruction: try choice.codec.reconstructionStats(
          symbols, of: picture, level: choice.level, as: format))
    }
    switch candidate {
    case .learned(let symbols, let choice): return try checked(symbols, choice)
    case .objects(let choice):
      return try checked(
        choice.codec.quantisedLatents(of: try picture.image(), level: choice.level), choice)
    case .photo(let choice):
      let photo = try choice.codec.checkedEncode(
        picture, level: choice.level, coder: coder, as: format)
      return EncodeResult(
        encoded: CodedPicture(photo.encoded, choice), reconstruction: photo.reconstruction)
    }
  }

  private init(_ photo: EncodedPhoto, _ choice: PackModels.Choice<PhotoCodec>) {
    (model, level, grouped) = (choice.index, choice.level, nil)
    (body, size) = (photo.body, photo.byteCount)
  }

  private init(
    _ symbols: [Int16], _ choice: PackModels.Choice<SampleCodec>, coder: EntropyCoder
  ) {
    (model, level, body) = (choice.index, choice.level, .empty)
    grouped = GroupedPicture(
      symbols: symbols, level: choice.level, model: choice.codec.model, coder: coder)
    // Coded alone it would be mostly the overhead of a stream.
    let bits = LatentGroup.idealBits(of: [(symbols, choice.level)], model: choice.codec.model)
    size = Int((bits / 8).rounded(.up))
  }
}
