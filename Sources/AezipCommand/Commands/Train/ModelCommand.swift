import ArgumentParser
import Files
import Networks
import Training

/// Inspects model files.
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model",
    abstract: "Inspect model files.",
    subcommands: [ModelShow.self])
}

struct ModelShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print the card, layers and cost of a model.",
    discussion: """
      FILE is a model of `aezip train`, the .checkpoint of an unfinished run or a photo model.

      Examples:
        aezip model show digits.model
        aezip model show --json digits.model
      """)

  @Argument(help: "The model file.")
  var file: RawPath

  @Flag(help: "Print JSON.")
  var json = false

  func run() throws {
    let bytes = try readModel(file)
    let summary: ModelDescription
    do {
      summary = try ModelDescription(bytes)
    } catch {
      throw Failure(file: file, error: error)
    }
    if json {
      try Output.print(json: summary)
    } else {
      try Output.print(summary.lines.joined(separator: "\n"))
    }
  }
}

/// The description of a model file.
struct ModelDescription: Encodable {
  struct Layer: Encodable {
    let name: String
    let shape: [Int]

    var count: Int { shape.reduce(1, *) }
  }

  struct Cost: Encodable {
    /// What the cost is per: `object`, a sample, or `pixel`.
    let unit: String
    let encode: Double
    let decode: Double
  }

  let format: String
  /// Nil for photo models.
  let card: ModelCard?
  /// Nil for autoencoders, and for photo models of other programs.
  let photoCard: PhotoCard?
  /// The metadata of photo models, without the card; nil for autoencoders.
  let metadata: [String: String]?
  let layers: [Layer]
  let parameters: Int
  /// Multiply-adds.
  let cost: Cost

  init(_ bytes: [UInt8]) throws(ModelError) {
    let file = try SafeTensors(bytes)
    format = file.metadata["format"] ?? ""
    if format == ModelFile.format || format == SampleTask.checkpointFormat {
      let (card, network) = try Self.autoencoder(bytes, format)
      self.card = card
      (photoCard, metadata) = (nil, nil)
      cost = Cost(
        unit: "object", encode: Double(network.cost.encode), decode: Double(network.cost.decode))
    } else if format == PhotoTask.checkpointFormat {
      let checkpoint = try Checkpoint<PhotoTask>(bytes)
      let model = checkpoint.model.model
      let weights = try model.weights(of: model.parameters).file()
      let cost = try PhotoModel(file: weights).cost
      (card, photoCard) = (nil, checkpoint.card)
      metadata = model.metadata.filter { !Self.ofCard.contains($0.key) }
      self.cost = Cost(unit: "pixel", encode: cost.encode, decode: cost.decode)
    } else {
      let cost = try PhotoModel(file: bytes).cost
      card = nil
      let photoCard = PhotoCard(metadata: file.metadata)
      self.photoCard = photoCard
      metadata = file.metadata.filter { photoCard == nil || !Self.ofCard.contains($0.key) }
      self.cost = Cost(unit: "pixel", encode: cost.encode, decode: cost.decode)
    }
    layers = file.names.filter { name in !checkpointPrefixes.contains { name.hasPrefix($0) } }
      .map { Layer(name: $0, shape: file.shape(of: $0) ?? []) }
    parameters = layers.reduce(0) { $0 + $1.count }
  }

  /// The metadata that the card repeats.
  private static let ofCard: Set = [PhotoCard.key, "steps"]
  private static func autoencoder(
    _ bytes: [UInt8], _ format: String
  ) throws(ModelError) -> (ModelCard, Autoencoder) {
    if format == SampleTask.checkpointFormat {
      let checkpoint = try Checkpoint<SampleTask>(bytes)
      return (checkpoint.card, checkpoint.model)
    }
    let model = try ModelFile(bytes)
    return (model.card, model.network)
  }
}
