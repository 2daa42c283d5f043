import ArgumentParser
import Files
import Networks
import Training

struct ModelShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Print a model's card, layers and cost.",
    discussion: """
      Models of `aezip train`, runs that are not over (.checkpoint) and models of the photo \
      codec are known.

      Examples:
        aezip model show digits.model
        aezip model show --json digits.model
      """)

  @Argument(help: "The model file.")
  var file: RawPath

  @Flag(help: "Report as JSON, on standard output.")
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

/// What there is to say of a model file.
struct ModelDescription: Encodable {
  struct Layer: Encodable {
    let name: String
    let shape: [Int]

    var count: Int { shape.reduce(1, *) }
  }

  struct Cost: Encodable {
    /// What is coded: an object, a pixel.
    let unit: String
    let encode: Double
    let decode: Double
  }

  let format: String
  /// Of autoencoders.
  let card: ModelCard?
  /// Of photo models that were trained by this program.
  let photoCard: PhotoCard?
  /// Of photo models, less the card.
  let metadata: [String: String]?
  let layers: [Layer]
  let parameters: Int
  /// Multiply-adds.
  let cost: Cost

  init(_ bytes: [UInt8]) throws(ModelError) {
    let file = try SafeTensors(bytes)
    format = file.metadata["format"] ?? ""
    if format == ModelFile.format || format == Checkpoint.format {
      let (card, network) = try Self.autoencoder(bytes, format)
      self.card = card
      (photoCard, metadata) = (nil, nil)
      cost = Cost(
        unit: "object", encode: Double(network.cost.encode), decode: Double(network.cost.decode))
    } else if format == PhotoCheckpoint.format {
      let checkpoint = try PhotoCheckpoint(bytes)
      let model = checkpoint.objective.model
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
    layers = file.names.filter { name in !Self.ofRuns.contains { name.hasPrefix($0) } }
      .map { Layer(name: $0, shape: file.shape(of: $0) ?? []) }
    parameters = layers.reduce(0) { $0 + $1.count }
  }

  /// Metadata that a card says better.
  private static let ofCard: Set = [PhotoCard.key, "steps"]
  /// What begins the names of tensors that a run goes on from, beside the layers.
  private static let ofRuns = ["optimiser."] + PhotoCheckpoint.prefixes

  private static func autoencoder(
    _ bytes: [UInt8], _ format: String
  ) throws(ModelError) -> (ModelCard, Autoencoder) {
    if format == Checkpoint.format {
      let checkpoint = try Checkpoint(bytes)
      return (checkpoint.card, checkpoint.network)
    }
    let model = try ModelFile(bytes)
    return (model.card, model.network)
  }
}
