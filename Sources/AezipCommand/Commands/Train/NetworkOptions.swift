import ArgumentParser
import Networks
import Training

/// What to train. Defaults suit the data and the kind.
struct NetworkOptions: ParsableArguments {
  @Option(help: "Train this kind of autoencoder (default: by the data).")
  var kind: ModelKind?

  @Option(help: ArgumentHelp("Set the number of latents per sample.", valueName: "count"))
  var latents: Int?

  @Option(
    help: ArgumentHelp("Set the widths of hidden layers, as in 512,256.", valueName: "counts"))
  var hidden: String?

  @Option(help: "Halve sides in this way (conv).")
  var halving: Halving?

  @Flag(
    inversion: .prefixedNo, help: "Add linear layers that begin as PCA (conv, deep).")
  var linearPath: Bool?

  @Option(help: "Apply this function after hidden layers.")
  var activation: Activation?

  @Option(help: "Apply this function to the latents.")
  var code: Activation?

  @Option(help: "Apply this function after the last layer.")
  var output: Activation?

  @Option(help: "Measure reconstructions by this loss.")
  var loss: AutoencoderLoss?

  @Option(help: "Penalise active latents in this form (sparse).")
  var penalty: SparsityPenalty.Form?

  @Option(help: ArgumentHelp("Aim at this mean activation (sparse).", valueName: "ρ"))
  var target: Float?

  @Option(help: ArgumentHelp("Multiply the penalty by this weight (sparse).", valueName: "weight"))
  var penaltyWeight: Float?

  @Option(
    help: ArgumentHelp(
      "Add noise of this standard deviation (denoising).", valueName: "deviation"))
  var noise: Float?

  @Option(help: ArgumentHelp("Set this share of numbers to 0 (denoising).", valueName: "share"))
  var mask: Float?

  @Option(
    help: ArgumentHelp("Hide this share of each picture (denoising).", valueName: "share"))
  var hide: Float?

  @Option(
    help: ArgumentHelp(
      "Weight normal latents (variational, adversarial).", valueName: "weight"))
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
    let chosen = kind?.samples ?? (shape.isPicture && halvings > 0 ? .conv : .deep)
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
    // Masks and hidden parts replace the default noise.
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
