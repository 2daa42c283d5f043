import FittedCodec
import Testing

@Suite struct LatentTrialsTests {
  /// A fitter whose latents are whole, with many of them far from good.
  private static func fitter(
    _ width: Int, _ height: Int, _ kernels: FittedKernels = .current
  ) -> Fitter {
    let picture = drawnPicture(width, height)
    let fitter = Fitter(
      StartState.builtIn[0].shape, width: width, height: height, samples: picture.samples,
      kernels: kernels)
    var random = FittedRandom(seed: 3)
    for plane in fitter.values {
      for row in 0..<plane.rows {
        for column in 0..<plane.columns { plane[0, row, column] = random.normal() }
      }
    }
    fitter.roundHard()
    return fitter
  }

  @Test(arguments: [(96, 80), (1, 1), (9, 33), (130, 5)])
  func `trials lower the loss, and go on to lower it`(width: Int, height: Int) {
    let (state, lambda) = (StartState.builtIn[0], Float(1e-3))
    let fitter = Self.fitter(width, height)
    func loss() -> Double {
      fitter.error(state.weights) + Double(lambda) * fitter.rate(state.weights)
    }
    var losses = [loss()]
    var gradient = state.weights
    for _ in 0..<3 {
      var trials = LatentTrials(fitter, state.weights, lambda: lambda)
      trials.run(&gradient)
      losses.append(loss())
    }
    #expect(losses[1] < 0.9 * losses[0])
    #expect(losses[2] <= losses[1] && losses[3] <= losses[2])
  }

  @Test func `all kernels keep the same changes`() {
    let weights = StartState.builtIn[0].weights
    var found: Set<[Double]> = []
    for kernels in kernelsHere {
      let fitter = Self.fitter(70, 50, kernels)
      var trials = LatentTrials(fitter, weights, lambda: 1e-3)
      var gradient = weights
      trials.run(&gradient)
      found.insert([fitter.error(weights), fitter.rate(weights)])
    }
    #expect(found.count == 1)
  }
}
