extension FittedEncoder {
  /// The part of the loss, with whole latents, that weights of a group take part in.
  private func loss(of group: WeightGroup, _ weights: [Float]) -> Double {
    group.isInteger
      ? Double(settings.lambda) * fitter.rate(weights) : fitter.error(weights)
  }

  /// Fits the weights to whole latents, which soft rounding only approximates.
  private mutating func polish() {
    for step in 0..<settings.lastSteps {
      let x = Float(step) / Float(settings.lastSteps)
      _ = fitter.loss(
        weights, lambda: settings.lambda, step: step, gradient: &gradient, back: true)
      penalise()
      optimiser.step(
        &weights, gradient: gradient, start: start.weights,
        rate: settings.lastRate * (1 + cosine(.pi * x)) / 2)
    }
  }

  mutating func finish() throws(FittedError) -> [UInt8] {
    fitter.roundHard()
    polish()
    let (differences, steps) = quantise()
    let net = fitter.net
    var tile = FittedTile(
      header: FittedHeader(start: number, steps: steps), width: net.width, height: net.height,
      differences: differences, grids: net.gridShapes.map { IntegerGrid($0) })
    for (index, latent) in net.latents.enumerated() {
      for row in 0..<latent.rows {
        for column in 0..<latent.columns {
          tile.grids[index].values[row * latent.columns + column] =
            Int16(latent[0, row, column])
        }
      }
    }
    let bytes = try tile.encoded(start, kernels: kernels)
    // Fitting that has diverged gives numbers that no code has.
    let again = try FittedTile(bytes[...], width: net.width, height: net.height, kernels: kernels)
    guard again.differences == tile.differences, again.grids == tile.grids else {
      throw .notEncodable
    }
    return bytes
  }

  /// Chooses the step of each group, one after the other, by the loss with everything coded.
  private func quantise() -> (differences: [Int], steps: [Int]) {
    var (current, differences) = (weights, [Int](repeating: 0, count: weights.count))
    var steps: [Int] = []
    for group in WeightGroup.allCases {
      let segments = fitter.layout.segments.filter { $0.group == group }
      var best = (loss: Double.infinity, step: 0, weights: current, differences: differences)
      for step in group.range {
        var (trial, wholes) = (current, differences)
        let size = Float(sign: .plus, exponent: -step, significand: 1)
        var bits: Float = 0
        for segment in segments {
          for k in segment.range {
            let whole = ((weights[k] - start.weights[k]) / size).rounded(.toNearestOrEven)
            wholes[k] = Int(kept(whole, within: 32767))
            trial[k] = start.weights[k] + Float(wholes[k]) * size
          }
          bits += WeightCoding.best(wholes[segment.range]).bits
        }
        let loss = loss(of: group, trial) + Double(settings.lambda * bits / fitter.pixels)
        if loss < best.loss { best = (loss, step, trial, wholes) }
      }
      (current, differences) = (best.weights, best.differences)
      steps.append(best.step)
    }
    return (differences, steps)
  }
}

extension WeightGroup {
  /// The steps that are tried, as −log2.
  var range: ClosedRange<Int> {
    switch self {
    case .context, .features: 2...9
    case .contextBias, .featuresBias: 1...10
    case .upsampling: 3...12
    case .synthesis: 2...12
    case .synthesisBias: 2...13
    }
  }
}

/// cos x for 0 ≤ x ≤ π, by its series; fitting needs no more.
func cosine(_ x: Float) -> Float {
  let y = x * x
  return 1 - y / 2 * (1 - y / 12 * (1 - y / 30 * (1 - y / 56 * (1 - y / 90 * (1 - y / 132)))))
}
