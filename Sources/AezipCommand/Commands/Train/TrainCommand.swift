import ArgumentParser
import Training

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train an autoencoder on pictures or tables of numbers.",
    usage: "aezip train <data> ... <out.model> [<options>]",
    discussion: """
      Data are folders of PNG and JPEG pictures, or tables in IDX, NPY or CSV. The kind and its \
      sizes are chosen to suit the data. A tenth of the data is held out for evaluation.

      The loss curve is written beside the model, as .loss.csv and .loss.svg. Ctrl-C saves the \
      run, --resume continues it. The same data, options and seed make the same model, on any \
      number of jobs.

      Kinds:
        vanilla      one dense layer each way
        deep         several dense layers each way
        conv         convolutions, for pictures whose sides can be halved
        sparse       latents that are seldom active
        denoising    restores corrupted samples
        variational  latents are normal distributions
        adversarial  a discriminator makes latents normal
        pca          principal components, to compare with
        photo        the codec of `aezip pack`, for pictures of any size
        jpeg         what the exact coder of JPEG files begins with
        fitted       what the networks of fitted pictures begin with

      Examples:
        aezip train Faces faces.model
        aezip train train-images-idx3-ubyte.gz digits.model --kind deep --latents 16
        aezip train points.csv line.model --kind vanilla --output identity
        aezip train Faces faces.model --resume
        aezip train Photos mine.model --from built-in --steps 300
      """)

  @Argument(
    help: ArgumentHelp("Data to learn from, then the model file to write.", valueName: "path"))
  var paths: [RawPath]

  @Option(help: ArgumentHelp("Evaluate on these data (repeatable).", valueName: "data"))
  var heldOut: [RawPath] = []

  @OptionGroup(title: "What to train") var network: NetworkOptions
  @OptionGroup(title: "The photo codec") var photo: PhotoOptions
  @OptionGroup(title: "How to train") var plan: PlanOptions

  @Flag(help: "Continue the interrupted run of this model.")
  var resume = false

  @Flag(help: "Replace an existing model and its loss curve.")
  var overwrite = false

  @Option(name: .shortAndLong, help: "Use this many threads (default: one per core).")
  var jobs: Int?

  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard let model = paths.last, TrainFiles.isModel(model) else {
      let given = paths.last.map { "not '\($0)'" } ?? "none is given"
      throw ValidationError("the last path must name the model and end in .model, \(given)")
    }
    guard paths.count > 1 else {
      throw ValidationError("there are no data before the model \(model)")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs \(jobs) is not within 1…1024")
    }
    if resume, let first = given.first {
      throw ValidationError("a resumed run keeps its settings; leave out \(first)")
    }
    if network.kind == .samples(.pca), let first = given.first(where: Self.isIdle) {
      throw ValidationError("principal components take no training; leave out \(first)")
    }
    if let kind = network.kind {
      do throws(TrainError) {
        switch kind {
        case .jpeg: try checkOptions(allowed: ["--kind"]) { .notOfJPEG(option: $0) }
        case .fitted:
          try checkOptions(allowed: ["--kind", "--steps", "--seed"]) { .notOfFitted(option: $0) }
        case .photo, .samples: try checkOptions(isPhoto: kind == .photo)
        }
      } catch {
        throw ValidationError("\(error)")
      }
    }
  }

  /// The names of all given options that describe the model or the training.
  private var given: [String] { network.given + photo.given + plan.given }

  private static func isIdle(_ option: String) -> Bool {
    !["--kind", "--latents"].contains(option)
  }

  /// Throws if a given option means nothing for what is trained.
  private func checkOptions(isPhoto: Bool) throws(TrainError) {
    if !isPhoto {
      if let option = photo.given.first { throw .onlyOfPhoto(option: option) }
      if plan.steps == 0 { throw .onlyOfPhoto(option: "--steps 0") }
      return
    }
    let idle =
      network.given.filter { $0 != "--kind" } + plan.given.filter(PlanOptions.notOfPhoto.contains)
    if let option = idle.first { throw .notOfPhoto(option: option) }
  }

  /// Throws if any other option is given than those allowed.
  private func checkOptions(
    allowed: Set<String>, error: (String) -> TrainError
  ) throws(TrainError) {
    let idle = given.filter { !allowed.contains($0) } + (resume ? ["--resume"] : [])
    if let option = idle.first { throw error(option) }
  }

  func run() async throws {
    let files = TrainFiles(model: paths[paths.count - 1])
    if !resume { try files.checkFree(overwrite: overwrite) }
    let dataset = try Dataset.open(paths.dropLast().map(\.bytes))
    for problem in dataset.leftOut where !report.quiet { Output.complain(about: "\(problem)") }
    if network.kind == .jpeg {
      let evaluation = heldOut.isEmpty ? nil : try Dataset.open(heldOut.map(\.bytes))
      let summary = try JPEGSession(files: files, quiet: report.quiet)
        .train(dataset.photographs(), heldOut: evaluation?.photographs())
      return try show(summary.card, summary.lines)
    }
    if network.kind == .fitted {
      let session = FittedSession(
        files: files, quiet: report.quiet, rounds: plan.steps ?? FittedSession.usualRounds,
        seed: plan.seed ?? 0)
      let summary = try session.train(dataset.photographs())
      return try show(summary.card, summary.lines)
    }
    let saved = resume ? try files.savedRun() : nil
    switch saved {
    case .photo(let checkpoint):
      try await trainPhoto(dataset, files, from: checkpoint)
    case .samples(let checkpoint):
      try await trainSamples(dataset, files, from: checkpoint)
    case nil where isPhoto(dataset):
      try checkOptions(isPhoto: true)
      try await trainPhoto(dataset, files, from: nil)
    case nil:
      try checkOptions(isPhoto: false)
      try await trainSamples(dataset, files, from: nil)
    }
  }

  /// Whether the photo codec is trained: by --kind, or because it suits the data.
  private func isPhoto(_ dataset: Dataset) -> Bool {
    if let kind = network.kind { return kind == .photo }
    guard case .pictures(let pictures) = dataset.content else { return photo.from != nil }
    return photo.from != nil || pictures.arePhotographs
  }

  private func trainSamples(
    _ dataset: Dataset, _ files: TrainFiles, from checkpoint: Checkpoint<SampleTask>?
  ) async throws {
    let input = try TrainingInput.read(dataset, heldOut: heldOut)
    if !input.data.shape.isPicture, let option = plan.given.first(where: PlanOptions.isOfPictures) {
      throw TrainError.onlyOfPictures(option: option)
    }
    let session = SampleSession(
      input: input, files: files, threads: jobs ?? JobsOption.cores, quiet: report.quiet)
    let summary =
      if let checkpoint {
        try await session.resume(checkpoint)
      } else {
        try await session.train(try network.settings(for: input.data.shape)) {
          plan.plan(for: $0, samples: input.data.trained.count)
        }
      }
    try show(summary.model.card, summary.lines)
  }

  private func trainPhoto(
    _ dataset: Dataset, _ files: TrainFiles, from checkpoint: Checkpoint<PhotoTask>?
  ) async throws {
    let model = try photo.model()
    let threads = jobs ?? JobsOption.cores
    let evaluation = heldOut.isEmpty ? nil : try Dataset.open(heldOut.map(\.bytes))
    let input = try await PhotoInput.read(
      dataset.photographs(), heldOut: evaluation?.photographs(),
      crop: checkpoint?.card.plan.crop ?? photo.crop, threads: threads, quiet: report.quiet)
    for problem in input.leftOut where !report.quiet { Output.complain(about: problem) }
    let session = PhotoSession(input: input, files: files, threads: threads, quiet: report.quiet)
    let summary =
      if let checkpoint {
        try await session.resume(checkpoint)
      } else {
        try await session.train(
          plan.photoPlan(
            fineTuning: model != nil, crop: input.crop, filterPieces: photo.filter,
            noise: photo.denoise ? PhotoPlan.usualNoise : nil), from: model)
      }
    try show(summary.card, summary.lines)
  }

  private func show(_ card: some Encodable, _ lines: [String]) throws {
    if report.json {
      try Output.print(json: card)
    } else if !report.quiet {
      try Output.print(lines.joined(separator: "\n"))
    }
  }
}
