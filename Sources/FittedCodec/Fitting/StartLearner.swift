/// Learns a start state by fitting many pictures together: one set of weights, latents of their
/// own.
package struct StartLearner {
  package struct Settings: Sendable {
    package var lambda: Float
    package var rounds: Int
    /// Pictures between steps of the weights.
    package var batch = 4
    package var weightRate: Float = 1e-2
    package var latentRate: Float = 0.272
    package var seed: UInt64 = 0
    package init(lambda: Float, rounds: Int) { (self.lambda, self.rounds) = (lambda, rounds) }
  }

  /// The loss of a bit per pixel of usual pictures, and of finer and coarser ones.
  package static let usualLambda: Float = 1e-3
  package static let otherLambdas: [Float] = [4e-3, 2e-3, 4e-4, 2e-4, 1e-4]

  private let fitters: [Fitter]
  private let pictures: [FittedSamples]
  private let layout: WeightLayout
  private var weights: [Float]
  private var optimiser: SOAP
  private let settings: Settings
  private var random: FittedRandom

  package init(
    _ pictures: [FittedSamples], _ shape: FittedShape, start: StartState?, settings: Settings,
    kernels: FittedKernels = .current
  ) {
    fitters = pictures.map {
      Fitter(shape, width: $0.width, height: $0.height, samples: $0.samples, kernels: kernels)
    }
    self.pictures = pictures
    layout = WeightLayout(shape)
    self.weights = start?.weights ?? layout.initial(seed: settings.seed + 1)
    for (picture, fitter) in zip(pictures, fitters) {
      start?.analysis?.apply(to: fitter.values, fitter.net.gridShapes, picture)
    }
    optimiser = SOAP(layout)
    random = FittedRandom(seed: settings.seed)
    self.settings = settings
  }

  /// Fits all rounds; `report` receives the round and its mean loss.
  package mutating func learn(report: (Int, FittedLoss) -> Void) {
    for round in 0..<settings.rounds {
      let x = Float(round) / Float(settings.rounds)
      let loss = fitRound(round, x)
      report(round, loss)
    }
  }

  private mutating func fitRound(_ round: Int, _ x: Float) -> FittedLoss {
    let fall = 1e-3 + (1 - 1e-3) * (1 + cosine(.pi * x)) / 2
    var latents = LatentOptimiser()
    latents.betas = (0.8, 0.95)
    latents.epsilon = 0.1 * settings.lambda
    var gradient = [Float](repeating: 0, count: layout.count)
    var batch = gradient
    var (error, bits) = (0.0, 0.0)
    for (count, index) in shuffled(fitters.count).enumerated() {
      let fitter = fitters[index]
      fitter.roundSoftly(
        temperature: 0.5 - 0.4 * x, noise: 0.22 - 0.07 * x,
        seed: UInt32(round * fitters.count + index + 1))
      let loss = fitter.loss(
        weights, lambda: settings.lambda, step: round, gradient: &gradient, back: true)
      error += loss.error
      bits += loss.bitsPerPixel
      fitter.stepLatents(latents, rate: settings.latentRate * fall + 0.0016)
      for k in batch.indices { batch[k] += gradient[k] / Float(settings.batch) }
      if count % settings.batch == settings.batch - 1, settings.weightRate > 0 {
        optimiser.step(
          &weights, gradient: batch, start: weights, rate: settings.weightRate * fall)
        for k in batch.indices { batch[k] = 0 }
      }
    }
    let count = Double(fitters.count)
    return FittedLoss(error: error / count, bitsPerPixel: bits / count)
  }

  private mutating func shuffled(_ count: Int) -> [Int] {
    var order = Array(0..<count)
    for k in stride(from: count - 1, to: 0, by: -1) {
      order.swapAt(k, Int(random.next() % UInt64(k + 1)))
    }
    return order
  }

  /// What was learned, with the filters that come closest to giving the latents that were fitted.
  package var state: StartState {
    for fitter in fitters { fitter.roundHard() }
    let analysis = LinearAnalysis(
      layout.shape, zip(pictures, fitters).map { ($0, $1.net.latents) })
    return StartState(
      layout.shape, lambda: settings.lambda, weights: weights, analysis: analysis)
  }
}
