import ArgumentParser
import Evaluation
import LatentSpace

struct BenchClassify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "classify",
    abstract: "Measure classifiers that learn from few labels.",
    discussion: """
      Learns from some pictures of each label as `aezip classify train` does, and \
      counts the correct predictions for other pictures: from the latents of the \
      model and from raw samples, with both kernels, from the same draws. Both data \
      sets have labels: a table with its labels beside it, or a folder with a \
      subfolder for each label.

      Example:
        aezip bench classify digits.model train-images-idx3-ubyte.gz t10k-images-idx3-ubyte.gz
      """)

  @Argument(help: "The model.")
  var model: RawPath

  @Argument(help: "The labelled pictures to learn from.")
  var data: RawPath

  @Argument(help: "The labelled pictures to test with.")
  var test: RawPath

  @Option(help: ArgumentHelp("The pictures of each label to learn from.", valueName: "n"))
  var perLabel = 10

  @Option(help: ArgumentHelp("The number of draws, with seeds 0, 1, 2 …", valueName: "n"))
  var draws = 10

  @OptionGroup var result: ResultOptions

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
    /// The numbers that describe a picture.
    let numbers: Int
    /// The accuracy of each draw, 0…1.
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

    static let columns = [
      "compared", "kernel", "numbers", "accuracy", "deviation", "worst", "best",
    ]

    var cells: [String] {
      func share(_ number: Double) -> String { "\((100 * number).fixed(2)) %" }
      return [
        compared, kernel.rawValue, "\(numbers)", share(mean), share(deviation),
        share(accuracies.min() ?? 0), share(accuracies.max() ?? 0),
      ]
    }
  }

  func run() async throws {
    try await result.report("Classifiers that learn from few labels") {
      let (rows, pictures) = try measure()
      let note =
        "\(plural(pictures, "picture")), \(plural(draws, "draw")) of \(perLabel) for each label"
      return (rows, [ResultTable(columns: Row.columns, rows: rows.map(\.cells), notes: [note])])
    }
  }

  private func measure() throws -> (rows: [Row], pictures: Int) {
    let known = try LabelledPictures([data], wantsLabels: true)
    let tested = try LabelledPictures([test], wantsLabels: true)
    let latents = try FeaturesOption.features(ofModel: model)
    let pixels = PictureFeatures(pixelsLike: try known.image(0))
    var rows: [Row] = []
    for (name, features) in [("pixels", pixels), ("latents", latents)] {
      let numbers = try tested.numbers(Array(0..<tested.count), by: features)
      for kernel in ClassifierKernel.allCases {
        let accuracies = try (0..<draws).map { draw in
          let classifier = try known.classifier(
            features, perLabel: perLabel, kernel: kernel, seed: UInt64(draw))
          return tested.accuracy(of: try classifier.predictions(numbers), classifier.classes)
        }
        rows.append(Row(name, kernel, features.count, accuracies))
      }
    }
    return (rows, tested.count)
  }
}

extension LabelledPictures {
  /// The share of pictures whose prediction is their label.
  func accuracy(of found: [Classifier.Prediction], _ classes: [String]) -> Double {
    guard let labels else { return 0 }
    let right = zip(found, labels.indices).count { classes[$0.label] == labels.classes[$1] }
    return Double(right) / Double(max(found.count, 1))
  }
}
