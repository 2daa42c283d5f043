import Container
import Entropy
import ExactCodec
import FittedCodec
import Images
import Networks
import PictureCodec

/// How pictures may be stored, beside files.
enum AllowedRepresentations: Sendable {
  case latents
  /// All with loss.
  case lossy
  case all
}

/// Chooses the representation of a picture that costs least at a quality: latents, latents that a
/// layer of blocks corrects, blocks alone, or exact pixels.
///
/// Costs are bits and errors at the exchange rate of the quality. Estimates, which are cheap, say
/// which of them are tried.
struct RepresentationChoice {
  private let choice: PackModels.Choice<PhotoCodec>
  private let coder: EntropyCoder
  private let allowed: AllowedRepresentations

  init(
    _ choice: PackModels.Choice<PhotoCodec>, coder: EntropyCoder, allowed: AllowedRepresentations
  ) {
    (self.choice, self.coder, self.allowed) = (choice, coder, allowed)
  }

  /// Where photographs end: the least share of flat pixels at which exact ones are tried; the least
  /// gain of a layer at which one is, and the largest estimate of blocks alone, as shares of what
  /// latents cost.
  private static let (flatShare, layerGain, blockCost) = (0.25, 0.005, 0.6)
  /// Exact pixels that cost this share of the estimate of blocks are taken without further trials.
  private static let exactCost = 0.5
  /// Everything is tried for pictures of fewer pixels, as their latents take a hundred bytes
  /// whatever they show.
  private static let smallPixels = 128 * 128
  /// The shares of drawn blocks at which those are left to a layer altogether.
  private static let drawnShare = 0.02...0.98
  /// Loss must save a tenth of what exact pixels take.
  static let leastSaving = 0.1

  /// Whether exact pixels are worth a trial.
  private static func isDrawn(_ estimate: BlockEstimate) -> Bool {
    estimate.flatShare > flatShare || estimate.hasFewColours
  }

  /// - Parameter measure: what is measured
  func cheapest(
    for original: InputPicture, measuring measure: ReconstructionMeasure
  ) throws -> EncodeResult<CodedPicture> {
    let picture = try original.fillingInvisible()
    guard allowed != .latents else {
      return try latents(of: picture, measuring: measure, layer: nil)
    }
    let layer = choice.exchangeRate.layer(picture.shape)
    let estimate = try layer.estimate(of: picture)
    let isSmall = picture.shape.pixelCount < Self.smallPixels
    var exact: EncodeResult<CodedPicture>?
    if allowed == .all, isSmall || Self.isDrawn(estimate) {
      exact = try exactPixels(of: original)
      if let exact, cost(exact) < Self.exactCost * estimate.cost { return exact }
    }

    if picture.size.isStrip {
      let blocks = try blocks(of: picture, measuring: measure, layer, over: nil)
      return exact.map { isBetter($0, than: blocks) ? $0 : blocks } ?? blocks
    }
    let latents = try latents(of: picture, measuring: measure, layer: layer)
    let (least, gain) = (cost(latents), latents.reconstruction.layerGain)
    // Blocks take long to encode.
    if let exact, !isSmall, cost(exact) < min(estimate.cost, least - gain) {
      return exact
    }
    var best = latents
    func consider(over base: CodedPicture?) throws {
      let other = try blocks(of: picture, measuring: measure, layer, over: base)
      if cost(other) < cost(best) { best = other }
    }
    if gain > Self.layerGain * least {
      try consider(over: latents.encoded)
      if let filled = try latentsBesideDrawn(of: picture, estimate) { try consider(over: filled) }
    }
    if isSmall || estimate.cost < Self.blockCost * least { try consider(over: nil) }
    if let plan = choice.fitting, !isSmall, !Self.isDrawn(estimate),
      let fitted = try fitted(to: picture, plan, measuring: measure), cost(fitted) < cost(best)
    {
      best = fitted
    }
    if let exact, isBetter(exact, than: best) { return exact }
    return best
  }

  /// An autoencoder of the picture's own; nil where fitting came to nothing that can be stored.
  private func fitted(
    to picture: InputPicture, _ plan: FittingPlan, measuring measure: ReconstructionMeasure
  ) throws -> EncodeResult<CodedPicture>? {
    let shape = picture.shape.withoutAlpha
    let samples = try picture.image().withoutAlpha.samples
    let fitting = PictureFitting(
      errorPerBit: choice.exchangeRate.errorPerBit, steps: plan.steps,
      threads: plan.threads)
    guard
      let body = try? fitting.encode(
        samples, width: shape.width, height: shape.height, channels: shape.channels.count,
        report: plan.report)
    else { return nil }
    let reconstruction = try ReconstructionStats.measured(picture, measuring: measure) { take in
      let rows = try FittedRows(
        body[...], width: shape.width, height: shape.height, channels: shape.channels.count)
      while let next = try rows.next() { try take(next) }
    }
    return EncodeResult(
      encoded: CodedPicture(fitted: body, choice), reconstruction: reconstruction)
  }

