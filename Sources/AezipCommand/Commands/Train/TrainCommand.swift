import ArgumentParser
import Training

struct TrainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train an autoencoder on photographs, pictures of one size or tables of numbers.",
    usage: "aezip train <data> ... <out.model> [<options>]",
    discussion: """
      Data are folders of PNG and JPEG pictures, or tables: IDX (as MNIST has it), NPY or CSV, \
      plain or in gzip. Without options the kind and all sizes are chosen to suit the data. A \
      tenth of the objects is held out to judge by, if there are 20 at least.

      Beside the model its loss curve is written, as .loss.csv and .loss.svg. An interrupt \
      (Ctrl-C) saves the run; --resume goes on with it to the bit as if it had never stopped. \
      A run with the same data, options and seed makes the same model on any machine and any \
      number of jobs; of --time only the number of steps it came to.

      Kinds:
        vanilla      one dense layer each way
        deep         several dense layers each way
        conv         convolutions, for pictures whose sides can be halved
        sparse       codes that are seldom active, by --penalty
        denoising    is given spoilt objects and asked for clean ones
        variational  codes are normal distributions, near the standard one
        adversarial  a second network draws codes towards normal numbers
        pca          principal components, the yardstick
        photo        the codec that `aezip pack` uses, for pictures of any size: made smaller \
      where they are above 1000 pixels, cut into pieces, learned at all its qualities at once. \
      From nothing that takes hours and begins at principal components; --from tunes a model. \
      `aezip pack --model` takes what comes out

      Examples:
        aezip train Faces faces.model
        aezip train train-images-idx3-ubyte.gz digits.model --kind deep --latents 16
        aezip train points.csv line.model --kind vanilla --output identity
        aezip train Faces faces.model --resume
        aezip train Photos mine.model --from built-in --steps 300
      """)

  @Argument(
    help: ArgumentHelp(
      "Pictures and tables to learn from; the last one is the model and ends in .model.",
      valueName: "path"))
  var paths: [RawPath]

  @Option(
    help: ArgumentHelp(
      "Judge by these data rather than by a tenth of the others; can be given several times.",
      valueName: "data"))
  var heldOut: [RawPath] = []

  @OptionGroup(title: "What to train") var network: NetworkOptions
  @OptionGroup(title: "The photo codec") var photo: PhotoOptions
  @OptionGroup(title: "How to train") var plan: PlanOptions

  @Flag(help: "Go on with the run that was to make this model.")
  var resume = false

  @Flag(help: "Replace the model and the files beside it if they exist.")
  var overwrite = false

  @Option(
    name: .shortAndLong, help: "How many threads to work with (default: one a processor core).")
  var jobs: Int?

  @OptionGroup var report: ReportOptions

  func validate() throws {
    guard let model = paths.last, TrainFiles.isModel(model) else {
      let given = paths.last.map { "not '\($0)'" } ?? "none is given"
      throw ValidationError("the last path must be the model, a name ending in .model, \(given)")
    }
    guard paths.count > 1 else {
      throw ValidationError("no data are named before the model \(model)")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs \(jobs) is not within 1…1024")
    }
    if resume, let first = given.first {
      throw ValidationError("a run goes on with its own settings; leave out \(first)")
    }
    if network.kind == .objects(.pca), let first = given.first(where: Self.isIdle) {
      throw ValidationError("principal components are computed at once; leave out \(first)")
    }
    if let kind = network.kind {
      do throws(TrainError) {
        try checkOptions(isPhoto: kind == .photo)
      } catch {
        throw ValidationError("\(error)")
      }
    }
  }

  /// The names of all options that say what to train, and how.
  private var given: [String] { network.given + photo.given + plan.given }

  private static func isIdle(_ option: String) -> Bool {
    !["--kind", "--latents"].contains(option)
  }

  /// Throws if an option was given that means nothing for what is trained.
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

  func run() async throws {
    let files = TrainFiles(model: paths[paths.count - 1])
    if !resume { try files.checkFree(overwrite: overwrite) }
    let dataset = try Dataset.open(paths.dropLast().map(\.bytes))
    for problem in dataset.leftOut where !report.quiet { Output.complain(about: "\(problem)") }
    let saved = resume ? try files.savedRun() : nil
    switch saved {
    case .photo(let checkpoint):
      try await trainPhoto(dataset, files, from: checkpoint)
    case nil where isPhoto(dataset):
      try checkOptions(isPhoto: true)
      try await trainPhoto(dataset, files, from: nil)
    default:
      try checkOptions(isPhoto: false)
      try await trainObjects(dataset, files)
    }
  }

  /// Whether the photo codec is asked for, or suits the data where no kind is.
  private func isPhoto(_ dataset: Dataset) -> Bool {
    if let kind = network.kind { return kind == .photo }
    guard case .pictures(let pictures) = dataset.content else { return photo.from != nil }
    return photo.from != nil || pictures.arePhotographs
  }

  private func trainObjects(_ dataset: Dataset, _ files: TrainFiles) async throws {
    let input = try TrainingInput(dataset, heldOut: heldOut)
    if !input.data.shape.isPicture, let option = plan.given.first(where: PlanOptions.isOfPictures) {
      throw TrainError.onlyOfPictures(option: option)
    }
    let session = TrainingSession(
      input: input, files: files, threads: jobs ?? JobsOption.cores, quiet: report.quiet)
    let summary =
      if resume {
        try await session.goOn()
      } else {
        try await session.train(try network.settings(for: input.data.shape)) {
          plan.plan(for: $0, objects: input.data.trained.count)
        }
      }
    try show(summary.model.card, summary.lines)
  }

  private func trainPhoto(
    _ dataset: Dataset, _ files: TrainFiles, from checkpoint: PhotoCheckpoint?
  ) async throws {
    let model = try photo.model()
    let threads = jobs ?? JobsOption.cores
    let judged = heldOut.isEmpty ? nil : try Dataset.open(heldOut.map(\.bytes))
    let input = try await PhotoInput.read(
      dataset.photographs(), heldOut: judged?.photographs(),
      crop: checkpoint?.card.plan.crop ?? photo.crop, threads: threads, quiet: report.quiet)
    for problem in input.leftOut where !report.quiet { Output.complain(about: problem) }
    let session = PhotoSession(input: input, files: files, threads: threads, quiet: report.quiet)
    let summary =
      if let checkpoint {
        try await session.goOn(checkpoint)
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
