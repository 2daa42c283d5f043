/// Fits latents and weights to a tile, and encodes them.
package struct FittedEncoder {
  let fitter: Fitter
  /// The number of the start state.
  let number: Int
  let start: StartState
  let settings: FitSettings
  var weights: [Float]
  var optimiser: SOAP
  var gradient: [Float]
  let kernels: FittedKernels

  /// - Parameters:
  ///   - number: of the start state
  ///   - stepped: called ``FitSettings/allSteps`` times
  package static func encode(
    _ tile: FittedSamples, start number: Int, settings: FitSettings,
    kernels: FittedKernels = .current, stepped: () -> Void = {}
  ) throws(FittedError) -> [UInt8] {
    var encoder = try FittedEncoder(tile, number, settings, kernels)
    for step in 0..<settings.steps {
      encoder.step(step)
      stepped()
    }
    return try encoder.finish(stepped: stepped)
  }

  private init(
    _ tile: FittedSamples, _ number: Int, _ settings: FitSettings, _ kernels: FittedKernels
  ) throws(FittedError) {
    start = try StartState.builtIn(number)
    (self.number, self.settings, self.kernels) = (number, settings, kernels)
    fitter = Fitter(
      start.shape, width: tile.width, height: tile.height, samples: tile.samples, kernels: kernels)
    start.analysis?.apply(to: fitter.values, fitter.net.gridShapes, tile)
    weights = start.weights
    optimiser = SOAP(fitter.layout)
    gradient = Array(repeating: 0, count: weights.count)
  }

  private mutating func step(_ step: Int) {
    let x = Float(step) / Float(settings.steps)
    let fall = (1 + cosine(.pi * x)) / 2
    func between(_ ends: (Float, Float)) -> Float { ends.0 + (ends.1 - ends.0) * x }
    fitter.roundSoftly(
      temperature: between(settings.temperatures), noise: between(settings.noises),
      seed: UInt32(step + 1))
    _ = fitter.loss(
      weights, lambda: settings.lambda, step: step, gradient: &gradient, back: true)
    penalise()
    fitter.stepLatents(settings.latents, rate: settings.latentRate * (1e-3 + (1 - 1e-3) * fall))
    optimiser.step(
      &weights, gradient: gradient, start: start.weights,
      rate: settings.weightRate * (1e-3 + (1 - 1e-3) * fall))
  }

  /// λ · log2((softness + |w − start|)²): cheap differences are kept cheap.
  mutating func penalise() {
    guard settings.penalty > 0 else { return }
    let weight = settings.lambda / fitter.pixels * 2.885
    for k in weights.indices {
      let away = weights[k] - start.weights[k]
      guard away != 0 else { continue }
      gradient[k] += weight / (settings.penalty + abs(away)) * (away > 0 ? 1 : -1)
    }
  }
}
