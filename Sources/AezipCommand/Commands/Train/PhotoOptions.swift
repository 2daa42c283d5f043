import ArgumentParser
import Bytes
import Files
import LatentSpace
import Networks
import PictureCodec
import Training

/// What belongs to the photo codec alone.
struct PhotoOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Of photo: tune this model's file rather than begin from nothing; built-in for the newest "
        + "one in the program.", valueName: "model"))
  var from: RawPath?

  @Option(
    help: ArgumentHelp(
      "Of photo: pixels each side of a piece, a multiple of 64 (default: 192, less where "
        + "photographs are small).", valueName: "pixels"))
  var crop: Int?

  @Option(
    help: ArgumentHelp(
      "Of photo: fit the filter of decoded pixels on so many pieces when all steps are made, 0 for "
        + "none (default: 512).", valueName: "pieces"))
  var filter: Int?

  @Flag(
    help: ArgumentHelp(
      "Of photo, with --from: learn to take out noise, of deviations from 5 to 75 in samples of "
        + "0…255, rather than to code; for `aezip denoise`."))
  var denoise = false

  /// The names of the options given.
  var given: [String] {
    [
      ("--from", from == nil), ("--crop", crop == nil), ("--filter", filter == nil),
      ("--denoise", !denoise),
    ].filter { !$0.1 }.map(\.0)
  }

  func validate() throws {
    if denoise, from == nil {
      throw ValidationError("--denoise begins with a codec; give --from, as in --from built-in")
    }
    if let filter, !(0...1 << 20).contains(filter) {
      throw ValidationError("--filter \(filter) is not within 0…\(1 << 20)")
    }
    if denoise, filter != nil {
      throw ValidationError("--denoise makes a model without a filter; leave out --filter")
    }
    if let crop, crop % 64 != 0 || !(64...1024).contains(crop) {
      throw ValidationError("--crop \(crop) is not a multiple of 64 within 64…1024")
    }
  }

  /// The model to tune; nil to begin from nothing.
  func model() throws -> (weights: PhotoWeights, origin: PhotoCard.Origin)? {
    guard let from else { return nil }
    let bytes = try readModel(from)
    let weights: PhotoWeights
    do {
      weights = try PhotoWeights(file: bytes)
    } catch {
      throw Failure(file: from, error: error)
    }
    guard denoise || weights.metadata[DenoisingLevels.key] == nil else {
      throw TrainError.notACodec(model: from.bytes)
    }
    guard weights.lambdas != nil else { throw TrainError.noLambdas(model: from.bytes) }
    if denoise, weights.configuration.levels != PhotoPlan.usualNoise.count {
      throw TrainError.otherLevels(model: from.bytes, levels: weights.configuration.levels)
    }
    let digest = Digest(of: bytes).description
    // Where a file lies on this machine is nobody's business.
    let name =
      DemoModels.named(from.description)?.name
      ?? displayName(of: FileWalk.rootName(of: from.bytes))
    return (weights, PhotoCard.Origin(name: name, digest: digest))
  }
}
