import Autodiff
import CPlatform
import Networks
import Tensors

extension LatentScales {
  /// The number of quality levels of a sample model.
  package static let levelCount = 8

  /// The most samples whose latents are measured, and the most whose sensitivity is measured.
  private static let (sampleLimit, probeLimit) = (4096, 64)

  /// Measures the quantisation step and the distribution of every latent on training samples. All
  /// steps of a level add the same distortion.
  ///
  /// With g² = E‖∂d/∂z‖², a step Δ adds g²·Δ²/12 to the squared error. At level l all steps
  /// together add 2^(3 − l) times the squared error of unrounded latents. The last levels are close
  /// to unrounded latents, the first give small files.
  package static func measure(
    _ network: Autoencoder, _ parameters: ParameterSet, on data: TrainingData
  ) -> LatentScales {
    let probe = LatentProbe.measure(network, parameters, data, sampleLimit, probeLimit)
    let latents = network.settings.latents
    var (gains, means, logScales) = ([Float](), [Float](), [Float]())
    for level in 0..<levelCount {
      let error = probe.squaredError * exp2(Double(3 - level))
      for latent in 0..<latents {
        let statistics = probe.statistics[latent]
        let step = statistics.step(adding: error / Double(latents))
        gains.append(Float(step))
        means.append(Float(statistics.mean / step))
        logScales.append(Float(log(max(statistics.spread / step, 1e-6))))
      }
    }
    return LatentScales(gains: gains, means: means, logScales: logScales)
  }
}

/// The statistics of one latent.
private struct LatentStatistics {
  let mean: Double
  /// The mean absolute deviation, which is the scale of a Laplace distribution.
  let spread: Double
  /// E‖∂d/∂z‖², estimated by a finite difference.
  let slope: Double

  /// The step that adds a given error to the squared error.
  ///
  /// A latent with little effect gets a step so wide that its symbol is constant. No step is so
  /// fine that symbols overflow.
  func step(adding error: Double) -> Double {
    let widest = max(8 * spread, abs(mean) / 1024, 1e-30)
    let step = (12 * error / slope).squareRoot()
    let finest = max((abs(mean) + 16 * spread) / 8192, 1e-30)
    return step.isFinite ? min(max(step, finest), widest) : widest
  }
}

/// The statistics of all latents on some samples.
private struct LatentProbe {
  let statistics: [LatentStatistics]
  /// The mean over samples of Σ (d(e(x)) − x)², with unrounded latents.
  let squaredError: Double

  /// - Parameters:
  ///   - samples: the number of samples whose latents are measured
  ///   - probes: the number of samples whose reconstructions are measured for each changed latent
  static func measure(
    _ network: Autoencoder, _ parameters: ParameterSet, _ data: TrainingData, _ samples: Int,
    _ probes: Int
  ) -> LatentProbe {
    var (statistics, squaredError) = ([LatentStatistics](), 0.0)
    let latents = network.settings.latents
    let tape = Tape(parameters, recording: false)
    let chosen = data.trained.prefix(samples)
    var numbers: [Float] = []
    var first: (latents: Tensor, samples: Int)?
    for start in stride(from: 0, to: chosen.count, by: probes) {
      let part = chosen.dropFirst(start).prefix(probes)
      let x = tape.constant(data.training.tensor(part[...]), samples: part.count)
      let z = network.encode(x)
      let difference = network.decode(z).value.combined(.difference, x.value)
      squaredError += difference.dots(difference, samples: 1)[0]
      numbers += z.value.values
      if first == nil { first = (z.value, part.count) }
    }
    guard let first else { return LatentProbe(statistics: [], squaredError: 0) }
    squaredError /= Double(chosen.count)
    let decoded = network.decode(tape.constant(first.latents, samples: first.samples)).value
    for latent in 0..<latents {
      let own = stride(from: latent, to: numbers.count, by: latents).map { Double(numbers[$0]) }
      let mean = own.reduce(0, +) / Double(own.count)
      let spread = own.reduce(0) { $0 + abs($1 - mean) } / Double(own.count)
      // The probe is as wide as a coarse step, so that a saturated unit does not appear to have no
      // effect.
      let change = max(spread, 1e-6) / 2
      var moved = [Float](repeating: 0, count: latents)
      moved[latent] = Float(change)
      let other = first.latents.adding(moved)
      let there = network.decode(tape.constant(other, samples: first.samples)).value
      let difference = there.combined(.difference, decoded)
      let slope =
        difference.dots(difference, samples: 1)[0] / (change * change) / Double(first.samples)
      statistics.append(LatentStatistics(mean: mean, spread: spread, slope: slope))
    }
    return LatentProbe(statistics: statistics, squaredError: squaredError)
  }
}
