import ArgumentParser
import Files
import LatentSpace
import Training

struct ClassifyPredict: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the labels of pictures.",
    discussion: """
      Prints name, label and probability of each picture. With --labels or --labelled it prints \
      the accuracy and the confusion matrix instead. Pictures of a table are numbered from 1.

      Examples:
        aezip classify predict smile.classifier me.png you.png
        aezip classify predict ten.classifier t10k-images-idx3-ubyte.gz --labelled
      """)

  @Argument(
    help: "A file of `aezip classify train`.", completion: .file(extensions: ["classifier"]))
  var classifier: RawPath

  @Argument(help: "Pictures, folders of pictures, or tables.")
  var data: [RawPath]

  @Option(help: ArgumentHelp("Compare with the labels in this file.", valueName: "file"))
  var labels: RawPath?

  @Flag(help: "Compare with the labels that belong to the data.")
  var labelled = false

  @Flag(help: "Report as JSON on standard output.")
  var json = false

  func run() async throws {
    let classifier = try readModel(classifier) { try Classifier(file: $0) }
    let pictures = try LabelledPictures(data, labelFile: labels, wantsLabels: labelled)
    let indices = Array(0..<pictures.count)
    let found = try await naming(data[0]) {
      try classifier.predictions(pictures.numbers(indices, by: classifier.features))
    }
    for line in pictures.leftOut { Output.complain(about: line) }
    guard let labels = pictures.labels else {
      return try printPredictions(found, pictures, classifier.classes)
    }
    let evaluation = PredictionEvaluation(found, labels, classifier.classes)
    try json ? Output.print(json: evaluation) : Output.print(evaluation.text)
  }

  private func printPredictions(
    _ found: [Classifier.Prediction], _ pictures: LabelledPictures, _ classes: [String]
  ) throws {
    if json {
      let rows = found.enumerated().map { index, prediction in
        let path = PathJSON(pictures.name(of: index))
        return PredictionJSON(
          path: path.path, pathBytes: path.pathBytes, label: classes[prediction.label],
          probability: prediction.probability)
      }
      return try Output.print(json: rows)
    }
    let rows = found.enumerated().map { index, prediction in
      [
        displayName(of: pictures.name(of: index)), shown(classes[prediction.label]),
        prediction.probability.fixed(3),
      ]
    }
    try Output.print(table(rows, right: [2]))
  }
}

/// A label with control characters escaped.
private func shown(_ label: String) -> String { displayName(of: Array(label.utf8)) }

private struct PredictionJSON: Encodable {
  let path: String
  let pathBytes: String?
  let label: String
  let probability: Double
}

/// Accuracy and confusion matrix of predictions.
private struct PredictionEvaluation: Encodable {
  let pictures: Int
  let accuracy: Double
  /// The labels of the rows and columns of `confusion`.
  let labels: [String]
  /// Numbers of pictures, true labels in rows and predicted labels in columns.
  let confusion: [[Int]]

  init(_ found: [Classifier.Prediction], _ known: Labels, _ classes: [String]) {
    // The data may have labels that the classifier does not know.
    let labels = classes + known.classes.filter { !classes.contains($0) }
    let rows = known.classes.map { name in labels.firstIndex(of: name) ?? 0 }
    var confusion = [[Int]](
      repeating: [Int](repeating: 0, count: labels.count), count: labels.count)
    for (prediction, label) in zip(found, known.indices) {
      confusion[rows[label]][prediction.label] += 1
    }
    let right = confusion.indices.reduce(0) { $0 + confusion[$1][$1] }
    (self.labels, pictures, self.confusion) = (labels, found.count, confusion)
    accuracy = Double(right) / Double(max(found.count, 1))
  }

  var text: String {
    let head = ["label"] + labels.map(shown) + ["correct"]
    let rows = labels.indices.map { row in
      let all = confusion[row].reduce(0, +)
      return [shown(labels[row])] + confusion[row].map(String.init)
        + [percent(confusion[row][row], of: all)]
    }
    return table([head] + rows, right: Set(1...labels.count + 1))
      + "\n\((100 * accuracy).fixed(2)) % of \(plural(pictures, "picture")) predicted correctly"
  }
}
