import Entropy
import Images
import PictureCodec

/// The minimum PSNR of each lossy picture.
struct QualityFloor: Sendable {
  /// In dB.
  let psnr: Double
  /// That of pictures which need blocks, in dB.
  let blockPSNR: Double
  /// Whether learned models and those of one shape must reach it, too.
  let isForAllModels: Bool
  /// Whether each window must reach it, and not only the picture.
  let isForWindows: Bool
  /// How pictures may be stored.
  let allowed: AllowedRepresentations

  /// A floor that the user asks for, in dB.
  init(_ psnr: Double, ofWindows isForWindows: Bool, allowed: AllowedRepresentations) {
    (self.psnr, blockPSNR, isForAllModels, self.allowed) = (psnr, psnr, true, allowed)
    self.isForWindows = isForWindows
  }

  /// The usual floor of a quality 0…100: 28 dB from quality 50 on, and 20 dB at quality 0.
  /// Photographs lie some dB above it, so that it is met by what a codec fails at. That of blocks
  /// rises from quality 75 to 40 dB at quality 100, where photographs are about as good. There is
  /// none for those who want latents.
  init(quality: Double, allowed: AllowedRepresentations) {
    psnr = allowed == .latents ? 0 : 28 - 0.16 * max(50 - quality, 0)
    blockPSNR = psnr + 0.48 * max(quality - 75, 0)
    (isForAllModels, isForWindows, self.allowed) = (false, false, allowed)
  }

  /// The floor of a picture, in dB.
  private func floor(of made: CodedPicture) -> Double {
    switch made.coder {
    case .blocks, .layeredPrior, .layeredZstd: blockPSNR
    default: psnr
    }
  }

  private static let rules = {
    // A step of 1/256 level adds about 0.01 dB or slightly less.
    var rules = MonotoneSearch.Rules(slope: 0.01 / 1.2)
    (rules.tolerance, rules.margin, rules.shortestStep) = (0.2, 0.05, 16)
    return rules
  }()
  /// The most encodings of one picture by one model.
  private static let attempts = 7

  /// Encodes a picture with the first model that reaches the floor, at its level or a better one;
  /// nil if none does.
  func coded(
    _ picture: InputPicture, _ candidates: [PackModels.Candidate], coder: EntropyCoder
  ) throws -> EncodeResult<CodedPicture>? {
    for candidate in candidates {
      let made = try made(picture, candidate, coder)
      let isExempt = if case .photo = candidate { false } else { !isForAllModels }
      let floor = floor(of: made.encoded)
      if isExempt || reached(made) >= floor { return made }
      let raised =
        switch candidate {
        case .learned: nil as EncodeResult<CodedPicture>?
        case .objects(let choice):
          try raised(made, above: floor, to: choice.top) { position in
            try self.made(picture, .objects(choice.at(position)), coder)
          }
        case .photo(let choice):
          try raised(made, above: floor, to: allowed == .latents ? choice.top : choice.finest) {
            position in
            try self.made(picture, .photo(choice.at(position)), coder)
          }
        }
      if let raised { return raised }
    }
    return nil
  }

  private func made(
    _ picture: InputPicture, _ candidate: PackModels.Candidate, _ coder: EntropyCoder
  ) throws -> EncodeResult<CodedPicture> {
    try CodedPicture.checked(
      picture, candidate, coder: coder,
      measuring: ReconstructionMeasure(format: picture.format, hasWindows: isForWindows),
      allowed: allowed)
  }

  /// What is held against the floor, in dB.
  private func reached(_ made: EncodeResult<CodedPicture>) -> Double {
    made.reconstruction.windowPSNR ?? made.reconstruction.psnr
  }

  /// Finds about the lowest level at which a picture reaches the floor; nil if none does.
  ///
  /// - Parameters:
  ///   - floor: in dB
  ///   - top: the highest position, in 1/256 levels
  ///   - encode: encodes the picture at a position
  private func raised(
    _ made: EncodeResult<CodedPicture>, above floor: Double, to top: Int,
    encode: (Int) throws -> EncodeResult<CodedPicture>
  ) throws -> EncodeResult<CodedPicture>? {
    let first = made.encoded.level.index + made.encoded.beyond
    var search = MonotoneSearch(
      for: floor, in: 0...Double(top), start: Double(first), Self.rules)
    var outcome = search.take(reached(made))
    var best = nil as EncodeResult<CodedPicture>?
    for _ in 0..<Self.attempts where outcome == .goesOn && !search.isNarrow {
      let next = try encode(Int(search.position))
      if reached(next) >= floor { best = next }
      outcome = search.take(reached(next))
    }
    // Growing steps are at the top by now, or close to it.
    if best == nil, outcome == .goesOn {
      let last = try encode(top)
      if reached(last) >= floor { best = last }
    }
    return best
  }
}
