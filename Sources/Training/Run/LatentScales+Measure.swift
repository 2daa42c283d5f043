import Autodiff
import CPlatform
import Networks
import Tensors

extension LatentScales {
  /// Levels of quality a model of objects has.
  package static let levelCount = 8

  /// Objects whose codes are looked at, and those that also show what a step does to a picture.
  private static let (objectLimit, probeLimit) = (4096, 64)

  /// Steps for every number of the codes, so that all spoil what is decoded alike, and what is
  /// to be expected of them: from some of the objects a network has learnt from.
  ///
  /// With g² = E‖∂d/∂z‖² a step Δ adds g²·Δ²/12 to the squared error. At level l that is, over all
  /// numbers together, 2^(3 − l) of what the autoencoder leaves by itself: the last levels hardly
  /// differ from codes that are not rounded, the first are for small files.
  package init(
    of network: Autoencoder, _ parameters: ParameterSet, on data: TrainingData
  ) {
    let probe = LatentProbe(network, parameters, data, Self.objectLimit, Self.probeLimit)
    let latents = network.settings.latents
    var (gains, means, logScales) = ([Float](), [Float](), [Float]())
    for level in 0..<Self.levelCount {
      let error = probe.squaredError * exp2(Double(3 - level))
      for latent in 0..<latents {
        let code = probe.codes[latent]
        let step = code.step(adding: error / Double(latents))
        gains.append(Float(step))
        means.append(Float(code.mean / step))
        logScales.append(Float(log(max(code.spread / step, 1e-6))))
      }
    }
    self.init(gains: gains, means: means, logScales: logScales)
  }
}

/// What is known of one number of the codes.
private struct LatentNumber {
  let mean: Double
  /// The mean distance from the mean: the scale of a Laplace distribution.
  let spread: Double
  /// E‖∂d/∂z‖²
  let slope: Double

  /// The step that adds so much to the squared error.
  ///
  /// Numbers that hardly matter get steps in which they are always the same; others no finer than
  /// codes have integers for.
  func step(adding error: Double) -> Double {
    let widest = max(8 * spread, abs(mean) / 1024, 1e-30)
    let step = (12 * error / slope).squareRoot()
    let finest = max((abs(mean) + 16 * spread) / 8192, 1e-30)
    return step.isFinite ? min(max(step, finest), widest) : widest
  }
}

/// Looks at the codes of some objects, and at what small changes of them do.
private struct LatentProbe {
  private(set) var codes: [LatentNumber] = []
  /// Of an object, the mean.
  private(set) var squaredError = 0.0

  init(
    _ network: Autoencoder, _ parameters: ParameterSet, _ data: TrainingData, _ objects: Int,
    _ probes: Int
  ) {
    let latents = network.settings.latents
    let tape = Tape(parameters, recording: false)
    let chosen = data.trained.prefix(objects)
    var numbers: [Float] = []
    var first: (codes: Tensor, samples: Int)?
    for start in stride(from: 0, to: chosen.count, by: probes) {
      let part = chosen.dropFirst(start).prefix(probes)
      let x = tape.constant(data.training.objects(part[...]), samples: part.count)
      let z = network.encode(x)
      let difference = network.decode(z).value.combined(.difference, x.value)
      squaredError += difference.dots(difference, samples: 1)[0]
      numbers += z.value.values
      if first == nil { first = (z.value, part.count) }
    }
    guard let first else { return }
    squaredError /= Double(chosen.count)
    let decoded = network.decode(tape.constant(first.codes, samples: first.samples)).value
    for latent in 0..<latents {
      let own = stride(from: latent, to: numbers.count, by: latents).map { Double(numbers[$0]) }
      let mean = own.reduce(0, +) / Double(own.count)
      let spread = own.reduce(0) { $0 + abs($1 - mean) } / Double(own.count)
      // As wide as a rough step, so that what saturates does not seem to matter.
      let change = max(spread, 1e-6) / 2
      var moved = [Float](repeating: 0, count: latents)
      moved[latent] = Float(change)
      let other = first.codes.adding(moved)
      let there = network.decode(tape.constant(other, samples: first.samples)).value
      let difference = there.combined(.difference, decoded)
      let slope =
        difference.dots(difference, samples: 1)[0] / (change * change) / Double(first.samples)
      codes.append(LatentNumber(mean: mean, spread: spread, slope: slope))
    }
  }
}
