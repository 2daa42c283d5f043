import Autodiff
import Networks
import Tensors

/// A network that makes codes of objects and objects of codes: e(x) and d(z).
///
/// Of its parameters it keeps only the first values; a tape brings those to use.
package struct Autoencoder: Sendable {
  package let settings: AutoencoderSettings
  /// What its parameters begin with.
  package private(set) var parameters: ParameterSet
  package let encoder: ProgramNetwork
  package let decoder: ProgramNetwork
  /// Tells codes from normal numbers; adversarial ones have it.
  package let judge: ProgramNetwork?

  /// - Parameter seed: of the numbers it begins with
  package init(_ settings: AutoencoderSettings, seed: UInt64 = 0) throws(SettingsError) {
    try settings.validate()
    self.settings = settings
    var builder = NetworkBuilder(seed: seed)
    let rate = settings.linearPath ? Self.linearRate : 1
    encoder = try ProgramNetwork(
      settings.encoder, "encoder", input: settings.shape, firstRate: rate, in: &builder)
    let code = SampleShape.vector(settings.latents)
    decoder = try ProgramNetwork(
      settings.decoder, "decoder", input: code, firstRate: rate, in: &builder)
    judge =
      settings.kind == .adversarial
      ? try ProgramNetwork(AutoencoderSettings.judge, "judge", input: code, in: &builder) : nil
    parameters = builder.parameters
    if settings.kind == .sparse, settings.sparsity.form == .kl {
      begin(atActivation: settings.sparsity.target)
    }
  }

  /// What the learning rate of a linear path is multiplied by: it begins where it is good, and a
  /// weight of one in thousands is small beside what a step of Adam moves it by.
  private static let linearRate: Float = 0.05

  /// Lets sigmoid codes begin near a mean activation ρ, with a decoder that is used to numbers
  /// that vary as little as those: by a slope of ρ·(1 − ρ).
  ///
  /// From ½ they would first have to get there, which costs more than it teaches.
  private mutating func begin(atActivation target: Float) {
    guard let last = encoder.last, let first = decoder.first else { return }
    let odds = Tensor.vector([target / (1 - target)]).mapped(.logarithm).values[0]
    parameters.set(last.bias, to: parameters.value(last.bias).scaled(by: 0, plus: odds))
    let weight = parameters.value(first.weight)
    parameters.set(first.weight, to: weight.scaled(by: 1 / (target * (1 - target))))
  }

  /// Sets what a parameter begins with.
  package mutating func setBeginning(_ parameter: Parameter, _ value: Tensor) {
    parameters.set(parameter, to: value)
  }

  /// Multiply-adds an object costs, each way.
  package var cost: (encode: Int, decode: Int) { (encoder.layers.cost, decoder.layers.cost) }

  /// The code e(x); of variational codes the mean.
  ///
  ///     objects  (samples · height) × width × channels
  ///     out      samples × 1 × latents
  package func encode(_ objects: Variable) -> Variable {
    let raw = encoder(objects)
    return settings.codeActivation(
      settings.kind == .variational ? raw.channels(0..<settings.latents) : raw)
  }

  /// The objects d(z), in the range objects have.
  package func decode(_ codes: Variable) -> Variable {
    settings.output(decoder(codes))
  }
}

extension Autoencoder {
  /// What is trained: the mean over a batch of all that the kind asks for.
  package func loss(_ tape: Tape, _ batch: SampleBatch) -> Variable {
    let target = batch.objects
    let objects = tape.constant(target, samples: batch.samples)
    switch settings.kind {
    case .vanilla, .deep, .conv, .pca:
      return distance(of: encode(objects), from: target).meanOfSamples
    case .denoising:
      let spoilt = corrupted(objects)
      return distance(of: encode(spoilt.objects), from: target, at: spoilt.hidden).meanOfSamples
    case .sparse: return sparseLoss(objects)
    case .variational: return variationalLoss(objects)
    case .adversarial: return adversarialLoss(tape, objects)
    }
  }

