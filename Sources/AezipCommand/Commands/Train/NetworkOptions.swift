import ArgumentParser
import Networks
import Training

/// What to train. Whatever is not given suits the data and the kind.
struct NetworkOptions: ParsableArguments {
  @Option(
    help: "The kind of autoencoder (default: photo or conv for pictures, deep for tables).")
  var kind: ModelKind?

  @Option(help: ArgumentHelp("Numbers of a code.", valueName: "count"))
  var latents: Int?

  @Option(
    help: ArgumentHelp(
      "Numbers between the dense layers from object to code, as in 512,256; of conv the "
        + "channels.", valueName: "counts"))
  var hidden: String?

  @Option(help: "Of conv: how convolutions come to half the sides.")
  var halving: Halving?

  @Flag(
    inversion: .prefixedNo,
    help: ArgumentHelp(
      "Of conv and deep: beside the other layers a linear one each way, which begins as principal "
        + "components (default: of conv, for objects above 1024 numbers)."))
  var linearPath: Bool?

  @Option(help: "The function after hidden layers.")
  var activation: Activation?

  @Option(help: "The function after the code's layer.")
  var code: Activation?

  @Option(help: "The function after the last layer.")
  var output: Activation?

  @Option(help: "How far objects and reconstructions are apart.")
  var loss: AutoencoderLoss?

  @Option(help: "Of sparse: what active codes pay.")
  var penalty: SparsityPenalty.Form?

  @Option(help: ArgumentHelp("Of sparse: the mean activation asked for.", valueName: "ρ"))
  var target: Float?

  @Option(help: ArgumentHelp("Of sparse: what the penalty is multiplied by.", valueName: "weight"))
  var penaltyWeight: Float?

  @Option(
    help: ArgumentHelp("Of denoising: the deviation of the noise; objects are within 0…1."))
  var noise: Float?

  @Option(help: ArgumentHelp("Of denoising: the share of numbers set to 0.", valueName: "share"))
  var mask: Float?

  @Option(
    help: ArgumentHelp(
      "Of denoising: the share of a picture's area that a rectangle hides, to be filled in.",
      valueName: "share"))
  var hide: Float?

  @Option(
    help: ArgumentHelp(
      "Of variational and adversarial: what normal codes weigh.", valueName: "weight"))
  var latentWeight: Float?

  /// The names of the options given.
  var given: [String] {
    let values: [(String, Any?)] = [
      ("--kind", kind), ("--latents", latents), ("--hidden", hidden),
      ("--halving", halving), ("--linear-path", linearPath), ("--activation", activation),
      ("--code", code), ("--output", output),
      ("--loss", loss),
      ("--penalty", penalty), ("--target", target), ("--penalty-weight", penaltyWeight),
      ("--noise", noise), ("--mask", mask), ("--hide", hide),
      ("--latent-weight", latentWeight),
    ]
    return values.filter { $0.1 != nil }.map(\.0)
  }

  private var widths: [Int]? {
    let parts = hidden.map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    return hidden == "" ? [] : parts?.map { Int($0) ?? 0 }
  }

  func validate() throws {
    if let hidden, widths?.contains(where: { $0 < 1 }) ?? false {
      throw ValidationError("--hidden \(hidden) is not a list of counts, as in 512,256")
    }
  }

  func settings(for shape: SampleShape) throws(SettingsError) -> AutoencoderSettings {
    let halvings = AutoencoderSettings.halvings(of: shape)
    let chosen = kind?.objects ?? (shape.isPicture && halvings > 0 ? .conv : .deep)
    var settings = AutoencoderSettings(chosen, shape: shape, latents: latents)
    settings.hidden = widths ?? settings.hidden
    settings.halving = halving ?? settings.halving
    if let linearPath, linearPath != settings.linearPath {
      settings.linearPath = linearPath
      settings.output = linearPath ? .identity : .sigmoid
    }
    settings.activation = activation ?? settings.activation
    settings.codeActivation = code ?? settings.codeActivation
    settings.output = output ?? settings.output
    settings.loss = loss ?? settings.loss
    settings.sparsity.form = penalty ?? settings.sparsity.form
    settings.sparsity.target = target ?? settings.sparsity.target
    settings.sparsity.weight = penaltyWeight ?? settings.sparsity.weight
    // Who masks or hides wants no noise unless they say so.
    settings.corruption.noise =
      noise ?? (mask == nil && hide == nil ? settings.corruption.noise : 0)
    settings.corruption.mask = mask ?? settings.corruption.mask
    settings.corruption.hidden = hide ?? settings.corruption.hidden
    settings.latentWeight = latentWeight ?? settings.latentWeight
    try settings.validate()
    return settings
  }
}

extension AutoencoderKind: ExpressibleByArgument {}
extension AutoencoderLoss: ExpressibleByArgument {}
extension Activation: ExpressibleByArgument {}
extension Halving: ExpressibleByArgument {}
extension SparsityPenalty.Form: ExpressibleByArgument {}
