import ArgumentParser
import Files
import LatentSpace

struct ClassifyTrain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Learn to name what pictures show.",
    usage: "aezip classify train <data> ... <out.classifier> --model <file> [<options>]",
    discussion: """
      The encoder of a model of `aezip train`, which saw no labels, makes codes of the pictures; \
      logistic regression on those learns from a few labelled pictures. Data are folders with a \
      subfolder for each label, or tables (IDX, as MNIST has it) with their labels in --labels or \
      beside them. The strength of the penalty on weights is found by leaving out a fifth of the \
      pictures at a time. The classifier is one file that holds the model, too.

      Kernels:
        gaussian  weighs how near codes are to those of the pictures learned from
        linear    weighs the numbers of codes

      Examples:
        aezip classify train Faces smile.classifier --model faces.model
        aezip classify train train-images-idx3-ubyte.gz ten.classifier --model digits.model \
      --per-label 10
      """)

  @Argument(
    help: ArgumentHelp(
      "Labelled pictures; the last one is the classifier and ends in .classifier.",
      valueName: "path"))
  var paths: [RawPath]

  @OptionGroup var source: FeaturesOption

  @Option(help: ArgumentHelp("The labels of a table's pictures.", valueName: "file"))
  var labels: RawPath?

  @Option(help: ArgumentHelp("Learn from so many pictures of each label.", valueName: "n"))
  var perLabel: Int?

  @Option(help: "What is weighed.")
  var kernel = ClassifierKernel.gaussian

  @Option(help: "Of which pictures are taken, and left out together.")
  var seed: UInt64 = 0

  @Flag(help: "Replace the classifier if it exists.")
  var overwrite = false

  @OptionGroup var report: ReportOptions

  private static let suffix = Array(".classifier".utf8)

  func validate() throws {
    guard let out = paths.last, out.bytes.suffix(Self.suffix.count) == Self.suffix[...] else {
      let given = paths.last.map { "not '\($0)'" } ?? "none is given"
      throw ValidationError(
        "the last path must be the classifier, a name ending in .classifier, \(given)")
    }
    guard paths.count > 1 else {
      throw ValidationError("no labelled pictures are named before the classifier \(out)")
    }
    if let perLabel, !(1...1_000_000).contains(perLabel) {
      throw ValidationError("--per-label \(perLabel) is not within 1…1000000")
    }
  }

  func run() async throws {
    let out = paths[paths.count - 1]
    let output = try OutputFile(path: out.bytes, replacing: overwrite)
    defer { output.abandon() }
    let pictures = try LabelledPictures(
      Array(paths.dropLast()), labelFile: labels, wantsLabels: true)
    let features = try source.features(for: pictures)
    let classifier = try await naming(paths[0]) {
      try pictures.classifier(
        features, perLabel: perLabel ?? pictures.count, kernel: kernel, seed: seed)
    }
    try output.append(try classifier.write())
    try output.commit()
    for line in pictures.leftOut where !report.quiet { Output.complain(about: line) }
    if report.json {
      try Output.print(json: ClassifierJSON(classifier, out))
    } else if !report.quiet {
      try Output.print(
        """
        \(plural(classifier.trained, "picture")) of \(classifier.classes.count) labels learned, \
        \(plural(features.count, "number")) each; left out in turn, \
        \((100 * classifier.validated).fixed(1)) % were named right
        written: \(out)
        """)
    }
  }
}

extension LabelledPictures {
  /// A classifier of some pictures of each label.
  func classifier(
    _ features: PictureFeatures, perLabel: Int, kernel: ClassifierKernel, seed: UInt64
  ) throws -> Classifier {
    guard let labels else { throw LatentError.oneClass(nil) }
    let chosen = LabelDraw.indices(perLabel, ofEach: labels.indices, seed: seed)
    return try Classifier(
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
  /// Numbers looked at of a picture.
  let numbers: Int
  let penalty: Double
  /// The share of pictures named right while they were left out.
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
