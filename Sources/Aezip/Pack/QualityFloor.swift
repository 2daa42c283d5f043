import Entropy
import Images
import PictureCodec

/// What the PSNR of each picture stored with loss must be at least.
struct QualityFloor: Sendable {
  /// In dB.
  let psnr: Double

  /// How far above the floor, in dB, is near enough not to look for a lower level.
  private static let tolerance = 0.2
  /// Encodings of one picture by one model.
  private static let attempts = 7
  /// About what a step of 1/256 level makes, in dB.
  private static let slope = 0.01

  /// The codes of a picture by the first of its models that reaches the floor, at its level or at
  /// a better one; nil if none does.
  func coded(
    _ picture: InputPicture, _ candidates: [PackModels.Candidate], coder: EntropyCoder
  ) throws(ImageError) -> EncodeResult<CodedPicture>? {
    for candidate in candidates {
      let made = try made(picture, candidate, coder)
      if made.decoded.psnr >= psnr { return made }
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

  /// A picture that falls short at its level at about the lowest one that does not.
  ///
  /// - Parameters:
  ///   - top: position of the highest level
  ///   - encode: the picture at the level of a position
  private func raised(
    _ made: EncodeResult<CodedPicture>, to top: Int,
    encode: (Int) throws(ImageError) -> EncodeResult<CodedPicture>
  ) throws(ImageError) -> EncodeResult<CodedPicture>? {
    var (short, good) = (made, nil as EncodeResult<CodedPicture>?)
    for _ in 0..<Self.attempts {
      guard let next = next(after: short, before: good, top: top) else { break }
      let made = try encode(next)
      if made.decoded.psnr < psnr { short = made } else { good = made }
    }
    // Ever larger steps have come to the top by now, or nearly.
    if good == nil, short.coded.level.index != top {
      let best = try encode(top)
      if best.decoded.psnr >= psnr { good = best }
    }
    return good
  }

  /// The position to try between one that falls short and one that does not, or up to the top; nil
  /// where that would gain nothing.
  private func next(
    after short: EncodeResult<CodedPicture>, before good: EncodeResult<CodedPicture>?, top: Int
  ) -> Int? {
    let (from, deficit) = (short.coded.level.index, psnr - short.decoded.psnr)
    guard let good else {
      guard from != top else { return nil }
      let step = Int(min(max(1.2 * deficit / Self.slope, 16), 65535))
      return min(from + step, top)
    }
    let width = good.coded.level.index - from
    guard good.decoded.psnr > psnr + Self.tolerance, width > 1 else { return nil }
    // A little above where a straight line meets the floor.
    let share =
      good.decoded.psnr.isFinite
      ? (deficit + Self.tolerance / 4) / (good.decoded.psnr - short.decoded.psnr) : 0.5
    let step = min(max(Int((share * Double(width)).rounded(.up)), 1), width - 1)
    return from + step
  }
}
