import ArgumentParser
import Training

/// How to train. Whatever is not given suits the kind.
struct PlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Steps to make; of photo 0 to fit its filter alone, with --from.", valueName: "count"))
  var steps: Int?

  @Option(
    help: ArgumentHelp(
      "How often to see each object (default: 20, of sparse 60, but at least 3000 steps; of photo "
        + "20000 steps, 300 with --from).",
      valueName: "count"))
  var epochs: Int?

  @Option(
    help: ArgumentHelp(
      "About how long to train, as in 90s, 10m or 2h: the speed at the beginning tells how many "
        + "steps that is.", valueName: "time"))
  var time: String?

  @Option(help: "The optimiser.")
  var optimiser: TrainingPlan.Method?

  @Option(help: ArgumentHelp("Of sgd.", valueName: "share"))
  var momentum: Float?

  @Option(help: ArgumentHelp("The highest learning rate.", valueName: "rate"))
  var rate: Float?

  @Option(help: ArgumentHelp("Steps until that rate is reached.", valueName: "count"))
  var warmUp: Int?

  @Option(help: ArgumentHelp("Objects, or pieces of photographs, a step.", valueName: "count"))
  var batch: Int?

  @Option(help: ArgumentHelp("The greatest norm of the gradients.", valueName: "norm"))
  var clip: Double?

  @Option(help: "Of all that is left to chance (default: 0).")
  var seed: UInt64?

  @Flag(help: "Mirror every other picture, left to right.")
  var mirror = false

  @Option(help: ArgumentHelp("Move pictures by so many pixels at most.", valueName: "pixels"))
  var shift: Int?

  @Option(help: ArgumentHelp("Turn every other picture this far at most.", valueName: "degrees"))
  var rotate: Float?

  @Option(
    help: ArgumentHelp(
      "Slant every other picture, by so many pixels a row at most.", valueName: "pixels"))
  var shear: Float?

  @Option(
    help: ArgumentHelp(
      "Stretch sides of every other picture by this share at most.", valueName: "share"))
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

  /// What the photo codec's training leaves no choice of.
  static let notOfPhoto = ["--epochs", "--optimiser", "--momentum"] + ofPictures

  /// What is done to small pictures.
  private static let ofPictures = ["--mirror", "--shift", "--rotate", "--shear", "--scale"]

  static func isOfPictures(_ option: String) -> Bool { ofPictures.contains(option) }

  func validate() throws {
    let lengths = given.filter { ["--steps", "--epochs", "--time"].contains($0) }
    guard lengths.count < 2 else {
      throw ValidationError("\(lengths.joined(separator: " and ")) contradict; give one of them")
    }
    if let time, seconds == nil {
      throw ValidationError("--time \(time) is not a time as 90s, 10m or 2h")
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
    guard steps == 0 || plan(for: .deep, objects: 1).isPossible,
      photoPlan(fineTuning: true, crop: 64).isPossible
    else {
      let named = given.joined(separator: ", ")
      throw ValidationError("no run can be made with these \(named): one is out of range")
    }
  }

  private var seconds: Double? { time.flatMap { TimeSpan(parsing: $0)?.seconds } }

  func plan(for kind: AutoencoderKind, objects: Int) -> TrainingPlan {
    var plan = TrainingPlan(kind)
    plan.batch = batch ?? plan.batch
    if plan.batch > 0 { plan.length = plan.usualLength(of: kind, objects: objects) }
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
  /// What is done to pictures; nil for nothing.
  private var augmentation: Augmentation? {
    guard given.contains(where: Self.isOfPictures) else { return nil }
    let warp = Warp(rotation: rotate ?? 0, shear: shear ?? 0, scale: scale ?? 0)
    return Augmentation(
      mirrors: mirror, shift: max(shift ?? 0, 0), warp: warp == Warp() ? nil : warp)
  }

  /// - Parameters:
  ///   - fineTuning: whether there is a model to begin with
  ///   - noise: the deviations to be taken out, a level each; nil to code
  ///   - filterPieces: what is asked for; nil for what is usual
  func photoPlan(
    fineTuning: Bool, crop: Int, filterPieces: Int? = nil, noise: [Float]? = nil
  ) -> PhotoPlan {
    var plan = PhotoPlan(fineTuning: fineTuning, crop: crop, seed: seed ?? 0)
    if let filterPieces { plan.filterPieces = filterPieces > 0 ? filterPieces : nil }
    if let noise { plan.clean(noise) }
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
