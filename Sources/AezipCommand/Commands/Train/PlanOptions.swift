import ArgumentParser
import Training

/// How to train. Defaults suit the kind.
struct PlanOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Make this many steps.", valueName: "count"))
  var steps: Int?

  @Option(help: ArgumentHelp("Show each sample this often (default: 20).", valueName: "count"))
  var epochs: Int?

  @Option(help: ArgumentHelp("Train for about this time, as in 90s, 10m, 2h.", valueName: "time"))
  var time: String?

  @Option(help: "Use this optimiser.")
  var optimiser: TrainingPlan.Method?

  @Option(help: ArgumentHelp("Set the momentum (sgd).", valueName: "share"))
  var momentum: Float?

  @Option(help: ArgumentHelp("Set the highest learning rate.", valueName: "rate"))
  var rate: Float?

  @Option(help: ArgumentHelp("Reach that rate after this many steps.", valueName: "count"))
  var warmUp: Int?

  @Option(help: ArgumentHelp("Learn from this many samples per step.", valueName: "count"))
  var batch: Int?

  @Option(help: ArgumentHelp("Clip gradients to this norm.", valueName: "norm"))
  var clip: Double?

  @Option(help: "Seed all random numbers (default: 0).")
  var seed: UInt64?

  @Flag(help: "Mirror every other picture, left to right.")
  var mirror = false

  @Option(help: ArgumentHelp("Move pictures by up to this distance.", valueName: "pixels"))
  var shift: Int?

  @Option(help: ArgumentHelp("Rotate every other picture up to this angle.", valueName: "degrees"))
  var rotate: Float?

  @Option(
    help: ArgumentHelp("Shear every other picture, in pixels per row.", valueName: "pixels"))
  var shear: Float?

  @Option(
    help: ArgumentHelp("Scale sides of every other picture.", valueName: "share"))
  var scale: Float?

  /// The names of the options given.
  var given: [String] {
    let values: [(String, Any?)] = [
      ("--steps", steps), ("--epochs", epochs), ("--time", time), ("--optimiser", optimiser),
      ("--momentum", momentum), ("--rate", rate), ("--warm-up", warmUp), ("--batch", batch),
      ("--clip", clip), ("--seed", seed), ("--mirror", mirror ? true : nil), ("--shift", shift),
      ("--rotate", rotate), ("--shear", shear), ("--scale", scale),
    ]
    return values.filter { $0.1 != nil }.map(\.0)
  }

  /// The options that the training of the photo codec does not have.
  static let notOfPhoto = ["--epochs", "--optimiser", "--momentum"] + ofPictures

  /// The options that augment pictures.
  private static let ofPictures = ["--mirror", "--shift", "--rotate", "--shear", "--scale"]

  static func isOfPictures(_ option: String) -> Bool { ofPictures.contains(option) }

  func validate() throws {
    let lengths = given.filter { ["--steps", "--epochs", "--time"].contains($0) }
    guard lengths.count < 2 else {
      throw ValidationError(
        "\(lengths.joined(separator: " and ")) contradict each other; give one of them")
    }
    if let time, seconds == nil {
      throw ValidationError("--time \(time) is not a time; give one as in 90s, 10m or 2h")
    }
    if let shift, shift < 0 { throw ValidationError("--shift \(shift) is less than 0") }
    for (option, value, allowed) in [
      ("--rotate", rotate, Warp.rotations), ("--shear", shear, Warp.shears),
      ("--scale", scale, Warp.scales),
    ] {
      guard let value, !allowed.contains(value) else { continue }
      throw ValidationError(
        "\(option) \(value) is not within \(allowed.lowerBound)…\(allowed.upperBound)")
    }
    guard steps == 0 || plan(for: .deep, samples: 1).isPossible,
      photoPlan(fineTuning: true, crop: 64).isPossible
    else {
      let named = given.joined(separator: ", ")
      throw ValidationError("one of \(named) is out of range")
    }
  }

  private var seconds: Double? { time.flatMap { TimeSpan(parsing: $0)?.seconds } }

  func plan(for kind: AutoencoderKind, samples: Int) -> TrainingPlan {
    var plan = TrainingPlan(kind)
    plan.batch = batch ?? plan.batch
    if plan.batch > 0 { plan.length = plan.usualLength(of: kind, samples: samples) }
    if let steps { plan.length = .steps(steps) }
    if let epochs { plan.length = .epochs(epochs) }
    if let seconds { plan.length = .time(seconds) }
    plan.optimiser = optimiser ?? plan.optimiser
    plan.momentum = momentum ?? plan.momentum
    plan.rate = rate ?? plan.rate
    plan.warmUp = warmUp ?? plan.warmUp
    plan.clipping = clip
    plan.seed = seed ?? 0
    plan.augmentation = augmentation
    return plan
  }
}

extension PlanOptions {
  /// The augmentation of pictures; nil for none.
  private var augmentation: Augmentation? {
    guard given.contains(where: Self.isOfPictures) else { return nil }
    let warp = Warp(rotation: rotate ?? 0, shear: shear ?? 0, scale: scale ?? 0)
    return Augmentation(
      mirrors: mirror, shift: max(shift ?? 0, 0), warp: warp == Warp() ? nil : warp)
  }

  /// - Parameters:
  ///   - fineTuning: whether a model is tuned
  ///   - filterPieces: the pieces to fit the post-filter on; nil for the default, 0 for no filter
  ///   - noise: the standard deviation of the noise to remove at each level; nil for a codec
  func photoPlan(
    fineTuning: Bool, crop: Int, filterPieces: Int? = nil, noise: [Float]? = nil
  ) -> PhotoPlan {
    var plan = PhotoPlan(fineTuning: fineTuning, crop: crop, seed: seed ?? 0)
    if let filterPieces { plan.filterPieces = filterPieces > 0 ? filterPieces : nil }
    if let noise { plan.denoise(noise) }
    if let steps { plan.length = .steps(steps) }
    if let seconds { plan.length = .time(seconds) }
    plan.batch = batch ?? plan.batch
    plan.rate = rate ?? plan.rate
    plan.warmUp = warmUp ?? plan.warmUp
    plan.clipping = clip ?? plan.clipping
    return plan
  }
}

extension TrainingPlan.Method: ExpressibleByArgument {}
