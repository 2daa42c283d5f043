import Autodiff
import Networks
import Tensors

/// An autoencoder with encoder z = e(x) and decoder d(z).
///
/// It holds only the initial values of its parameters; a tape supplies the current ones.
package struct Autoencoder: Sendable {
  package let settings: AutoencoderSettings
  /// The initial values of the parameters.
  package private(set) var parameters: ParameterSet
  package let encoder: ProgramNetwork
  package let decoder: ProgramNetwork
  /// Distinguishes latents from normal noise; nil for kinds that are not adversarial.
  package let discriminator: ProgramNetwork?

  /// - Parameter seed: the seed of the initial weights
  package init(_ settings: AutoencoderSettings, seed: UInt64 = 0) throws(SettingsError) {
    try settings.validate()
    self.settings = settings
    var builder = NetworkBuilder(seed: seed)
    let rate = settings.linearPath ? Self.linearRate : 1
    encoder = try ProgramNetwork(
      settings.encoder, "encoder", input: settings.shape, firstRate: rate, in: &builder)
    let latentShape = SampleShape.vector(settings.latents)
    decoder = try ProgramNetwork(
      settings.decoder, "decoder", input: latentShape, firstRate: rate, in: &builder)
    // Model files use the name `judge`.
    discriminator =
      settings.kind == .adversarial
      ? try ProgramNetwork(
        AutoencoderSettings.discriminator, "judge", input: latentShape, in: &builder)
      : nil
    parameters = builder.parameters
    if settings.kind == .sparse, settings.sparsity.form == .kl {
      begin(atActivation: settings.sparsity.target)
    }
  }

  /// The factor on the learning rate of a linear path. The path starts near its optimum, and a step
  /// of Adam is large compared with one weight among thousands.
  private static let linearRate: Float = 0.05

  /// Initialises sigmoid latents near a mean activation ρ, and scales the decoder by the slope ρ·(1
  /// − ρ) to match their small variance.
  ///
  /// Training would otherwise spend many steps on the way down from ½.
  private mutating func begin(atActivation target: Float) {
    guard let last = encoder.last, let first = decoder.first else { return }
    let odds = Tensor.vector([target / (1 - target)]).mapped(.logarithm).values[0]
    parameters.set(last.bias, to: parameters.value(last.bias).scaled(by: 0, plus: odds))
    let weight = parameters.value(first.weight)
    parameters.set(first.weight, to: weight.scaled(by: 1 / (target * (1 - target))))
  }

  /// Sets the initial value of a parameter.
  package mutating func setBeginning(_ parameter: Parameter, _ value: Tensor) {
    parameters.set(parameter, to: value)
  }

  /// The number of multiply-adds per sample in each direction.
  package var cost: (encode: Int, decode: Int) { (encoder.layers.cost, decoder.layers.cost) }

  /// Returns the latents e(x); variational latents are the means.
  ///
  ///     x    (samples · height) × width × channels
  ///     out  samples × 1 × latents
  package func encode(_ x: Variable) -> Variable {
    let raw = encoder(x)
    return settings.codeActivation(
      settings.kind == .variational ? raw.channels(0..<settings.latents) : raw)
  }

  /// Returns the reconstructions d(z) in the range of the samples.
  package func decode(_ latents: Variable) -> Variable {
    settings.output(decoder(latents))
  }
}

extension Autoencoder {
  /// The training loss: the mean over a batch of all terms of the kind.
  package func loss(_ tape: Tape, _ batch: SampleBatch) -> Variable {
    let target = batch.tensor
    let x = tape.constant(target, samples: batch.samples)
    switch settings.kind {
    case .vanilla, .deep, .conv, .pca:
      return distance(of: encode(x), from: target).meanOfSamples
    case .denoising:
      let corrupted = self.corrupted(x)
      return distance(of: encode(corrupted.samples), from: target, at: corrupted.hidden)
        .meanOfSamples
    case .sparse: return sparseLoss(x)
    case .variational: return variationalLoss(x)
    case .adversarial: return adversarialLoss(tape, x)
    }
  }

