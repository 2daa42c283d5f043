import Autodiff
import Tensors

/// The hyperparameters of an autoencoder's training. They determine the result, seed included.
package struct TrainingPlan: Sendable, Equatable, Codable {
  package enum Method: String, Sendable, Codable, CaseIterable {
    /// Gradient descent with momentum, or Adam.
    case sgd, adam
  }

  package var length: TrainingLength
  /// The number of samples per step.
  package var batch: Int
  /// The number of samples per shard. It affects the result, because sums are accumulated by shard.
  package var shard: Int
  package var optimiser: Method
  package var momentum: Float
  /// The peak learning rate.
  package var rate: Float
  /// The final learning rate as a share of the peak.
  package var finalShare: Float
  /// The number of steps until the peak rate.
  package var warmUp: Int
  /// The global gradient norm above which gradients are clipped; nil for no clipping.
  package var clipping: Double?
  package var augmentation: Augmentation?
  package var seed: UInt64

  /// The default plan of a kind.
  package init(_ kind: AutoencoderKind, length: TrainingLength = .epochs(20), seed: UInt64 = 0) {
    self.length = length
    // Mean activations are computed per shard.
    shard = kind == .sparse ? 128 : 32
    batch = 128
    optimiser = .adam
    momentum = 0.9
    // Small activations require large decoder weights, which take long to grow.
    rate = kind == .sparse ? 0.03 : kind == .vanilla ? 3e-3 : 1e-3
    finalShare = 0.01
    warmUp = 50
    clipping = nil
    augmentation = nil
    self.seed = seed
  }

  /// The default length: 20 epochs, or 60 for sparse autoencoders, whose latents first settle which
  /// of them are active. Small data sets get at least 3000 steps.
  package func usualLength(of kind: AutoencoderKind, samples: Int) -> TrainingLength {
    .steps(max((kind == .sparse ? 60 : 20) * stepsPerEpoch(samples: samples), 3000))
  }

  /// The number of batches that show each sample once.
  package func stepsPerEpoch(samples: Int) -> Int { max((samples + batch - 1) / batch, 1) }

  /// The number of steps of a run; nil if the plan asks for a time.
  package func steps(samples: Int) -> Int? {
    length.steps(epoch: stepsPerEpoch(samples: samples))
  }

  /// Whether the plan is valid.
  package var isPossible: Bool {
    let sizes = 1...1 << 20
    return length.isPossible && sizes.contains(batch) && sizes.contains(shard)
      && sizes.contains(warmUp + 1) && rate > 0 && rate.isFinite && (0...1).contains(finalShare)
      && (0..<1).contains(momentum) && (clipping ?? 1) > 0
      && (0...1 << 16).contains(augmentation?.shift ?? 0)
      && augmentation?.warp?.isPossible ?? true
  }

  /// The learning rate of a step.
  ///
  /// - Parameter steps: the number of steps in all; nil while it is unknown and the rate rises
  package func rate(at step: Int, of steps: Int?) -> Float {
    let all = steps ?? .max / 2
    return Schedule(
      peak: rate, final: rate * finalShare, warmUp: min(warmUp, all / 5), steps: all
    ).rate(at: step)
  }
}

/// The optimiser that a plan names.
package enum ChosenOptimiser: Optimiser {
  case sgd(GradientDescent)
  case adam(Adam)

  package init(_ plan: TrainingPlan) {
    self =
      switch plan.optimiser {
      case .sgd: .sgd(GradientDescent(momentum: plan.momentum))
      case .adam: .adam(Adam())
      }
  }

  package mutating func update(
    _ parameters: inout ParameterSet, gradients: [Tensor], rate: Float
  ) {
    switch self {
    case .sgd(var method):
      method.update(&parameters, gradients: gradients, rate: rate)
      self = .sgd(method)
    case .adam(var method):
      method.update(&parameters, gradients: gradients, rate: rate)
      self = .adam(method)
    }
  }

  package var state: OptimiserState {
    get {
      switch self {
      case .sgd(let method): method.state
      case .adam(let method): method.state
      }
    }
    set {
      switch self {
      case .sgd(var method):
        method.state = newValue
        self = .sgd(method)
      case .adam(var method):
        method.state = newValue
        self = .adam(method)
      }
    }
  }
}
