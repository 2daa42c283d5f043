import ArgumentParser
import Files
import LatentSpace
import Training

struct ClassifyPredict: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Name what pictures show.",
    discussion: """
      Prints name, label and probability of each picture. Pictures of a table are named by their \
      place, from 1. With --labels, or --labelled where they lie beside the table or in a \
      subfolder for each label, it prints how many were named right, and which labels were taken \
      for which, instead.

      Examples:
        aezip classify predict smile.classifier me.png you.png
        aezip classify predict ten.classifier t10k-images-idx3-ubyte.gz --labelled
      """)

  @Argument(help: "The classifier.", completion: .file(extensions: ["classifier"]))
  var classifier: RawPath

  @Argument(help: "Pictures, folders of them, or tables.")
  var data: [RawPath]

  @Option(help: ArgumentHelp("The labels of a table's pictures.", valueName: "file"))
  var labels: RawPath?

  @Flag(help: "Judge by the labels that the data come with.")
  var labelled = false

  @Flag(help: "Report as JSON, on standard output.")
  var json = false

  func run() async throws {
    let file = try readModel(classifier)
    let classifier: Classifier
    do {
      classifier = try Classifier(file: file)
    } catch {
      throw Failure(file: self.classifier, error: error)
    }
    let pictures = try LabelledPictures(data, labelFile: labels, wantsLabels: labelled)
    let indices = Array(0..<pictures.count)
    let found = try await naming(data[0]) {
      try classifier.predictions(pictures.numbers(indices, by: classifier.features))
    }
    for line in pictures.leftOut { Output.complain(about: line) }
    guard let labels = pictures.labels else {
      return try tell(found, pictures, classifier.classes)
    }
    let judged = JudgedPredictions(found, labels, classifier.classes)
    try json ? Output.print(json: judged) : Output.print(judged.text)
  }

  private func tell(
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

/// A label, fit to be printed.
private func shown(_ label: String) -> String { displayName(of: Array(label.utf8)) }

private struct PredictionJSON: Encodable {
  let path: String
  let pathBytes: String?
  let label: String
  let probability: Double
}

/// Predictions beside the labels they should be.
private struct JudgedPredictions: Encodable {
  let pictures: Int
  let accuracy: Double
  /// Of the rows and columns of `confusion`.
  let labels: [String]
  /// How many pictures of a label, a row, were taken for which, the columns.
  let confusion: [[Int]]

  init(_ found: [Classifier.Prediction], _ known: Labels, _ classes: [String]) {
    // Data may have labels the classifier never saw.
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
    let head = ["label"] + labels.map(shown) + ["right"]
    let rows = labels.indices.map { row in
      let all = confusion[row].reduce(0, +)
      return [shown(labels[row])] + confusion[row].map(String.init)
        + [percent(confusion[row][row], of: all)]
    }
    return table([head] + rows, right: Set(1...labels.count + 1))
      + "\n\((100 * accuracy).fixed(2)) % of \(plural(pictures, "picture")) named right"
  }
}
