import Entropy
import Images
import PictureCodec

/// The minimum PSNR of each lossy picture.
struct QualityFloor: Sendable {
  /// In dB.
  let psnr: Double

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
  ) throws(ImageError) -> EncodeResult<CodedPicture>? {
    for candidate in candidates {
      let made = try made(picture, candidate, coder)
      if made.reconstruction.psnr >= psnr { return made }
      let raised =
        switch candidate {
        case .learned: nil as EncodeResult<CodedPicture>?
        case .objects(let choice):
          try raised(made, to: choice.top) { position throws(ImageError) in
            try self.made(picture, .objects(choice.at(position)), coder)
          }
        case .photo(let choice):
          try raised(made, to: choice.top) { position throws(ImageError) in
            try self.made(picture, .photo(choice.at(position)), coder)
          }
        }
      if let raised { return raised }
    }
    return nil
  }

  private func made(
    _ picture: InputPicture, _ candidate: PackModels.Candidate, _ coder: EntropyCoder
  ) throws(ImageError) -> EncodeResult<CodedPicture> {
    try CodedPicture.checked(picture, candidate, coder: coder, as: picture.format)
  }

  /// Finds about the lowest level at which a picture reaches the floor; nil if none does.
  ///
  /// - Parameters:
  ///   - top: the index of the highest level
  ///   - encode: encodes the picture at a level index
  private func raised(
    _ made: EncodeResult<CodedPicture>, to top: Int,
    encode: (Int) throws(ImageError) -> EncodeResult<CodedPicture>
  ) throws(ImageError) -> EncodeResult<CodedPicture>? {
    let first = made.encoded.level.index
    var search = MonotoneSearch(
      for: psnr, in: 0...Double(top), start: Double(first), Self.rules)
    var outcome = search.take(made.reconstruction.psnr)
    var best = nil as EncodeResult<CodedPicture>?
    for _ in 0..<Self.attempts where outcome == .goesOn && !search.isNarrow {
      let next = try encode(Int(search.position))
      if next.reconstruction.psnr >= psnr { best = next }
      outcome = search.take(next.reconstruction.psnr)
    }
    // Growing steps are at the top by now, or close to it.
    if best == nil, outcome == .goesOn {
      let last = try encode(top)
      if last.reconstruction.psnr >= psnr { best = last }
    }
    return best
  }
}
