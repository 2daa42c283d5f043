import ArgumentParser
import LatentSpace

struct BenchClassify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Measure what a model's codes are worth to a classifier of few labels.",
    discussion: """
      Draws some pictures of each label, learns from them as `aezip classify train` does, and \
      counts how many of other pictures are named right; by codes of the model and by raw \
      samples, with both kernels, from the same draws. Both data have labels: a table with its \
      labels beside it (IDX, as MNIST has it), or a folder with a subfolder for each label.

      Example:
        aezip bench classify digits.model train-images-idx3-ubyte.gz t10k-images-idx3-ubyte.gz
      """)

  @Argument(help: "The model.")
  var model: RawPath

  @Argument(help: "Labelled pictures to learn from.")
  var data: RawPath

  @Argument(help: "Labelled pictures to judge by.")
  var test: RawPath

  @Option(help: ArgumentHelp("Pictures of each label to learn from.", valueName: "n"))
  var perLabel = 10

  @Option(help: ArgumentHelp("How often to draw some; by seeds 0, 1, 2 …", valueName: "n"))
  var draws = 10

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  func validate() throws {
    guard (1...1_000_000).contains(perLabel) else {
      throw ValidationError("--per-label \(perLabel) is not within 1…1000000")
    }
    guard (1...1000).contains(draws) else {
      throw ValidationError("--draws \(draws) is not within 1…1000")
    }
  }

  private struct Row: Encodable {
    let compared: String
    let kernel: ClassifierKernel
    /// Numbers of a picture.
    let numbers: Int
    /// Of each draw, the share of pictures named right.
    let accuracies: [Double]
    let mean: Double
    let deviation: Double

    init(_ compared: String, _ kernel: ClassifierKernel, _ numbers: Int, _ all: [Double]) {
      (self.compared, self.kernel, self.numbers, accuracies) = (compared, kernel, numbers, all)
      let mean = all.reduce(0, +) / Double(all.count)
      self.mean = mean
      deviation =
        (all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count)).squareRoot()
    }
  }

  func run() async throws {
    let known = try LabelledPictures([data], wantsLabels: true)
    let judged = try LabelledPictures([test], wantsLabels: true)
    let codes = try FeaturesOption.features(ofModel: model)
    let pixels = PictureFeatures(pixelsLike: try known.image(0))
    var rows: [Row] = []
    for (name, features) in [("pixels", pixels), ("codes", codes)] {
      let numbers = try judged.numbers(Array(0..<judged.count), by: features)
      for kernel in ClassifierKernel.allCases {
        let accuracies = try (0..<draws).map { draw in
          let classifier = try known.classifier(
            features, perLabel: perLabel, kernel: kernel, seed: UInt64(draw))
          return judged.accuracy(of: try classifier.predictions(numbers), classifier.classes)
        }
        rows.append(Row(name, kernel, features.count, accuracies))
      }
    }
    if json { return try Output.print(json: rows) }
    let head = ["compared", "kernel", "numbers", "named right", "deviation", "worst", "best"]
    func share(_ number: Double) -> String { "\((100 * number).fixed(2)) %" }
    let lines = rows.map { row in
      [
        row.compared, row.kernel.rawValue, "\(row.numbers)", share(row.mean),
        share(row.deviation), share(row.accuracies.min() ?? 0), share(row.accuracies.max() ?? 0),
      ]
    }
    try Output.print(
      table([head] + lines, right: [2, 3, 4, 5, 6])
        + "\n\(plural(judged.count, "picture")), \(plural(draws, "draw")) of \(perLabel) a label")
  }
}

extension LabelledPictures {
  /// The share of all pictures that are named as their labels are.
  func accuracy(of found: [Classifier.Prediction], _ classes: [String]) -> Double {
    guard let labels else { return 0 }
    let right = zip(found, labels.indices).count { classes[$0.label] == labels.classes[$1] }
    return Double(right) / Double(max(found.count, 1))
  }
}
