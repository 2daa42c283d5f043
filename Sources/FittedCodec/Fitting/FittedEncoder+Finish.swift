extension FittedEncoder {
  /// The part of the loss, with whole latents, that weights of a group take part in.
  private func loss(of group: WeightGroup, _ weights: [Float]) -> Double {
    group.isInteger
      ? Double(settings.lambda) * fitter.rate(weights) : fitter.error(weights)
  }

  /// Fits the weights to whole latents, which soft rounding only approximates.
  private mutating func polish(stepped: () -> Void) {
    for step in 0..<settings.lastSteps {
      let x = Float(step) / Float(settings.lastSteps)
      _ = fitter.loss(
        weights, lambda: settings.lambda, step: step, gradient: &gradient, back: true)
      penalise()
      optimiser.step(
        &weights, gradient: gradient, start: start.weights,
        rate: settings.lastRate * (1 + cosine(.pi * x)) / 2)
      stepped()
    }
  }

  /// - Parameter stepped: called after each step
  mutating func finish(stepped: () -> Void) throws(FittedError) -> [UInt8] {
    fitter.roundHard()
    for _ in 0..<settings.trials {
      var trials = LatentTrials(fitter, weights, lambda: settings.lambda)
      trials.run(&gradient)
      for _ in 0..<FitSettings.stepsOfTrials { stepped() }
    }
    polish(stepped: stepped)
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

  private typealias Quantised = (loss: Double, weights: [Float], differences: [Int])

  /// Chooses the step of each group, one after the other, by the loss with everything coded.
  ///
  /// The loss has one valley: fine steps take bits, and coarse ones cost the picture.
  private func quantise() -> (differences: [Int], steps: [Int]) {
    var current: Quantised = (0, weights, Array(repeating: 0, count: weights.count))
    var steps: [Int] = []
    for group in WeightGroup.allCases {
      var (step, best) = (group.usualStep, quantised(group, step: group.usualStep, current))
      for direction in [1, -1] {
        var next = step + direction
        while (0...FittedHeader.finestStep).contains(next) {
          let trial = quantised(group, step: next, current)
          guard trial.loss < best.loss else { break }
          (step, best) = (next, trial)
          next += direction
        }
      }
      current = best
      steps.append(step)
    }
    return (current.differences, steps)
  }

  /// The weights with those of a group rounded to steps of 2^−step.
  private func quantised(_ group: WeightGroup, step: Int, _ current: Quantised) -> Quantised {
    var result = current
    let size = Float(sign: .plus, exponent: -step, significand: 1)
    var bits: Float = 0
    for segment in fitter.layout.segments where segment.group == group {
      for k in segment.range {
        let whole = ((weights[k] - start.weights[k]) / size).rounded(.toNearestOrEven)
        result.differences[k] = Int(kept(whole, within: 32767))
        result.weights[k] = start.weights[k] + Float(result.differences[k]) * size
      }
      bits += WeightCoding.best(result.differences[segment.range]).bits
    }
    result.loss = loss(of: group, result.weights) + Double(settings.lambda * bits / fitter.pixels)
    return result
  }
}

extension WeightGroup {
  /// The step that is tried first, as −log2: about what photographs take.
  var usualStep: Int {
    switch self {
    case .context: 6
    case .contextBias, .features: 5
    case .featuresBias: 4
    case .upsampling: 8
    case .synthesis: 9
    case .synthesisBias: 10
    }
  }
}

/// cos x for 0 ≤ x ≤ π, by its series; fitting needs no more.
func cosine(_ x: Float) -> Float {
  let y = x * x
  return 1 - y / 2 * (1 - y / 12 * (1 - y / 30 * (1 - y / 56 * (1 - y / 90 * (1 - y / 132)))))
}
