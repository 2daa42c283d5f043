import Archiver
import ArgumentParser
import Training

struct Train: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train an autoencoder on pictures of one size or on tables of numbers.",
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

      Examples:
        aezip train Faces faces.model
        aezip train train-images-idx3-ubyte.gz digits.model --kind deep --latents 16
        aezip train points.csv line.model --kind vanilla --output identity
        aezip train Faces faces.model --resume
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
    if resume, !network.given.isEmpty || !plan.given.isEmpty {
      let first = (network.given + plan.given)[0]
      throw ValidationError("a run goes on with its own settings; leave out \(first)")
    }
    if network.kind == .pca, let first = (network.given + plan.given).first(where: Self.isIdle) {
      throw ValidationError("principal components are computed at once; leave out \(first)")
    }
  }

  private static func isIdle(_ option: String) -> Bool {
    !["--kind", "--latents"].contains(option)
  }

  func run() async throws {
    let files = TrainFiles(model: paths[paths.count - 1])
    if !resume { try files.checkFree(overwrite: overwrite) }
    let input = try TrainingInput(Array(paths.dropLast()), heldOut: heldOut)
    for problem in input.leftOut where !report.quiet { Output.complain(about: problem) }
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
    if report.json {
      try Output.print(json: summary.model.card)
    } else if !report.quiet {
      try Output.print(summary.lines.joined(separator: "\n"))
    }
  }
}