  /// - Parameter layer: the layer whose gain is estimated; nil for none
  private func latents(
    of picture: InputPicture, measuring measure: ReconstructionMeasure, layer: BlockLayer?
  ) throws -> EncodeResult<CodedPicture> {
    let photo = try choice.codec.checkedEncode(
      picture, level: choice.level, coder: coder, measuring: measure, layer: layer)
    return EncodeResult(
      encoded: CodedPicture(photo.encoded, choice, coder: coder),
      reconstruction: photo.reconstruction)
  }

  /// The latents of a picture with smooth colours in its drawn parts, which are left to blocks; nil
  /// if hardly any part is drawn, or all of it.
  private func latentsBesideDrawn(
    of picture: InputPicture, _ estimate: BlockEstimate
  ) throws -> CodedPicture? {
    guard estimate.flatShare > Self.drawnShare.lowerBound / 2,
      picture.shape.pixelCount <= ImageLimits.heldPixels
    else { return nil }
    let drawn = DrawnBlocks(of: try picture.image())
    guard Self.drawnShare.contains(drawn.share) else { return nil }
    return CodedPicture(
      try choice.codec.encode(drawn.filled(), level: choice.level, coder: coder), choice,
      coder: coder)
  }

  /// - Parameter latents: what the blocks correct; nil for blocks alone
  private func blocks(
    of picture: InputPicture, measuring measure: ReconstructionMeasure, _ layer: BlockLayer,
    over latents: CodedPicture?
  ) throws -> EncodeResult<CodedPicture> {
    let decodeBase = latents.map { latents in
      {
        try choice.codec.rows(
          of: latents.body.bytes[...], shape: picture.shape.withoutAlpha, level: choice.level,
          coder: coder)
      }
    }
    let made = try layer.checkedEncode(picture, over: decodeBase, measuring: measure)
    return EncodeResult(
      encoded: CodedPicture(layer: made.encoded, latents, choice, coder: coder),
      reconstruction: made.reconstruction)
  }

  /// Whether exact pixels cost less than loss, or so little more that it is not worth it.
  private func isBetter(
    _ exact: EncodeResult<CodedPicture>, than lossy: EncodeResult<CodedPicture>
  ) -> Bool {
    cost(exact) <= cost(lossy)
      || Double(exact.encoded.size) * (1 - Self.leastSaving) <= Double(lossy.encoded.size)
  }

  private func exactPixels(of picture: InputPicture) throws -> EncodeResult<CodedPicture> {
    var encoder = PixelEncoder(picture.shape)
    let rows = try picture.rows()
    while rows.remaining > 0 {
      encoder.append(try rows.next(min(8, rows.remaining)).withoutAlpha.samples)
    }
    return EncodeResult(
      encoded: CodedPicture(pixels: encoder.finish(), choice), reconstruction: try .exact(picture))
  }

  /// Encodes latents without decoding them; nil if the picture seems to need another
  /// representation, whose choice takes a look at what is decoded.
  func unchecked(_ original: InputPicture) throws -> CodedPicture? {
    let picture = try original.fillingInvisible()
    guard allowed == .latents || !picture.size.isStrip else { return nil }
    var least = 0.0
    if allowed != .latents {
      let estimate = try choice.exchangeRate.layer(picture.shape).estimate(of: picture)
      guard picture.shape.pixelCount >= Self.smallPixels, !Self.isDrawn(estimate) else {
        return nil
      }
      // The errors of photographs cost about half of what their bits do.
      least = estimate.cost / (1.5 * Self.blockCost)
    }
    let photo = try choice.codec.encode(picture, level: choice.level, coder: coder)
    let isPhoto = allowed == .latents || Double(8 * photo.byteCount) <= least
    return isPhoto ? CodedPicture(photo, choice, coder: coder) : nil
  }

  private func cost(_ made: EncodeResult<CodedPicture>) -> Double {
    choice.exchangeRate.cost(
      bytes: made.encoded.size, squaredError: made.reconstruction.seenError)
  }
}

extension InputPicture {
  fileprivate var size: PhotoSize { PhotoSize(width: shape.width, height: shape.height) }
}

extension PackModels.Choice where Codec == PhotoCodec {
  /// The exchange rate of errors against bits at the level, about the slope of the codec's own rate
  /// against its distortion, measured on photographs.
  var exchangeRate: ExchangeRate {
    // From 54 at the lowest level to 28 at the highest, and as steep beyond.
    ExchangeRate(index: top > 0 ? 54 * 256 - 26 * 256 * (level.index + beyond) / top : 28 * 256)
  }

  /// The finest position, at which blocks have the smallest step.
  var finest: Int { 27 * top / 13 }
}
