import Networks
import Tensors
import Training

/// The file of a classifier, in safetensors: its own tensors, and the file of its encoder's model.
extension Classifier {
  package static let format = "aezip-classifier"
  /// The version of the format.
  private static let version = 1

  private struct Card: Codable {
    let version: Int
    let classes: [String]
    let kernel: ClassifierKernel
    /// The shape of a picture, as in model files.
    let shape: String
    let trained: Int
    let penalty: Double
    let validated: Double
  }

  package func write() throws(ModelError) -> [UInt8] {
    var writer = SafeTensorsWriter(metadata: ["format": Self.format])
    try writer.set(
      Card(
        version: Self.version, classes: classes, kernel: kernel, shape: features.shape.text,
        trained: trained, penalty: penalty, validated: validated), "card")
    let columns = regression.weights.count / classes.count
    writer.add(
      "weight", shape: [classes.count, columns], regression.weights.map { Float($0) })
    writer.add("bias", shape: [classes.count], regression.biases.map { Float($0) })
    writer.add("mean", shape: [scale.mean.count], scale.mean)
    writer.add("factor", shape: [1], [scale.factor])
    if let map {
      let centres = map.centres
      writer.add("centres", shape: [centres.rows, centres.channels], centres.values)
    }
    if let file = features.file { writer.add("model", shape: [file.count], bytes: file) }
    return try writer.write()
  }

  /// Reads a file.
  ///
  /// - Throws: `ModelError`, ``LatentError``
  package init(file bytes: [UInt8]) throws {
    let file = try SafeTensors(bytes)
    guard file.metadata["format"] == Self.format else { throw LatentError.notClassifier }
    let card = try file.decoded(Card.self, "card")
    guard card.version == Self.version else {
      throw ModelError.badMetadata(key: "version", value: "\(card.version)")
    }
    guard card.classes.count > 1, Set(card.classes).count == card.classes.count else {
      throw ModelError.badMetadata(key: "classes", value: "\(card.classes.count)")
    }
    let features: PictureFeatures
    if file.shape(of: "model") != nil {
      features = try PictureFeatures(modelFile: file.bytes("model"))
    } else {
      guard let shape = SampleShape(parsing: card.shape), [1, 3].contains(shape.channels) else {
        throw ModelError.badMetadata(key: "shape", value: card.shape)
      }
      features = PictureFeatures(pixels: shape)
    }
    let reader = WeightReader(file: file)
    let width = features.count
    let scale = FeatureScale(
      mean: try reader.floats("mean", shape: [width]),
      factor: try reader.floats("factor", shape: [1])[0])
    var (map, columns) = (KernelMap?.none, width)
    if card.kernel == .gaussian {
      columns = file.shape(of: "centres")?.first ?? 0
      guard columns > 0 else { throw ModelError.missingTensor("centres") }
      let centres = try reader.floats("centres", shape: [columns, width])
      map = KernelMap(
        card.kernel,
        centres: Tensor(rows: columns, columns: 1, channels: width, values: centres))
    }
    let weights = try reader.floats("weight", shape: [card.classes.count, columns])
    let biases = try reader.floats("bias", shape: [card.classes.count])
    self.init(
      classes: card.classes, kernel: card.kernel, features: features, trained: card.trained,
      penalty: card.penalty, validated: card.validated, scale: scale, map: map,
      regression: LogisticRegression(
        weights: weights.map { Double($0) }, biases: biases.map { Double($0) }))
  }
}
