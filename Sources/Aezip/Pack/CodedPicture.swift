import Container
import Entropy
import Images
import Networks
import PictureCodec

/// An encoded picture, in any representation.
struct CodedPicture: Sendable {
  let coder: EntropyCoderID
  /// The model's position in the archive's list; 0 without a model.
  let model: Int
  let level: QualityLevel
  /// Steps of 1/256 level that it is finer than ``level``, which is the model's highest then.
  let beyond: Int
  /// Empty if the latents are coded in a group.
  let body: SymbolStream
  let grouped: GroupedPicture?
  /// The approximate bytes of the body, or of the latents in a group.
  let size: Int

  /// Encodes a picture with a model that fits it, without decoding it; nil if the picture seems to
  /// need what ``checked(_:_:coder:measuring:allowed:)`` can choose.
  static func unchecked(
    _ picture: InputPicture, _ candidate: PackModels.Candidate, coder: EntropyCoder,
    allowed: AllowedRepresentations
  ) throws -> CodedPicture? {
    switch candidate {
    case .learned(let symbols, let choice): CodedPicture(symbols, choice, coder: coder)
    case .objects(let choice):
      CodedPicture(
        choice.codec.quantisedLatents(of: try picture.image(), level: choice.level), choice,
        coder: coder)
    case .photo(let choice):
      try RepresentationChoice(choice, coder: coder, allowed: allowed).unchecked(picture)
    }
  }

  /// Encodes a picture in the representation that costs least, and measures its reconstruction.
  ///
  /// - Parameters:
  ///   - measure: what is measured
  ///   - allowed: how it may be stored
  static func checked(
    _ picture: InputPicture, _ candidate: PackModels.Candidate, coder: EntropyCoder,
    measuring measure: ReconstructionMeasure = .decoded, allowed: AllowedRepresentations = .lossy
  ) throws -> EncodeResult<CodedPicture> {
    func checked(
      _ symbols: [Int16], _ choice: PackModels.Choice<SampleCodec>
    ) throws -> EncodeResult<CodedPicture> {
      EncodeResult(
        encoded: CodedPicture(symbols, choice, coder: coder),
        reconstruction: try choice.codec.reconstructionStats(
          symbols, of: picture, level: choice.level, measuring: measure))
    }
    switch candidate {
    case .learned(let symbols, let choice): return try checked(symbols, choice)
    case .objects(let choice):
      return try checked(
        choice.codec.quantisedLatents(of: try picture.image(), level: choice.level), choice)
    case .photo(let choice):
      return try RepresentationChoice(choice, coder: coder, allowed: allowed)
        .cheapest(for: picture, measuring: measure)
    }
  }

  init(
    _ photo: EncodedPhoto, _ choice: PackModels.Choice<PhotoCodec>, coder: EntropyCoder
  ) {
    self.coder = EntropyCoderID(ofPhoto: coder, choice.level.conditioning)
    (model, level, beyond, grouped) = (choice.index, choice.level, choice.beyond, nil)
    (body, size) = (photo.body, photo.byteCount)
  }

  init(pixels: [UInt8], _ choice: PackModels.Choice<PhotoCodec>) {
    (coder, model, grouped) = (.pixels, 0, nil)
    (level, beyond) = (choice.level, choice.beyond)
    (body, size) = (SymbolStream(bytes: pixels), pixels.count)
  }

  init(fitted: [UInt8], _ choice: PackModels.Choice<PhotoCodec>) {
    (coder, model, grouped) = (.fitted, 0, nil)
    (level, beyond) = (choice.level, choice.beyond)
    (body, size) = (SymbolStream(bytes: fitted), fitted.count)
  }

  /// - Parameter latents: what the layer corrects; nil if it is the picture
  init(
    layer: [UInt8], _ latents: CodedPicture?, _ choice: PackModels.Choice<PhotoCodec>,
    coder: EntropyCoder
  ) {
    (level, beyond, grouped) = (choice.level, choice.beyond, nil)
    if let latents {
      (self.coder, model) = (EntropyCoderID(ofLayered: coder), latents.model)
      body = SymbolStream.joined([SymbolStream(bytes: layer), latents.body])
      size = latents.size + layer.count
    } else {
      (self.coder, model) = (.blocks, 0)
      body = SymbolStream(bytes: layer)
      size = layer.count
    }
  }

  private init(
    _ symbols: [Int16], _ choice: PackModels.Choice<SampleCodec>, coder: EntropyCoder
  ) {
    self.coder = EntropyCoderID(ofGroup: coder)
    (model, level, beyond, body) = (choice.index, choice.level, 0, .empty)
    grouped = GroupedPicture(
      symbols: symbols, level: choice.level, model: choice.codec.model, coder: coder)
    // Coded alone it would be mostly the overhead of a stream.
    let bits = LatentGroup.idealBits(of: [(symbols, choice.level)], model: choice.codec.model)
    size = Int((bits / 8).rounded(.up))
  }
}