  /// Corrupts the samples of a denoising autoencoder and returns those of other kinds unchanged.
  ///
  /// - Returns: the samples, and a mask that is 1 where parts of pictures are hidden
  package func corrupted(_ x: Variable) -> (samples: Variable, hidden: Tensor?) {
    guard settings.kind == .denoising else { return (x, nil) }
    let (noise, mask) = (settings.corruption.noise, settings.corruption.mask)
    let noisy = noise > 0 ? x.addingNormalNoise(deviation: noise) : x
    let masked = mask > 0 ? noisy.masked(share: mask) : noisy
    guard settings.corruption.hidden > 0 else { return (masked, nil) }
    let hiding = masked.hidden(share: settings.corruption.hidden)
    return (hiding.pictures, hiding.where)
  }

  /// The distance of d(z) from the samples, one number per sample.
  ///
  /// - Parameter mask: 1 where values count, 0 elsewhere; nil for all. An inpainting network has
  ///   no capacity to spare for the visible parts (Pathak et al. 2016, "Context Encoders").
  package func distance(
    of latents: Variable, from target: Tensor, at mask: Tensor? = nil
  ) -> Variable {
    let raw = decoder(latents)
    func counted(_ made: Variable) -> Variable {
      mask.map { made * made.constant($0) } ?? made
    }
    let target = mask.map { target.combined(.product, $0) } ?? target
    switch settings.loss {
    case .squared: return counted(settings.output(raw)).squaredError(target)
    // Masked values add a constant ln 2 each.
    case .crossEntropy: return counted(raw).crossEntropy(target)
    case .cosine: return counted(settings.output(raw)).cosineDistance(target)
    }
  }

  private func sparseLoss(_ x: Variable) -> Variable {
    let latents = encode(x)
    let penalty = settings.sparsity
    let cost =
      switch penalty.form {
      case .kl: latents.sparsity(target: penalty.target)
      case .l1: latents.absoluteSums.meanOfSamples
      case .l2: latents.squareSums.meanOfSamples
      }
    return distance(of: latents, from: x.value).meanOfSamples
      + cost.scaled(by: penalty.weight)
  }

  /// The negative evidence lower bound without the terms that do not depend on the parameters.
  private func variationalLoss(_ x: Variable) -> Variable {
    let (mean, logVariance) = distribution(of: x)
    let latents = mean.sampledNormal(logVariance: logVariance)
    let divergence = mean.divergenceFromNormal(logVariance: logVariance)
    return
      (distance(of: latents, from: x.value) + divergence.scaled(by: settings.latentWeight))
      .meanOfSamples
  }

  /// Returns μ and ln σ² of variational latents.
  package func distribution(of x: Variable) -> (mean: Variable, logVariance: Variable) {
    precondition(settings.kind == .variational)
    let raw = encoder(x)
    let count = settings.latents
    return (settings.codeActivation(raw.channels(0..<count)), raw.channels(count..<2 * count))
  }

  /// Both networks train in one step, each on its own loss: the discriminator sees latents without
  /// gradients, and the encoder sees a frozen discriminator.
  private func adversarialLoss(_ tape: Tape, _ x: Variable) -> Variable {
    guard let discriminator else { preconditionFailure("an adversarial autoencoder has one") }
    let latents = encode(x)
    let reconstruction = distance(of: latents, from: x.value)
    let normal = latents.normalNumbers()
    let (yes, no) = (Self.verdicts(1, x.samples), Self.verdicts(0, x.samples))
    let discrimination =
      discriminator(normal).crossEntropy(yes) + discriminator(latents.detached).crossEntropy(no)
    let deception = tape.withoutLearning { discriminator(latents) }.crossEntropy(yes)
    return (reconstruction + discrimination + deception.scaled(by: settings.latentWeight))
      .meanOfSamples
  }

  private static func verdicts(_ verdict: Float, _ count: Int) -> Tensor {
    Tensor(
      rows: count, columns: 1, channels: 1, values: Array(repeating: verdict, count: count))
  }
}
