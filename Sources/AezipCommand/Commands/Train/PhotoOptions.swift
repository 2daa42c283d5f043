import ArgumentParser
import Bytes
import Files
import LatentSpace
import Networks
import PictureCodec
import Training

/// The options of the photo codec alone.
struct PhotoOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Tune this model file, or built-in for the newest.", valueName: "model"))
  var from: RawPath?

  @Option(
    help: ArgumentHelp(
      "Cut squares of this side, a multiple of 64 (default: 192).", valueName: "pixels"))
  var crop: Int?

  @Option(
    help: ArgumentHelp(
      "Fit the post-filter on this many pieces (default: 512).", valueName: "pieces"))
  var filter: Int?

  @Flag(help: "Learn to remove noise, for `aezip denoise`.")
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
      throw ValidationError("--denoise tunes a codec; give --from, as in --from built-in")
    }
    if let filter, !(0...1 << 20).contains(filter) {
      throw ValidationError("--filter \(filter) is not within 0…\(1 << 20)")
    }
    if denoise, filter != nil {
      throw ValidationError("a model for denoising has no post-filter; leave out --filter")
    }
    if let crop, crop % 64 != 0 || !(64...1024).contains(crop) {
      throw ValidationError("--crop \(crop) is not a multiple of 64 within 64…1024")
    }
  }

  /// Reads the model to tune; nil to train from scratch.
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
    // The card tells the file's name, not its folder.
    let name =
      DemoModels.named(from.description)?.name
      ?? displayName(of: FileWalk.rootName(of: from.bytes))
    return (weights, PhotoCard.Origin(name: name, digest: digest))
  }
}