  /// Objects as a denoising autoencoder gets them; others get them as they are.
  ///
  /// - Returns: beside them, where parts of pictures are hidden, 1 there and 0 elsewhere
  package func corrupted(_ objects: Variable) -> (objects: Variable, hidden: Tensor?) {
    guard settings.kind == .denoising else { return (objects, nil) }
    let (noise, mask) = (settings.corruption.noise, settings.corruption.mask)
    let noisy = noise > 0 ? objects.addingNormalNoise(deviation: noise) : objects
    let masked = mask > 0 ? noisy.masked(share: mask) : noisy
    guard settings.corruption.hidden > 0 else { return (masked, nil) }
    let hiding = masked.hidden(share: settings.corruption.hidden)
    return (hiding.pictures, hiding.where)
  }

  /// How far d(z) is from the objects, one number a sample.
  ///
  /// - Parameter places: 1 where numbers count, 0 elsewhere; nil for all. What fills in has no
  ///   capacity to spare for what is known (Pathak et al. 2016, "Context Encoders").
  package func distance(
    of codes: Variable, from target: Tensor, at places: Tensor? = nil
  ) -> Variable {
    let raw = decoder(codes)
    func counted(_ made: Variable) -> Variable {
      places.map { made * made.constant($0) } ?? made
    }
    let target = places.map { target.combined(.product, $0) } ?? target
    switch settings.loss {
    case .squared: return counted(settings.output(raw)).squaredError(target)
    // Numbers that do not count add ln 2 each, whatever they are.
    case .crossEntropy: return counted(raw).crossEntropy(target)
    case .cosine: return counted(settings.output(raw)).cosineDistance(target)
    }
  }

  private func sparseLoss(_ objects: Variable) -> Variable {
    let codes = encode(objects)
    let penalty = settings.sparsity
    let cost =
      switch penalty.form {
      case .kl: codes.sparsity(target: penalty.target)
      case .l1: codes.absoluteSums.meanOfSamples
      case .l2: codes.squareSums.meanOfSamples
      }
    return distance(of: codes, from: objects.value).meanOfSamples
      + cost.scaled(by: penalty.weight)
  }

  /// The evidence lower bound, less what does not depend on the parameters.
  private func variationalLoss(_ objects: Variable) -> Variable {
    let (mean, logVariance) = distribution(of: objects)
    let codes = mean.sampledNormal(logVariance: logVariance)
    let divergence = mean.divergenceFromNormal(logVariance: logVariance)
    return
      (distance(of: codes, from: objects.value) + divergence.scaled(by: settings.latentWeight))
      .meanOfSamples
  }

  /// μ and ln σ² of variational codes.
  package func distribution(of objects: Variable) -> (mean: Variable, logVariance: Variable) {
    precondition(settings.kind == .variational)
    let raw = encoder(objects)
    let latents = settings.latents
    return (settings.codeActivation(raw.channels(0..<latents)), raw.channels(latents..<2 * latents))
  }

  /// Both networks learn in one step, each from its own part of the loss: the judge sees codes
  /// that do not learn, the encoder a judge that does not.
  private func adversarialLoss(_ tape: Tape, _ objects: Variable) -> Variable {
    guard let judge else { preconditionFailure("adversarial autoencoders have a judge") }
    let codes = encode(objects)
    let reconstruction = distance(of: codes, from: objects.value)
    let normal = codes.normalNumbers()
    let (yes, no) = (Self.verdicts(1, objects.samples), Self.verdicts(0, objects.samples))
    let judging = judge(normal).crossEntropy(yes) + judge(codes.detached).crossEntropy(no)
    let deceiving = tape.withoutLearning { judge(codes) }.crossEntropy(yes)
    return (reconstruction + judging + deceiving.scaled(by: settings.latentWeight)).meanOfSamples
  }

  private static func verdicts(_ verdict: Float, _ count: Int) -> Tensor {
    Tensor(
      rows: count, columns: 1, channels: 1, values: Array(repeating: verdict, count: count))
  }
}
