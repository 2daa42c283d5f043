import ArgumentParser
import Files
import LatentSpace

struct ClassifyTrain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a classifier on a few labelled pictures.",
    usage: "aezip classify train <data> ... <out.classifier> --model <file> [<options>]",
    discussion: """
      Data are folders with a subfolder for each label, or tables with their labels beside them or \
      in --labels. The classifier is a logistic regression on the latents of a model of `aezip \
      train`, and its file includes that model.

      Kernels:
        gaussian  radial basis functions around training pictures
        linear    the latents themselves

      Examples:
        aezip classify train Faces smile.classifier --model faces.model
        aezip classify train train-images-idx3-ubyte.gz ten.classifier --model digits.model \
      --per-label 10
      """)

  @Argument(
    help: ArgumentHelp(
      "Labelled pictures, and last the classifier to write.",
      valueName: "path"))
  var paths: [RawPath]

  @OptionGroup var source: FeaturesOption

  @Option(help: ArgumentHelp("Read the labels of a table from this file.", valueName: "file"))
  var labels: RawPath?

  @Option(help: ArgumentHelp("Train on n pictures of each label.", valueName: "n"))
  var perLabel: Int?

  @Option(help: "Choose the kernel.")
  var kernel = ClassifierKernel.gaussian

  @OptionGroup var seed: SeedOption
  @OptionGroup var output: OutputOptions

  private static let suffix = Array(".classifier".utf8)

  func validate() throws {
    guard let out = paths.last, out.bytes.suffix(Self.suffix.count) == Self.suffix[...] else {
      let given = paths.last.map { "not '\($0)'" } ?? "none is given"
      throw ValidationError(
        "the last path must be the classifier, with a name that ends in .classifier, \(given)")
    }
    guard paths.count > 1 else {
      throw ValidationError("no labelled pictures are given before the classifier \(out)")
    }
    if let perLabel, !(1...1_000_000).contains(perLabel) {
      throw ValidationError("--per-label \(perLabel) is not within 1…1000000")
    }
  }

  func run() async throws {
    let out = paths[paths.count - 1]
    let file = try OutputFile(path: out.bytes, replacing: output.overwrite)
    defer { file.abandon() }
    let pictures = try LabelledPictures(
      Array(paths.dropLast()), labelFile: labels, wantsLabels: true)
    let features = try source.features(for: pictures)
    let classifier = try await naming(paths[0]) {
      try pictures.classifier(
        features, perLabel: perLabel ?? pictures.count, kernel: kernel, seed: seed.seed)
    }
    try file.append(try classifier.write())
    try file.commit()
    for line in pictures.leftOut where !output.report.quiet { Output.complain(about: line) }
    if output.report.json {
      try Output.print(json: ClassifierJSON(classifier, out))
    } else if !output.report.quiet {
      try Output.print(
        """
        trained on \(plural(classifier.trained, "picture")) of \(classifier.classes.count) labels \
        with \(plural(features.count, "feature")); cross-validated accuracy \
        \((100 * classifier.validated).fixed(1)) %
        written: \(out)
        """)
    }
  }
}

extension LabelledPictures {
  /// Trains a classifier on a random sample of pictures of each label.
  func classifier(
    _ features: PictureFeatures, perLabel: Int, kernel: ClassifierKernel, seed: UInt64
  ) throws -> Classifier {
    guard let labels else { throw LatentError.oneClass(nil) }
    let chosen = StratifiedSampling.indices(perLabel, ofEach: labels.indices, seed: seed)
    return try Classifier.learn(
      numbers(chosen, by: features), labels: chosen.map { labels.indices[$0] },
      classes: labels.classes, features: features, kernel: kernel, seed: seed)
  }
}

private struct ClassifierJSON: Encodable {
  let path: String
  let pathBytes: String?
  let labels: [String]
  let pictures: Int
  let kernel: ClassifierKernel
  /// The number of features.
  let numbers: Int
  let penalty: Double
  /// The accuracy of the cross-validation.
  let validated: Double

  init(_ classifier: Classifier, _ out: RawPath) {
    let path = PathJSON(out.bytes)
    (self.path, pathBytes, labels) = (path.path, path.pathBytes, classifier.classes)
    (pictures, kernel) = (classifier.trained, classifier.kernel)
    (numbers, penalty) = (classifier.features.count, classifier.penalty)
    validated = classifier.validated
  }
}

extension ClassifierKernel: ExpressibleByArgument {}
