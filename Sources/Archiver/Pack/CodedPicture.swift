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
  /// What the codes will be decoded to, without alpha.
  let decoded: Image
  /// Bytes the codes take, about.
  let size: Int
  /// Of what is decoded, or of the file it is to be written to, in dB, alpha left out; infinite
  /// where nothing is lost.
  private(set) var psnr: Double

  /// The codes of a picture by a model that is for it.
  ///
  /// - Parameter format: of the file whose samples are to be measured; nil for what is decoded
  init(
    _ image: Image, _ candidate: PackModels.Candidate, coder: Coder, as format: ImageFormat? = nil
  ) {
    switch candidate {
    case .learned(let codes, let choice): self.init(image, codes, choice, coder: coder)
    case .objects(let choice):
      let codes = choice.codec.codes(of: image, level: choice.level)
      self.init(image, codes, choice, coder: coder)
    case .photo(let choice): self.init(image, choice, coder: coder)
    }
    if format == .jpeg, let file = Self.throughJPEG(decoded) {
      psnr = Images.psnr(image.withoutAlpha, file)
    }
  }

  /// What a JPEG file written of an image holds; a little is lost again.
  private static func throughJPEG(_ image: Image) -> Image? {
    guard let file = try? ImageFile.write(Picture(image: image, format: .jpeg)),
      let read = try? ImageFile.read(file).image, read.channels == image.channels
    else { return nil }
    return read
  }

  private init(_ image: Image, _ choice: PackModels.Choice<PhotoCodec>, coder: Coder) {
    let encoded = choice.codec.encode(image, level: choice.level, coder: coder)
    (model, level, grouped) = (choice.index, choice.level, nil)
    (body, decoded) = (encoded.body, encoded.decoded)
    size = encoded.byteCount
    psnr = Images.psnr(image.withoutAlpha, decoded)
  }

  private init(
    _ image: Image, _ codes: [Int16], _ choice: PackModels.Choice<ObjectCodec>, coder: Coder
  ) {
    (model, level, body) = (choice.index, choice.level, .empty)
    grouped = GroupedPicture(
      codes: codes, level: choice.level, model: choice.codec.model, coder: coder)
    decoded = choice.codec.image(codes, level: choice.level)
    // What it takes alone would be mostly the beginning and the end of a stream.
    let bits = CodeGroup.idealBits(of: [(codes, choice.level)], model: choice.codec.model)
    size = Int((bits / 8).rounded(.up))
    psnr = Images.psnr(image.withoutAlpha, decoded)
  }
}
